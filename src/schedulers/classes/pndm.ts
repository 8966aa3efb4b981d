/**
 * Pseudo numerical methods for diffusion models (Liu et al. 2022, algorithm 2): Runge-Kutta steps to start, then a linear
 * multistep method. Source: diffusers, schedulers/scheduling_pndm.py.
 */
import { defineScheduler } from '../definition/define';
import { finalAlphaOf, noiseOf } from '../noise/betaNoise';
import { betaOptions, flag, oneOf, required, setAlphaToOne, spacingOptions, stepCount } from '../options/options';
import { pndmSampler, transferOf } from '../families/ddpm/pndmSteps';
import { predictionOf } from '../prediction/prediction';
import { at, floorDivide, raise } from '../arithmetic/python';
import { spacedIntegers, trainingTimesteps } from '../noise/spacing';

/** Runge-Kutta steps before there are enough slopes for the multistep method. */
const pndmOrder = 4;

export const pndm = defineScheduler({
  name: 'PNDMScheduler',
  doc: 'A fourth-order multistep method on the DDIM process; the first steps call the model more often.',
  source: 'schedulers/scheduling_pndm.py',
  options: {
    ...betaOptions,
    skip_prk_steps: flag(false, 'Start without Runge-Kutta steps; one timestep is then visited twice.'),
    set_alpha_to_one: setAlphaToOne(false),
    prediction_type: oneOf(
      ['epsilon', 'v_prediction'],
      'epsilon',
      'What the model predicts: the noise, or the velocity.',
    ),
    ...spacingOptions('leading'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  countsCalls: true,
  parametrisation: () => 'vp',

  train(config) {
    const noise = noiseOf(config);
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        finalAlphaCumprod: finalAlphaOf(config, noise),
        initNoiseSigma: 1,
        pndmOrder,
        _timesteps: trainingTimesteps(config.num_train_timesteps),
      },
    };
  },

  infer(config, _training, { num_inference_steps }) {
    const descending = spacedIntegers(config, num_inference_steps);
    const [prkTimesteps, plmsTimesteps] = config.skip_prk_steps
      ? [new Int32Array(0), withSecondTwice(descending)]
      : [
          rungeKuttaTimesteps(descending, floorDivide(config.num_train_timesteps, num_inference_steps)),
          descending.slice(pndmOrder - 1),
        ];
    return {
      numInferenceSteps: num_inference_steps,
      _timesteps: descending.slice().reverse(),
      prkTimesteps,
      plmsTimesteps,
      timesteps: Int32Array.from([...prkTimesteps, ...plmsTimesteps]),
    };
  },

  sampler(config, { noise, state }) {
    const stride = floorDivide(config.num_train_timesteps, state.numInferenceSteps);
    const alphaBarOf = (t: number): number => (t >= 0 ? at(noise.alphasCumprod, t) : state.finalAlphaCumprod);
    const transfer = transferOf(predictionOf(config.prediction_type, ['epsilon', 'v_prediction']));
    return pndmSampler(state.prkTimesteps, stride, (sample, output, from, to) =>
      transfer(sample, output, at(noise.alphasCumprod, from), alphaBarOf(to)),
    );
  },
});

/** The multistep method begins by going from the first timestep to the second and then repeating that step. */
function withSecondTwice(descending: Int32Array): Int32Array {
  return Int32Array.from([...descending.subarray(0, 2), ...descending.subarray(1)]);
}

/**
 * Four evaluations for each of three steps: at the step's start, twice half-way, and at its end.
 * @throws ValueError for fewer than four timesteps
 */
function rungeKuttaTimesteps(descending: Int32Array, stride: number): Int32Array {
  if (descending.length < pndmOrder) {
    raise(
      'ValueError',
      `operands could not be broadcast together: ${descending.length} steps are too few for Runge-Kutta steps`,
      `Use at least ${pndmOrder} steps, or skip_prk_steps=True.`,
    );
  }
  const half = Math.floor(stride / 2);
  const [a, b, c, d] = descending;
  return Int32Array.of(a, b + half, b + half, b, b, c + half, c + half, c, c, d + half, d + half, d);
}
