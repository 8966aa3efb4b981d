/**
 * A linear multistep method on the probability-flow ODE, as in k-diffusion (`sample_lms`).
 * Source: diffusers, schedulers/scheduling_lms_discrete.py.
 */
import { defineScheduler, type Config } from './define';
import { initNoiseSigmaOf, noiseOf, type BetaNoise } from './noise';
import { interpOverIndices } from './numpy';
import { betaOptions, predictionType, required, sigmaOptions, spacingOptions, stepCount } from './options';
import { chosenGrid, rangeOf, refuseSeveralGrids } from './sigmaTransforms';
import { sigmasToTimesteps } from './sigmaToTimestep';
import { spaced } from './spacing';
import { append } from './torch';

const options = {
  ...betaOptions,
  ...sigmaOptions,
  prediction_type: predictionType,
  ...spacingOptions('linspace'),
};

type LmsConfig = Config<typeof options>;

export const lmsDiscrete = defineScheduler({
  name: 'LMSDiscreteScheduler',
  doc: 'A linear multistep method: the slopes of up to four earlier steps are reused, one model call a step.',
  source: 'schedulers/scheduling_lms_discrete.py',
  options,
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 've',

  train(config) {
    refuseSeveralGrids(config);
    const noise = noiseOf(config);
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        ...stepsAt(config, noise, config.num_train_timesteps),
      },
    };
  },

  infer(config, { noise }, call) {
    return stepsAt(config, noise, call.num_inference_steps);
  },
});

/** diffusers' `set_timesteps`, which the constructor calls too. */
function stepsAt(config: LmsConfig, noise: BetaNoise, count: number) {
  const spacedTimesteps = Float32Array.from(spaced(config, count));
  const spacedSigmas = interpOverIndices(spacedTimesteps, noise.sigmas);
  const grid = chosenGrid(config);
  const regridded = grid?.(rangeOf(spacedSigmas), count);
  const sigmas = append(regridded ?? spacedSigmas, 0);
  return {
    sigmas,
    timesteps: regridded ? Float32Array.from(sigmasToTimesteps(regridded, noise.sigmas)) : spacedTimesteps,
    numInferenceSteps: count,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}
