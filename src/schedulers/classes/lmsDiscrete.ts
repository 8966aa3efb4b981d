/**
 * A linear multistep method on the probability-flow ODE, as in k-diffusion (`sample_lms`).
 * Source: diffusers, schedulers/scheduling_lms_discrete.py.
 */
import { defineScheduler, type Config } from '../definition/define';
import { slope as slopeOf } from '../families/kDiffusion/eulerStep';
import { lagrangeIntegral } from '../families/kDiffusion/lagrange';
import { initNoiseSigmaOf, noiseOf, type BetaNoise } from '../noise/betaNoise';
import {
  betaOptions,
  integer,
  predictionType,
  required,
  sigmaOptions,
  spacingOptions,
  stepCount,
} from '../options/options';
import { predictedCleanUnscaled, predictionOf } from '../prediction/prediction';
import { at } from '../arithmetic/python';
import { sampledLevels } from '../families/kDiffusion/sampledLevels';
import { refuseSeveralGrids } from '../noise/sigmaGrids';
import { spaced } from '../noise/spacing';
import { combine, type Term } from '../arithmetic/tensor';
import { append } from '../arithmetic/torch';

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

  stepArguments: { order: integer(4, 'How many slopes a step uses at most.') },

  sampler(config, { state: { sigmas } }, { order }) {
    const type = predictionOf(config.prediction_type);
    const slopes: Float32Array[] = [];
    return {
      step({ index, sample, output }) {
        if (order < 1) return sample;
        const sigma = sigmas[index];
        const clean = predictedCleanUnscaled(type, { sample, output }, sigma);
        slopes.unshift(slopeOf(sample, clean, sigma));
        slopes.length = Math.min(slopes.length, order);
        const nodes = slopes.map((_, back) => sigmas[index - back]);
        const next = at(sigmas, index + 1);
        const [newest, ...older] = slopes.map((slope, i): Term => [lagrangeIntegral(nodes, i, sigma, next), slope]);
        return combine([1, sample], [1, combine(newest, ...older)]);
      },
    };
  },
});

/** diffusers' `set_timesteps`, which the constructor calls too. */
function stepsAt(config: LmsConfig, noise: BetaNoise, count: number) {
  const spacedTimesteps = new Float32Array(spaced(config, count));
  const levels = sampledLevels(config, noise, spacedTimesteps, count, { fullKarras: true });
  const sigmas = append(levels.sigmas, 0);
  return {
    sigmas,
    timesteps: new Float32Array(levels.timesteps),
    numInferenceSteps: count,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}
