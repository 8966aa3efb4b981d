/**
 * Stochastic DPM-Solver++ as in k-diffusion (`sample_dpmpp_sde`): two model calls a step and noise from a Brownian tree.
 * Source: diffusers, schedulers/scheduling_dpmsolver_sde.py.
 */
import { defineScheduler, type Config } from './define';
import { initNoiseSigmaOf, noiseOf, type BetaNoise } from './noise';
import { integer, optional, predictionType, required, sigmaOptions, spacingOptions, stepCount } from './options';
import { sampledLevels, spacedOver, narrowBetaOptions, trainedArgument } from './sampledLevels';
import { refuseSeveralGrids } from './sigmaTransforms';
import { sigmasToTimesteps } from './sigmaToTimestep';
import { append } from './torch';
import { doubledBetweenEnds, interleaved, interleavedLevels } from './twoStage';

const options = {
  ...narrowBetaOptions,
  prediction_type: predictionType,
  ...sigmaOptions,
  noise_sampler_seed: optional(integer(0, 'Seed of the Brownian noise; drawn at random unless given.')),
  ...spacingOptions('linspace'),
};

type SdeConfig = Config<typeof options>;

export const dpmSolverSDE = defineScheduler({
  name: 'DPMSolverSDEScheduler',
  doc: 'DPM++ SDE: second order and stochastic, two model calls for each step but the last.',
  source: 'schedulers/scheduling_dpmsolver_sde.py',
  options,
  call: { num_inference_steps: required(stepCount), num_train_timesteps: trainedArgument },
  order: 2,
  parametrisation: () => 've',

  train(config) {
    refuseSeveralGrids(config);
    const noise = noiseOf(config);
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        ...stepsAt(config, noise, config.num_train_timesteps, null),
      },
    };
  },

  infer: (config, { noise }, call) => stepsAt(config, noise, call.num_inference_steps, call.num_train_timesteps),

  levels: (_config, { state }) => interleavedLevels(state, (i) => Math.sqrt(state.sigmas[i - 1] * state.sigmas[i])),
});

function stepsAt(config: SdeConfig, noise: BetaNoise, count: number, trained: number | null) {
  const spacedTimesteps = spacedOver(config, count, trained);
  const levels = sampledLevels(config, noise, spacedTimesteps, count, { fullKarras: true });
  const second = sigmasToTimesteps(middles(levels.sigmas), noise.sigmas);
  const sigmas = new Float32Array(doubledBetweenEnds(append(levels.sigmas, 0)));
  return {
    sigmas,
    timesteps: new Float64Array(interleaved(levels.timesteps, second)),
    numInferenceSteps: count,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}

/** Levels half-way between neighbours in log σ, one fewer. */
function middles(sigmas: Float64Array): Float64Array {
  const times = sigmas.map((sigma) => -Math.log(sigma));
  return times.subarray(1).map((time, i) => Math.exp(-(times[i] + (time - times[i]) * 0.5)));
}
