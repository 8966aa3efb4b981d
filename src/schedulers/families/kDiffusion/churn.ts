/** Churn: noise that is added before a step and removed by it. Karras et al. 2022, algorithm 2. */
import type { Config } from '../../definition/define';
import { number } from '../../options/options';
import type { Draw } from '../../definition/sampler';
import { sqrt } from '../../arithmetic/squareRoot';
import { combine, scaled } from '../../arithmetic/tensor';

const { fround } = Math;

export const churnArguments = {
  s_churn: number(0, 'How much noise to add and remove again over the run; 0 for none (Karras et al. 2022).'),
  s_tmin: number(0, 'Least sigma at which s_churn adds noise.'),
  s_tmax: number(Infinity, 'Largest sigma at which s_churn adds noise.'),
  s_noise: number(1, 'Standard deviation of the noise that s_churn adds.'),
};

/**
 * Adds noise to a sample, up to σ̂, the sigma that the step starts from; float32.
 * @param count how many steps there are
 */
export function churned(
  sample: Float32Array,
  sigma: number,
  count: number,
  { s_churn, s_tmin, s_tmax, s_noise }: Config<typeof churnArguments>,
  draw: Draw,
): { readonly raised: number; readonly from: Float32Array } {
  const gamma = sigma >= s_tmin && sigma <= s_tmax ? Math.min(s_churn / count, Math.SQRT2 - 1) : 0;
  const raised = fround(sigma * fround(gamma + 1));
  if (!(gamma > 0)) return { raised, from: sample };
  const added = sqrt(fround(fround(raised * raised) - fround(sigma * sigma)));
  return { raised, from: combine([1, sample], [added, scaled(draw(), s_noise)]) };
}
