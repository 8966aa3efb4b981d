import { explainInitNoiseSigma } from '../../../render/words/explanation';
import type { Schedule } from '../../../schedulers/definition/schedule';
import { formula, prose, type Chapter, type Part } from './part';
import { agrees, tex } from './tex';

/** `init_noise_sigma` before and after `set_timesteps`, with the rule it follows. */
export function initNoiseChapter(schedule: Schedule): Chapter {
  const { headline, why, purpose } = explainInitNoiseSigma(schedule);
  return {
    id: 'initNoise',
    title: 'Where init_noise_sigma comes from',
    parts: [prose(headline), ...rules(schedule), prose(why), prose(purpose)],
  };
}

function rules({ initNoiseSigma: { before, after }, training, steps, parametrisation }: Schedule): Part[] {
  if (parametrisation !== 've') return [];
  const trained = training.sigmas.at(-1);
  const sampled = steps.sigmas.reduce((most, sigma) => Math.max(most, sigma), 0);
  return [...rule('before', before, trained), ...rule('after', after, sampled)];
}

/** The largest σ, or √(σ²+1), whichever it is. */
function rule(when: 'before' | 'after', value: number | null, sigma: number | undefined): Part[] {
  if (value === null || sigma === undefined) return [];
  const name = String.raw`\sigma_\text{init,\,${when}}`;
  if (agrees(value, sigma, 5e-7)) return [formula(String.raw`${name} = \max_i \sigma_i = ${tex(value)}`)];
  if (!agrees(value, Math.hypot(sigma, 1), 5e-7)) return [];
  return [formula(String.raw`${name} = \sqrt{\max_i \sigma_i^2 + 1} = \sqrt{${tex(sigma)}^2 + 1} = ${tex(value)}`)];
}
