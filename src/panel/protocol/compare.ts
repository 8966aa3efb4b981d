/** Schedules side by side: what is pinned, and what can be done with it. */
import * as v from 'valibot';
import { kDiffusionSchedules, type KDiffusionName } from '../../schedulers/noise/kDiffusionSchedules';
import { bytes, index } from './kinds';
import { changes, request } from './request';

/** The most schedules a comparison holds. */
export const mostPins = 60;

const isKDiffusionName = (name: unknown): name is KDiffusionName =>
  typeof name === 'string' && Object.hasOwn(kDiffusionSchedules, name);

const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(120));

/** What a schedule is computed from. */
export const subject = v.variant('kind', [
  /** A scheduler of diffusers. */
  v.object({ kind: v.literal('scheduler'), request }),
  /** A schedule by its name in k-diffusion or ComfyUI, over the noise that a scheduler's model was trained with. */
  v.object({
    kind: v.literal('kDiffusion'),
    schedule: v.custom<KDiffusionName>(isKDiffusionName, 'expected a schedule of k-diffusion'),
    steps: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
    model: request,
  }),
]);

/** Where a schedule comes from. */
const origin = v.variant('from', [
  v.object({
    from: v.literal('code'),
    uri: v.string(),
    /** The name of the file or notebook. */
    document: v.string(),
    /** Of the picker's entry, which stays the same while the code is edited around it. */
    key: v.string(),
    /** "line 12" */
    place: v.string(),
    /** Pinned with changes that were not in the code. */
    changed: v.boolean(),
  }),
  /** Something that does not change: a name, a paper, a file as it was. */
  v.object({ from: v.literal('elsewhere'), text: v.string() }),
]);

/** A schedule with a name, as links and files carry it. */
export const namedSubject = v.object({ name, subject });

export const pin = v.object({ id: index, name, subject, origin });

/** What the code says of a pin now: the same, something else, nothing any more; null where no code is behind it. */
const codeNow = v.nullable(v.picklist(['same', 'changed', 'gone']));

/** Host to page. */
export const compareHostMessages = [
  v.object({
    type: v.literal('comparison'),
    pins: v.array(v.object({ ...pin.entries, code: codeNow })),
    /** What can be undone, as in "removing Euler"; null when there is nothing. */
    undo: v.nullable(v.string()),
  }),
] as const;

const longestDrawing = 8_000_000;

/** Page to host. */
export const comparePageMessages = [
  /** The comparison is opened or left: only while it is open is it told what is pinned. */
  v.object({ type: v.literal('watchPins'), on: v.boolean() }),
  /** Pins the scheduler shown, with what the user has changed about it. */
  v.object({ type: v.literal('pin'), changes: v.nullable(changes) }),
  /** Lets the user choose what else to compare with. */
  v.object({ type: v.literal('addPins') }),
  v.object({ type: v.literal('unpin'), ids: v.array(index) }),
  v.object({ type: v.literal('renamePin'), id: index, name }),
  /** Moves a pin to another place in the list. */
  v.object({ type: v.literal('movePin'), id: index, to: index }),
  v.object({ type: v.literal('undoPins') }),
  /** Takes over what the code says now. */
  v.object({ type: v.literal('updatePin'), id: index }),
  v.object({ type: v.literal('goToPin'), id: index }),
  /** Saves or copies schedules in a form that the user chooses. */
  v.object({
    type: v.literal('saveOrShare'),
    schedules: v.pipe(v.array(namedSubject), v.minLength(1), v.maxLength(mostPins + 1)),
    /** An SVG document of them, and the same as a PNG file; null where the browser could not draw it. */
    drawing: v.pipe(v.string(), v.maxLength(longestDrawing)),
    picture: v.nullable(bytes),
  }),
] as const;

export type Subject = v.InferOutput<typeof subject>;
export type NamedSubject = v.InferOutput<typeof namedSubject>;
export type Pin = v.InferOutput<typeof pin>;
export type PinOrigin = Pin['origin'];
export type CodeNow = v.InferOutput<typeof codeNow>;
export type PinState = Pin & { readonly code: CodeNow };
/** In what form schedules are saved or shared. */
export type ShareFormat = 'png' | 'svg' | 'csv' | 'json' | 'link';
