/**
 * Improved pseudo numerical methods: a linear multistep method of order four, as in crowsonkb's v-diffusion (`iplms_sample`).
 * Source: diffusers, schedulers/scheduling_ipndm.py.
 */
import { defineScheduler } from './define';
import { betaOptions, numbers, required, stepCount } from './options';
import { sin } from './sine';
import { sqrt } from './squareRoot';
import { append, flip, linspace, map } from './torch';

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
});

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
