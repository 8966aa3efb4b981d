/**
 * The exact denoiser of normally distributed data x0 ~ N(mean, std²), a mean a channel: from x_t = signal·x0 + noise·ε to
 * the posterior mean of x0, float64.
 * @param shape of the latents: pictures, channels, and sides
 */
import type { Denoiser } from '../schedulers/sample';

export function gaussianDenoiser(mean: readonly number[], std: number, shape: readonly number[]): Denoiser {
  const area = shape.slice(2).reduce((product, side) => product * side, 1);
  const variance = std * std;
  return (sample, { signal, noise }) => {
    const gain = (signal * variance) / (signal * signal * variance + noise * noise);
    return Float64Array.from(sample, (x, i) => {
      const m = mean[Math.floor(i / area) % mean.length];
      return m + gain * (x - signal * m);
    });
  };
}
