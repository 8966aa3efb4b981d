/** A run for every value of an option, one after the other, on the thread that asks. */
import { DiffusersError, type RaisedAt } from '../../schedulers/errors';
import {
  prepareRun,
  samplingRun,
  surroundingsOf,
  type Pictures,
  type PreparedRun,
  type RunRequest,
  type RunStep,
  type Surroundings,
} from '../sampling/samplingRun';
import { sweptOption, type SweptValue } from './sweptOption';

export interface SweepRequest {
  readonly run: RunRequest;
  readonly pictures: Pictures;
  /** What is varied, and its values; null for the run as it is. */
  readonly option: string | null;
  readonly values: readonly SweptValue[];
  /** Which cells to compute, in which order. */
  readonly order: readonly number[];
  /** Report every step, not only how a run ends. */
  readonly everyStep: boolean;
}

/** Why there is no picture for a value: diffusers' exception, or a sentence of Sigmascope's. */
export interface Refused {
  readonly type: string;
  readonly message: string;
  readonly where: RaisedAt | 'sweep';
  readonly remedy: string;
}

/** What a sweep tells; `cell` counts the values from 0. */
export type SweepEvent =
  | { readonly kind: 'step'; readonly cell: number; readonly count: number; readonly step: RunStep }
  | {
      readonly kind: 'final';
      readonly cell: number;
      /** Steps taken. */
      readonly count: number;
      /** What the first noise was multiplied with; null for a run that began at a picture. */
      readonly initNoiseSigma: number | null;
      /** [1, channels, …] in model space. */
      readonly latents: Float32Array;
    }
  | { readonly kind: 'refused'; readonly cell: number; readonly refusal: Refused };

/** Latent elements times steps that one sweep may compute: about two minutes of work. */
export const maxElementSteps = 2 ** 30;

/** The steps of all runs; every `step` is a place where a caller may stop, whether or not it was asked for. */
export function* sweep({ run, pictures, option, values, order, everyStep }: SweepRequest): Generator<SweepEvent, void> {
  const swept = option === null ? null : sweptOption(run.className, option);
  const runs = swept ? values.map((value) => () => swept.with(run, value)) : [() => run];
  const elements = pictures.shape.reduce((product, side) => product * side, 1);
  let left = maxElementSteps;
  let surroundings: Surroundings | null = null;
  for (const cell of order.filter((each) => each in runs)) {
    try {
      const request = runs[cell]();
      const prepared = prepareRun(request, pictures);
      left -= prepared.count * elements;
      if (left < 0) throw tooMuch();
      surroundings ??= surroundingsOf(pictures);
      yield* cellOf(cell, prepared, samplingRun(prepared, request, pictures, surroundings), everyStep);
    } catch (error) {
      yield { kind: 'refused', cell, refusal: refusalOf(error) };
    }
  }
}

function* cellOf(
  cell: number,
  { count, initNoiseSigma }: PreparedRun,
  steps: Iterable<RunStep>,
  everyStep: boolean,
): Generator<SweepEvent, void> {
  let latents: Float32Array = new Float32Array();
  for (const step of steps) {
    latents = step.next;
    if (!isFinite(latents)) throw notFinite(step);
    yield { kind: 'step', cell, count, step: everyStep ? step : withoutLatents(step) };
  }
  yield { kind: 'final', cell, count, initNoiseSigma, latents };
}

/** Once an element is not finite, neither is the sum; a sum that overflows has gone astray as well. */
function isFinite(latents: Float32Array): boolean {
  let sum = 0;
  for (let i = 0; i < latents.length; i++) sum += latents[i];
  return Number.isFinite(sum);
}

const none = new Float32Array();

const withoutLatents = (step: RunStep): RunStep => ({ ...step, noisy: none, clean: none, next: none });

class SweepRefusal extends Error {
  constructor(readonly refusal: Refused) {
    super(refusal.message);
  }
}

function tooMuch(): SweepRefusal {
  return new SweepRefusal({
    type: 'TooMuchWork',
    message: `This sweep is longer than the ${maxElementSteps.toExponential(0)} elements × steps that are computed at once.`,
    where: 'sweep',
    remedy: 'Use fewer values, fewer steps or smaller pictures.',
  });
}

function notFinite({ index, timestep }: RunStep): SweepRefusal {
  return new SweepRefusal({
    type: 'NotFinite',
    message: `The latents are no longer finite after step ${index + 1} (timestep ${timestep}): the run has gone astray.`,
    where: 'step',
    remedy: 'Compare the value with the one marked as in force.',
  });
}

/** A fault in one cell must not take the others with it. */
function refusalOf(error: unknown): Refused {
  if (error instanceof SweepRefusal) return error.refusal;
  if (error instanceof DiffusersError) {
    const { type, message, where, remedy } = error;
    return { type, message, where, remedy };
  }
  return {
    type: 'InternalError',
    message: `Sampling failed inside Sigmascope (${error instanceof Error ? error.message : String(error)}).`,
    where: 'sweep',
    remedy: 'Your code is not affected. Please report this configuration to the authors of Sigmascope.',
  };
}
