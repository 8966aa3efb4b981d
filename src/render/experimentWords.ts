/** What pictures of the experiment have to say of themselves, wherever they are shown. */
import { significant } from './numbers';

/** What every one of them is made with. */
export const disclaimer = 'closed-form reference denoiser, not your model';

/** What the value in force is called among others. */
export function currentInWords(option: string): string {
  return option === 'init_noise_sigma' ? 'the scheduler’s own' : 'as configured';
}

/** A value as a picture's label. */
export function valueInWords(value: unknown): string {
  return typeof value === 'number' ? significant(value) : String(value);
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
