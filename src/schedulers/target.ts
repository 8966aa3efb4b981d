/** What a perfect model answers: the other way round from `prediction.ts`, to sample with a denoiser instead of a model. */
import type { Parametrisation } from './schedule';

/** The mixture x_t = signal·x0 + noise·ε at one timestep. */
export interface Level {
  readonly timestep: number;
  readonly signal: number;
  readonly noise: number;
}

/** The output for one element, float64. */
export type Target = (clean: number, sample: number, level: Level) => number;

const noise: Target = (clean, x, level) => (x - level.signal * clean) / level.noise;

const velocity: Target = (clean, x, level) => level.signal * noise(clean, x, level) - level.noise * clean;

/** For models that are shown x / √(σ²+1): the velocity of the scaled sample. */
const velocityUnscaled: Target = (clean, x, { noise: sigma }) => {
  const variance = sigma * sigma + 1;
  return ((x / variance - clean) * Math.sqrt(variance)) / sigma;
};

const flow: Target = (clean, x, level) => noise(clean, x, level) - clean;

const sample: Target = (clean) => clean;

/** What a model of this `prediction_type` answers; null where the class has no such option. */
export function targetOf(type: string | null, parametrisation: Parametrisation): Target {
  switch (type) {
    case 'sample':
    case 'original_sample':
      return sample;
    case 'v_prediction':
      return parametrisation === 've' ? velocityUnscaled : velocity;
    case 'flow_prediction':
      return flow;
    case null:
      return parametrisation === 'flow' ? flow : noise;
    default:
      return noise;
  }
}
