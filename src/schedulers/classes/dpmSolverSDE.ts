/**
 * Stochastic DPM-Solver++ as in k-diffusion (`sample_dpmpp_sde`): two model calls a step and noise from a Brownian tree.
 * Source: diffusers, schedulers/scheduling_dpmsolver_sde.py.
 */
import { defineScheduler, type Config } from '../definition/define';
import { ancestralStep as ancestralLevels, eulerStep } from '../families/kDiffusion/eulerStep';
import { log as logOf } from '../arithmetic/logarithm';
import { initNoiseSigmaOf, noiseOf, type BetaNoise } from '../noise/betaNoise';
import {
  integer,
  number,
  optional,
  predictionType,
  required,
  sigmaOptions,
  spacingOptions,
  stepCount,
} from '../options/options';
import { midpointPrediction, predictedCleanUnscaled } from '../prediction/prediction';
import { at } from '../arithmetic/python';
import { sampledLevels, spacedOver, narrowBetaOptions, trainedArgument } from '../families/kDiffusion/sampledLevels';
import { refuseSeveralGrids } from '../noise/sigmaGrids';
import { sigmasToTimesteps } from '../noise/sigmaToTimestep';
import { sqrt } from '../arithmetic/squareRoot';
import { combine, scaled } from '../arithmetic/tensor';
import { append } from '../arithmetic/torch';
import { doubledBetweenEnds, interleaved, interleavedLevels } from '../families/kDiffusion/twoStage';

const { fround } = Math;

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

  stepArguments: { s_noise: number(1, 'Scales the fresh noise.') },

  sampler(config, { state: { sigmas } }, { s_noise }) {
    const type = midpointPrediction(config.prediction_type);
    /** Where a step began, until the clean sample in its middle is known. */
    let begun: Float32Array | null = null;
    return {
      step({ index, sample, output }, draw) {
        const [sigma, next] = begun ? [sigmas[index - 1], sigmas[index]] : [sigmas[index], at(sigmas, index + 1)];
        const middle = middleTime(sigma, next);
        const clean = predictedCleanUnscaled(type, { sample, output }, begun ? levelOf(middle) : sigma);
        if (next === 0) return eulerStep(sample, clean, sigma, next);
        const from = begun ?? sample;
        const arrived = ancestralStep(from, clean, timeOf(sigma), begun ? timeOf(next) : middle);
        begun = begun ? null : sample;
        return combine([1, arrived.sample], [arrived.up, scaled(draw(), s_noise)]);
      },
    };
  },
});

function stepsAt(config: SdeConfig, noise: BetaNoise, count: number, trained: number | null) {
  const spacedTimesteps = spacedOver(config, count, trained);
  const levels = sampledLevels(config, noise, spacedTimesteps, count, { fullKarras: true });
  const second = sigmasToTimesteps(middles(levels.sigmas), noise.sigmas);
  const sigmas = new Float32Array(doubledBetweenEnds(append(levels.sigmas, 0)));
  return {
    sigmas,
    timesteps: interleaved(levels.timesteps, second),
    numInferenceSteps: count,
    initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
  };
}

/** Levels half-way between neighbours in log σ, one fewer. */
function middles(sigmas: Float64Array): Float64Array {
  const times = sigmas.map((sigma) => -Math.log(sigma));
  return times.subarray(1).map((time, i) => Math.exp(-(times[i] + (time - times[i]) * 0.5)));
}

/** Time in the solver's sense, −ln σ, float32. */
const timeOf = (sigma: number): number => -logOf(sigma);

/** σ at a time. */
const levelOf = (time: number): number => fround(Math.exp(-time));

function middleTime(sigma: number, next: number): number {
  const time = timeOf(sigma);
  return fround(time + fround(fround(timeOf(next) - time) * 0.5));
}

/** From one time to below the level of another, so that noise of standard deviation `up` leads to it. */
function ancestralStep(sample: Float32Array, clean: Float32Array, time: number, target: number) {
  const [from, to] = [levelOf(time), levelOf(target)];
  const { up: wanted } = ancestralLevels(from, to);
  const up = wanted < to ? wanted : to;
  const down = timeOf(sqrt(fround(fround(to * to) - fround(up * up))));
  const decay = fround(Math.expm1(fround(time - down)));
  return { up, sample: combine([fround(levelOf(down) / from), sample], [-decay, clean]) };
}
