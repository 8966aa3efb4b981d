/** One sampling run with everything that it passes through. */
import type { Latents } from '../../decode/shared/picture';
import { dataOf, type Scene, type Workshop } from './experiment';
import type { RunStep } from '../sampling/samplingRun';
import type { Refused } from '../sweep/sweep';

/** What there is to see at a step. */
export interface RecordedStep {
  /** Index into the schedule's steps. */
  readonly index: number;
  readonly timestep: number;
  readonly sigma: number;
  /** x_t before the step, as the model is given it: after `scale_model_input`. */
  readonly noisy: Float32Array;
  /** The x0 predicted from it. */
  readonly clean: Float32Array;
}

export interface RecordedRun {
  readonly steps: readonly RecordedStep[];
  /** Where it ended. */
  readonly final: Float32Array;
  /** Of all latents: 1, channels, and sides. */
  readonly shape: Latents['shape'];
  /** What the first noise was multiplied with; null for a run that began at a picture. */
  readonly initNoiseSigma: number | null;
  readonly milliseconds: number;
}

/** Bytes of latents that are kept of one run. */
const maxKept = 192 * 2 ** 20;

/**
 * Runs a scene and keeps every step of it.
 * @throws SweepError when the thread that computes ended; whatever the decoder throws; the signal's reason
 */
export async function recordRun(
  scene: Scene,
  { decoder, sweeper }: Workshop,
  signal?: AbortSignal,
): Promise<RecordedRun | Refused> {
  const began = performance.now();
  const given = await dataOf(scene, decoder, signal);
  const { data, shape } = given[0];
  const request = {
    run: scene.run,
    pictures: { means: given.map((latents) => latents.data), shape },
    ...{ option: null, values: [], order: [0], everyStep: true },
  };
  const steps: RecordedStep[] = [];
  for await (const event of sweeper.run(request, signal)) {
    if (event.kind === 'refused') return event.refusal;
    if (event.kind === 'step') {
      if (event.count * data.byteLength * 2 > maxKept) return tooLong(event.count);
      steps.push(seenAt(event.step));
    } else {
      const { latents, initNoiseSigma } = event;
      return { steps, final: latents, shape, initNoiseSigma, milliseconds: performance.now() - began };
    }
  }
  throw new Error('A sampling run ended without a result.');
}

function seenAt({ index, timestep, sigma, inputScale, noisy, clean }: RunStep): RecordedStep {
  return { index, timestep, sigma, noisy: inputScale === 1 ? noisy : noisy.map((x) => x * inputScale), clean };
}

function tooLong(count: number): Refused {
  return {
    type: 'TooMuchWork',
    message: `The latents of ${count} steps at this size are more than can be kept.`,
    where: 'sweep',
    remedy: 'Use fewer steps or smaller pictures.',
  };
}
