/**
 * Euler steps along the rectified flow of MiniMax-H3, whose timesteps 1 − σ count from the noise to the picture and whose
 * model points towards the picture. Source: diffusers, schedulers/scheduling_minimax_h3.py.
 */
import { defineScheduler } from '../definition/define';
import { evenLevels, shifted } from '../noise/flowShift';
import { number, numbers, optional, stepCount } from '../options/options';
import { at, raise } from '../arithmetic/python';
import { combine } from '../arithmetic/tensor';
import { linspace } from '../arithmetic/torch';

const { fround } = Math;

/** Points of the curve that is shown; the model is trained on all of 0..1. */
const curvePoints = 1000;

export const miniMaxH3 = defineScheduler({
  name: 'MiniMaxH3Scheduler',
  doc: 'Euler’s method on the flow of MiniMax-H3; n grid points make n − 1 steps, and timesteps rise to 1.',
  source: 'schedulers/scheduling_minimax_h3.py',
  options: { shift: number(12, 'Moves sigmas towards the noise for values above 1: 12 for video, 3 for sound.') },
  call: {
    num_inference_steps: optional(stepCount),
    sigmas: numbers('The sigmas themselves, falling strictly to a final 0; taken as they are.'),
  },
  order: 1,
  beginsAtFirst: true,
  parametrisation: () => 'flow',

  train({ shift }) {
    if (shift <= 0) raise('ValueError', `shift must be positive, got ${shift}.`, 'Use 12 for video or 3 for sound.');
    return { noise: { betas: null, alphasCumprod: null, sigmas: evenLevels(curvePoints) }, state: {} };
  },

  infer({ shift }, _training, call) {
    const sigmas = call.sigmas ? asGiven(call.sigmas) : shiftedGrid(call.num_inference_steps, shift);
    const timesteps = sigmas.slice(0, -1).map((sigma) => 1 - sigma);
    return { sigmas, timesteps, numInferenceSteps: timesteps.length };
  },

  target:
    () =>
    ({ noise }) => ({ clean: 1 / noise, sample: -1 / noise }),

  sampler(_config, { state: { sigmas } }) {
    return {
      step({ index, timestep, sample, output }) {
        // diffusers takes the level from the timestep: 1 − (1 − σ) may differ from σ in the last digit.
        const clean = combine([1, sample], [fround(1 - timestep), output]);
        const ratio = fround(at(sigmas, index + 1) / sigmas[index]);
        return combine([ratio, sample], [fround(1 - ratio), clean]);
      },
    };
  },
});

/** From 1 to 0 inclusive; levels that the shift makes equal in float32 become one. */
function shiftedGrid(count: number | null, shift: number): Float32Array {
  if (count === null || count < 2) {
    raise(
      'ValueError',
      `Either sigmas or at least 2 num_inference_steps must be given, not ${count ?? 'None'}.`,
      'Pass num_inference_steps=2 or more: the final 0 counts as one.',
    );
  }
  const sigmas = shifted(linspace(1, 0, Math.trunc(count)), shift);
  return sigmas.filter((sigma, i) => i === 0 || sigma !== sigmas[i - 1]);
}

function asGiven(list: readonly number[]): Float32Array {
  const sigmas = Float32Array.from(list);
  const falls = sigmas.every((sigma, i) => i === 0 || sigma < sigmas[i - 1]);
  if (sigmas.length < 2 || !falls || sigmas.at(-1) !== 0) {
    raise(
      'ValueError',
      'sigmas must hold at least two strictly decreasing values ending at 0.',
      'Sort them, largest first, and append 0.',
    );
  }
  return sigmas;
}
