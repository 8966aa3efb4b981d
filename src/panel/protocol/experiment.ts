/** The Experiment view: sweeps of an option, and single runs to look at step by step. */
import * as v from 'valibot';
import { bytes, floats, index, pixels } from './kinds';
import { changes, keywords } from './request';

/** Pixels along the edge of an experiment's pictures that can be chosen. */
export const experimentSizes = [128, 256, 512] as const;

/** What decides a run beside the scheduler. */
export const experimentSettings = v.object({
  /** `torch.manual_seed`. */
  seed: v.pipe(v.number(), v.safeInteger()),
  /** What the data are made of: the sample picture chosen in the settings, or all that ship. */
  data: v.picklist(['chosen', 'all']),
  size: v.picklist(experimentSizes),
  /** Image to image: how much of the steps is taken; null begins at noise alone. */
  strength: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Arguments of `step`, by diffusers' names. */
  stepArguments: keywords,
});

/** A run of the scheduler shown, with what the user has changed about it. */
const subject = v.object({ changes: v.nullable(changes), settings: experimentSettings });

const sweptValue = v.union([v.pipe(v.number(), v.finite()), v.string(), v.boolean()]);

const finite = v.pipe(v.number(), v.finite());

export const sweptValues = v.union([
  v.strictObject({ from: finite, to: finite, count: v.pipe(index, v.minValue(1)) }),
  v.strictObject({ values: v.array(sweptValue) }),
]);

const refusal = v.object({ type: v.string(), message: v.string(), remedy: v.string() });

const made = v.object({
  decoder: v.string(),
  provider: v.string(),
  /** Why this one, in sentences: first of all why it stands in for another. */
  why: v.array(v.string()),
});

const raster = v.pipe(
  v.object({ width: pixels, height: pixels, rgb: bytes }),
  v.check((p) => p.rgb.length === p.width * p.height * 3, 'pixels do not fill the picture'),
);

/** Host to page. A sweep is told cell by cell under the id it was asked for, and always ends with `sweepEnded`. */
export const experimentHostMessages = [
  v.object({
    type: v.literal('sweepPlanned'),
    id: index,
    cells: v.array(v.object({ value: sweptValue, label: v.string(), current: v.boolean() })),
    /** What the value in force is called. */
    current: v.string(),
    /** A sentence to read the pictures by; null where there is nothing to say. */
    note: v.nullable(v.string()),
    /** The pictures the data are made of, in words. */
    samples: v.string(),
  }),
  v.object({
    type: v.literal('sweepCell'),
    id: index,
    cell: index,
    update: v.variant('kind', [
      v.object({ kind: v.literal('step'), step: index, count: index }),
      v.object({ kind: v.literal('final'), count: index }),
      v.object({ kind: v.literal('picture'), picture: raster, made }),
      v.object({ kind: v.literal('refused'), refusal }),
    ]),
  }),
  v.object({
    type: v.literal('sweepEnded'),
    id: index,
    how: v.picklist(['complete', 'stopped', 'failed']),
    /** Why it failed; empty otherwise. */
    message: v.string(),
    milliseconds: v.number(),
  }),
  v.object({
    type: v.literal('ran'),
    id: index,
    outcome: v.variant('kind', [
      v.object({
        kind: v.literal('run'),
        /** The first step taken; the columns begin with it. */
        first: index,
        timesteps: floats,
        sigmas: floats,
        /** What the first noise was multiplied with; null for a run that began at a picture. */
        initNoiseSigma: v.nullable(v.number()),
        /** The pictures the data are made of, in words. */
        samples: v.string(),
        milliseconds: v.number(),
      }),
      v.object({ kind: v.literal('refused'), refusal }),
      /** Stopped, or overtaken by an edit: nothing to tell the user. */
      v.object({ kind: v.literal('stopped') }),
    ]),
  }),
] as const;

/** What a picture of a run shows: x_t, the x0 predicted from it, or where the run ended. */
export const runPictureKinds = ['noisy', 'clean', 'final'] as const;

/** Page to host. */
export const experimentPageMessages = [
  v.object({ type: v.literal('sweep'), id: index, subject, option: v.string(), values: sweptValues }),
  v.object({
    type: v.literal('run'),
    id: index,
    subject,
    /** One value of a sweep; null for the run as it is. */
    swept: v.nullable(v.object({ option: v.string(), value: sweptValue })),
  }),
  /** Answered as a request for pictures is; steps count from the first that the run took. */
  v.object({
    type: v.literal('runPictures'),
    id: index,
    run: index,
    of: v.picklist(runPictureKinds),
    steps: v.pipe(v.array(index), v.minLength(1), v.maxLength(64)),
    size: pixels,
  }),
  /** Ends a sweep or a run. */
  v.object({ type: v.literal('stopExperiment'), id: index }),
  /** Saves the sweep shown as one PNG file. */
  v.object({ type: v.literal('saveSheet'), id: index }),
] as const;

type OfHost = v.InferOutput<(typeof experimentHostMessages)[number]>;
type OfPage = v.InferOutput<(typeof experimentPageMessages)[number]>;

export type ExperimentSettings = v.InferOutput<typeof experimentSettings>;
export type ExperimentSubject = v.InferOutput<typeof subject>;
export type WiredSweptValue = v.InferOutput<typeof sweptValue>;
export type WiredSweptValues = v.InferOutput<typeof sweptValues>;
export type SweepPlanned = Extract<OfHost, { type: 'sweepPlanned' }>;
export type SweepUpdate = Extract<OfHost, { type: 'sweepCell' }>['update'];
export type Made = v.InferOutput<typeof made>;
export type SweepEnded = Extract<OfHost, { type: 'sweepEnded' }>;
export type RunOutcome = Extract<OfHost, { type: 'ran' }>['outcome'];
export type SweepOrder = Extract<OfPage, { type: 'sweep' }>;
export type RunOrder = Extract<OfPage, { type: 'run' }>;
export type RunPicturesRequest = Extract<OfPage, { type: 'runPictures' }>;
export type RunPictureKind = (typeof runPictureKinds)[number];
