/** The output of a perfect model, from the clean sample: the inverse of `prediction.ts`, to sample with a denoiser. */
import type { Parametrisation } from './schedule';

/** The mixture x_t = signal·x0 + noise·ε at one timestep. */
export interface Level {
  readonly timestep: number;
  readonly signal: number;
  readonly noise: number;
}

/** An output `clean`·x0 + `sample`·x_t; the weights are float64. */
export interface Mix {
  readonly clean: number;
  readonly sample: number;
}

/** The weights of x0 and x_t in a model's output at a level. */
export type Target = (level: Level) => Mix;

const noise: Target = ({ signal, noise }) => ({ clean: -signal / noise, sample: 1 / noise });

const velocity: Target = ({ signal, noise }) => ({ clean: -(signal * signal) / noise - noise, sample: signal / noise });

/** For models whose input is x / √(σ²+1): the velocity of the scaled sample. */
const velocityUnscaled: Target = ({ noise: sigma }) => {
  const norm = Math.sqrt(sigma * sigma + 1);
  return { clean: -norm / sigma, sample: 1 / (norm * sigma) };
};

const flow: Target = ({ signal, noise }) => ({ clean: -signal / noise - 1, sample: 1 / noise });

const sample: Target = () => ({ clean: 1, sample: 0 });

/** The output of a perfect model at a level, float32. @param clean the denoiser's x0 of `sample` */
export function perfectOutput(
  target: Target,
  level: Level,
  clean: Float32Array | Float64Array,
  sample: Float32Array,
): Float32Array {
  const mix = target(level);
  const output = new Float32Array(sample.length);
  for (let i = 0; i < output.length; i++) output[i] = mix.clean * clean[i] + mix.sample * sample[i];
  return output;
}

/** What a model of this `prediction_type` predicts. @param type null where the class has no such option */
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
