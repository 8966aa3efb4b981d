/** What pictures of the experiment have to say of themselves, wherever they are shown. */
import { significant } from '../words/numbers';

/** What every one of them is made with. */
export const disclaimer = 'closed-form reference denoiser, not your model';

/**
 * What runs of classes for distilled models have to say; null where there are none.
 * @param classNames those among the classes that were run
 */
export function distilledInWords(classNames: readonly string[]): string | null {
  if (classNames.length === 0) return null;
  const [are, run] = classNames.length === 1 ? ['is', 'it runs'] : ['are', 'they run'];
  return `${classNames.join(', ')} ${are} made for distilled models; here ${run} with the posterior mean of the reference denoiser instead.`;
}

/** What the value in force is called among others. */
export function currentInWords(option: string): string {
  return option === 'init_noise_sigma' ? 'the scheduler’s own' : 'as configured';
}

/** A value as a picture's label; what all scheduler classes end in is left out. */
export function valueInWords(option: string, value: unknown): string {
  if (typeof value === 'number') return significant(value);
  return option === 'class' ? String(value).replace(/Scheduler$/, '') : String(value);
}

/**
 * What a wrong `init_noise_sigma` does: in the deterministic limit every mode of the deviation from a picture ends scaled
 * by the wrong value over the right one.
 * @param own the scheduler's own value
 */
export function scaleInWords(own: number): string {
  const share = own === 1 ? 'the value' : `the value / ${significant(own)}`;
  return `What differs from the picture ends scaled by about ${share}: too little leaves it smooth and pale, too much harsh and grainy.`;
}
