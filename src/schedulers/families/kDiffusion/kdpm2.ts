/**
 * What the two schedulers after k-diffusion's DPM-Solver-2 (`sample_dpm_2`, `sample_dpm_2_ancestral`; Karras et al. 2022,
 * algorithm 2, and Lu et al. 2022) share: the model is called a second time at a level in between.
 */
import type { Config } from '../../definition/define';
import { log } from '../../arithmetic/logarithm';
import { noiseOf, type BetaNoise } from '../../noise/betaNoise';
import { predictionType, required, sigmaOptions, spacingOptions, stepCount } from '../../options/options';
import { sampledLevels, spacedOver, narrowBetaOptions, trainedArgument } from './sampledLevels';
import { refuseSeveralGrids } from '../../noise/sigmaGrids';
import { append, exp, map } from '../../arithmetic/torch';

const { fround } = Math;

const kdpm2Options = {
  ...narrowBetaOptions,
  ...sigmaOptions,
  prediction_type: predictionType,
  ...spacingOptions('linspace'),
};

const kdpm2Call = { num_inference_steps: required(stepCount), num_train_timesteps: trainedArgument };

/** What both declarations share. */
export const kdpm2 = { options: kdpm2Options, call: kdpm2Call, order: 2, parametrisation: () => 've' as const };

export type Kdpm2Config = Config<typeof kdpm2Options>;

/** What `set_timesteps` computes from the noise levels of the steps, one more than their timesteps. */
type Layout<S> = (config: Kdpm2Config, levels: Kdpm2Levels, noise: BetaNoise) => S;

export interface Kdpm2Levels {
  /** The final 0 included. */
  readonly sigmas: Float32Array;
  /** Of the first call of each step; float32 unless on another grid. */
  readonly timesteps: Float32Array | Float64Array;
}

/** The constructor, which calls `set_timesteps` with all training timesteps. */
export function trainKdpm2<S>(config: Kdpm2Config, layout: Layout<S>) {
  refuseSeveralGrids(config);
  const noise = noiseOf(config);
  const all = { num_inference_steps: config.num_train_timesteps, num_train_timesteps: null };
  return {
    noise,
    state: {
      betas: noise.betas,
      alphasCumprod: noise.alphasCumprod,
      ...inferKdpm2(config, noise, all, layout),
    },
  };
}

export function inferKdpm2<S>(
  config: Kdpm2Config,
  noise: BetaNoise,
  call: { readonly num_inference_steps: number; readonly num_train_timesteps: number | null },
  layout: Layout<S>,
) {
  const count = call.num_inference_steps;
  const spacedTimesteps = new Float32Array(spacedOver(config, count, call.num_train_timesteps));
  const { sigmas, timesteps } = sampledLevels(config, noise, spacedTimesteps, count, { snapsKarras: true });
  return { ...layout(config, { sigmas: append(sigmas, 0), timesteps }, noise), numInferenceSteps: count };
}

/** The level half-way between two in log σ, float32 as `torch.lerp` calculates it. */
export function geometricMeans(from: Float32Array, to: Float32Array): Float32Array {
  const [start, end] = [map(from, log), map(to, log)];
  return exp(map(end, (high, i) => high - fround(fround(high - start[i]) * 0.5)));
}
