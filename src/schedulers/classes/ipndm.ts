/**
 * Improved pseudo numerical methods: a linear multistep method of order four, as in crowsonkb's v-diffusion (`iplms_sample`).
 * Source: diffusers, schedulers/scheduling_ipndm.py.
 */
import { defineScheduler } from '../definition/define';
import { betaOptions, numbers, required, stepCount } from '../options/options';
import { at } from '../arithmetic/python';
import { sin } from '../arithmetic/sine';
import { sqrt } from '../arithmetic/squareRoot';
import { targetOf } from '../definition/target';
import { combine, divided, scaled, type Term } from '../arithmetic/tensor';
import { append, flip, linspace, map } from '../arithmetic/torch';

const { fround } = Math;
const pi = fround(Math.PI);

/** Slopes that the multistep method weighs. */
const pndmOrder = 4;

export const ipndm = defineScheduler({
  name: 'IPNDMScheduler',
  doc: 'A fourth-order multistep method in continuous time, for velocity models; one model call a step.',
  source: 'schedulers/scheduling_ipndm.py',
  options: {
    num_train_timesteps: betaOptions.num_train_timesteps,
    trained_betas: numbers('The amounts of noise themselves, from the most to the least, the end included.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'vp',

  train({ num_train_timesteps, trained_betas }) {
    const state = { ...stepsAt(num_train_timesteps, trained_betas), initNoiseSigma: 1, pndmOrder };
    return {
      noise: {
        betas: null,
        alphasCumprod: null,
        sigmas: flip(sigmasOf(state).slice(0, -1)),
        timesteps: new Float64Array(flip(state.timesteps)),
      },
      state,
    };
  },

  infer({ trained_betas }, _training, { num_inference_steps }) {
    return stepsAt(num_inference_steps, trained_betas);
  },

  levels(_config, { state }) {
    const sigmas = sigmasOf(state);
    return { sigmas, finalSigma: sigmas.at(-1) ?? 0 };
  },

  sampler(_config, { state: { betas, alphas } }) {
    const slopes: Float32Array[] = [];
    return {
      step({ index, sample, output }) {
        slopes.unshift(combine([betas[index], sample], [alphas[index], output]));
        slopes.length = Math.min(slopes.length, pndmOrder);
        const slope = weighted(slopes);
        const rest = combine([1, sample], [-betas[index], slope]);
        const clean = divided(rest, Math.max(alphas[index], leastAlpha));
        return combine([at(alphas, index + 1), clean], [at(betas, index + 1), slope]);
      },
    };
  },

  target: () => targetOf('v_prediction', 'vp'),
});

/** Keeps the first step, which has no signal yet, from dividing by zero. */
const leastAlpha = 1e-8;

/** The Adams–Bashforth methods of order one to four; the last slope comes first. */
function weighted([last, ...earlier]: readonly Float32Array[]): Float32Array {
  const terms = (weights: readonly number[]) => earlier.map((slope, i): Term => [weights[i], slope]);
  switch (earlier.length) {
    case 0:
      return last;
    case 1:
      return divided(combine([3, last], ...terms([-1])), 2);
    case 2:
      return divided(combine([23, last], ...terms([-16, 5])), 12);
    default:
      return scaled(combine([55, last], ...terms([-59, 37, -9])), 1 / 24);
  }
}

/** diffusers' `set_timesteps`, which the constructor calls too; in this class β is the amount of noise, α of signal. */
function stepsAt(count: number, trained: readonly number[] | null) {
  const even = append(linspace(1, 0, count + 1).slice(0, -1), 0);
  const betas = trained ? Float32Array.from(trained) : map(even, squaredSine);
  const alphas = map(betas, (beta) => sqrt(fround(1 - fround(beta * beta))));
  const timesteps = betas.map((beta, i) => fround(fround(Math.atan2(beta, alphas[i])) / pi) * 2).slice(0, -1);
  return { numInferenceSteps: count, betas, alphas, timesteps };
}

/** sin²(π/2 · x). */
function squaredSine(x: number): number {
  return sin(fround(x * pi) / 2) ** 2;
}

const sigmasOf = ({ betas, alphas }: { betas: Float32Array; alphas: Float32Array }): Float32Array =>
  betas.map((beta, i) => beta / alphas[i]);
