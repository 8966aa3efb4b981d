import { gaussianDenoiser } from '../../src/preview/sampling/gaussianDenoiser';
import { randn } from '../../src/preview/noise/noise';
import { prepareSampling, sample } from '../../src/schedulers/sample';
import { scaled } from '../../src/schedulers/arithmetic/tensor';
import { quantile, spread, times, type Figure } from './measure';

const shape = [1, 4, 64, 64];
const size = 4 * 64 * 64;

/** Thirty steps of SD's Euler and of DPM++ 2M over 4 × 64 × 64 latents with the closed-form denoiser. */
export async function sampling(): Promise<Figure[]> {
  const denoiser = gaussianDenoiser([0.1, -0.2, 0.3, 0], 0.9, shape);
  const figures: Figure[] = [];
  for (const className of ['EulerDiscreteScheduler', 'DPMSolverMultistepScheduler']) {
    const measured = await times(20, 5, () => {
      const run = prepareSampling({
        className,
        via: 'init',
        config: { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' },
        call: { num_inference_steps: 30 },
        stepArguments: {},
        shape,
      });
      const start = scaled(randn(0, size), run.schedule.initNoiseSigma.after ?? 1);
      let steps = 0;
      for (const { clean } of sample(run, start, denoiser, () => randn(1, size))) steps += clean.length > 0 ? 1 : 0;
      if (steps !== 30) throw new Error(`The run of ${className} took ${String(steps)} steps.`);
    });
    figures.push({
      what: `sampling run: ${className}, 30 steps, 4×64×64`,
      unit: 'ms',
      value: quantile(measured, 0.5),
      atMost: 120,
      note: spread(measured),
    });
  }
  return figures;
}
