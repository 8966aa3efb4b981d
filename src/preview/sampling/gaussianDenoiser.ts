/** The denoiser that can be written down in one line. */
import type { Denoiser } from '../../schedulers/sample';

/**
 * The exact denoiser of normally distributed data x0 ~ N(mean, std²), a mean a channel: from x_t = signal·x0 + noise·ε to
 * the posterior mean of x0, float64.
 * @param shape of the latents: pictures, channels, and sides
 */
export function gaussianDenoiser(mean: readonly number[], std: number, shape: readonly number[]): Denoiser {
  const area = shape.slice(2).reduce((product, side) => product * side, 1);
  const variance = std * std;
  return (sample, { signal, noise }) => {
    const gain = (signal * variance) / (signal * signal * variance + noise * noise);
    const clean = new Float64Array(sample.length);
    for (let start = 0; start < clean.length; start += area) {
      const m = mean[(start / area) % mean.length];
      for (let i = start; i < start + area; i++) clean[i] = m + gain * (sample[i] - signal * m);
    }
    return clean;
  };
}
