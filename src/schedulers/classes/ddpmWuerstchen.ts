/**
 * DDPM in continuous time with a cosine schedule, for Würstchen and Stable Cascade (Pernias et al. 2023).
 * Source: diffusers, schedulers/scheduling_ddpm_wuerstchen.py.
 */
import { requireCount } from '../noise/customTimesteps';
import { continuousNoise, sigmaOfAlpha } from '../noise/continuousTime';
import { defineScheduler } from '../definition/define';
import { number, numbers, optional, stepCount } from '../options/options';
import { at } from '../arithmetic/python';
import { cos } from '../arithmetic/sine';
import { sqrt } from '../arithmetic/squareRoot';
import { combine, difference, divided, scaled } from '../arithmetic/tensor';
import { linspace } from '../arithmetic/torch';

const { fround } = Math;

export const ddpmWuerstchen = defineScheduler({
  name: 'DDPMWuerstchenScheduler',
  doc: 'DDPM in continuous time, from 1 to 0, for Würstchen and Stable Cascade.',
  source: 'schedulers/scheduling_ddpm_wuerstchen.py',
  options: {
    scaler: number(1, 'Bends time: above 1 there is more noise at every step, below 1 less.'),
    s: number(0.008, 'Keeps the last steps from being too small (Nichol & Dhariwal 2021).'),
  },
  call: {
    num_inference_steps: optional(stepCount),
    timesteps: numbers('The times themselves, from 1 down to 0, the end included.'),
  },
  order: null,
  parametrisation: () => 'vp',

  train({ scaler, s }) {
    const offset = fround(s);
    const cosine: Cosine = { scaler, s: offset, initial: squaredCosine(0, offset) };
    return {
      noise: { ...continuousNoise((t) => sigmaOfAlpha(alphaCumprodAt(t, cosine))), cosine },
      state: {
        scaler,
        s: Float32Array.of(cosine.s),
        _initAlphaCumprod: Float32Array.of(cosine.initial),
        initNoiseSigma: 1,
      },
    };
  },

  infer(_config, _training, { num_inference_steps, timesteps }) {
    if (timesteps !== null) return { timesteps: Float32Array.from(timesteps) };
    return { timesteps: linspace(1, 0, requireCount(num_inference_steps, 10) + 1) };
  },

  levels(_config, { noise: { cosine }, state: { timesteps } }) {
    const sigmas = Float64Array.from(timesteps, (t) => sigmaOfAlpha(alphaCumprodAt(t, cosine)));
    return { sigmas, finalSigma: sigmas.at(-1) ?? 0, count: Math.max(0, timesteps.length - 1) };
  },

  sampler(_config, { noise: { cosine }, state: { timesteps } }) {
    return {
      step({ timestep, sample, output }, draw) {
        const next = at(timesteps, nearestIndex(timesteps, timestep) + 1);
        const [from, to] = [alphaCumprodAt(timestep, cosine), alphaCumprodAt(next, cosine)];
        const alpha = fround(from / to);
        const added = fround(1 - alpha);
        const noise = divided(scaled(output, added), sqrt(fround(1 - from)));
        const mean = scaled(difference(sample, noise), sqrt(fround(1 / alpha)));
        const deviation = sqrt(fround(fround(added * fround(1 - to)) / fround(1 - from)));
        return combine([1, mean], [next === 0 ? 0 : deviation, draw()]);
      },
    };
  },
});

/** `(values - wanted).abs().argmin()` */
function nearestIndex(values: Float32Array, wanted: number): number {
  const distances = values.map((value) => Math.abs(value - wanted));
  return distances.indexOf(Math.min(...distances));
}

/** ᾱ(t) ∝ cos²(π/2 · (t + s) / (1 + s)). */
interface Cosine {
  readonly scaler: number;
  /** float32. */
  readonly s: number;
  /** The squared cosine at time 0, which ᾱ is relative to. */
  readonly initial: number;
}

/** ᾱ at a time, float32, within 0.0001..0.9999. */
function alphaCumprodAt(time: number, { scaler, s, initial }: Cosine): number {
  const alpha = fround(squaredCosine(bent(time, scaler), s) / initial);
  return fround(Math.min(Math.max(alpha, 0.0001), 0.9999));
}

function bent(time: number, scaler: number): number {
  if (scaler > 1) return fround(1 - fround(fround(1 - time) ** scaler));
  return scaler < 1 ? fround(time ** scaler) : time;
}

function squaredCosine(time: number, s: number): number {
  const angle = fround(fround(fround(fround(time + s) / fround(1 + s)) * fround(Math.PI)) * 0.5);
  return fround(cos(angle) ** 2);
}
