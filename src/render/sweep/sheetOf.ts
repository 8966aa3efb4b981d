/** The contents of a sweep's sheet; `sweepSheet.ts` draws it. */
import type { Picture } from '../../decode/shared/picture';
import type { SweepResult } from '../../preview/experiment/sweepResult';
import { currentInWords, disclaimer, distilledInWords, scaleInWords, valueInWords } from './experimentWords';
import { counted } from '../words/numbers';

/** One picture of a sweep, or why there is none. */
export interface SheetCell {
  readonly label: string;
  /** Words for the value in force, e.g. "the scheduler’s own"; null for all others. */
  readonly current: string | null;
  readonly picture: Picture | null;
  readonly refusal: { readonly type: string; readonly message: string } | null;
}

/** A sweep as a sheet to keep. */
export interface SweepSheet {
  readonly title: string;
  /** What was run: class, steps, seed. */
  readonly subtitle: string;
  /** Sentences below the pictures: what they show, and what they are not. */
  readonly notes: readonly string[];
  readonly cells: readonly SheetCell[];
  /** Side of a picture in pixels. */
  readonly side: number;
}

/** What was swept, and of what. */
export interface SweptScheduler {
  readonly className: string;
  /** Steps and `init_noise_sigma` as configured. */
  readonly stepCount: number;
  readonly initNoiseSigma: number;
  readonly seed: number;
  readonly option: string;
  /** The pictures the data are made of, in words. */
  readonly samples: string;
  /** Name of the file that configures it. */
  readonly file: string;
}

/** The sheet of a sweep. @param side of a picture in pixels */
export function sheetOf(result: SweepResult, swept: SweptScheduler, side: number): SweepSheet {
  const { className, option, stepCount, seed, samples, file } = swept;
  const current = currentInWords(option);
  const steps = /^(num_inference_)?steps$/.test(option) ? [] : [counted(stepCount, 'step')];
  const seeded = option === 'seed' ? [] : [`seed ${seed}`];
  const meaning = option === 'init_noise_sigma' ? scaleInWords(swept.initNoiseSigma) : result.premise;
  const { decoder, whyStandIn } = result.made;
  const decoded = decoder === '' ? '' : ` Decoded by ${decoder}.`;
  return {
    title: `Sweep of ${option}`,
    subtitle: [className, ...steps, ...seeded, `data: ${samples}`, file].join('  ·  '),
    notes: [
      ...[meaning, distilledInWords(result.distilled)].filter((note) => note !== null),
      `Made with a ${disclaimer}.${decoded}`,
      ...(whyStandIn === undefined ? [] : [whyStandIn]),
    ],
    cells: result.cells.map((cell, i) => ({
      label: valueInWords(option, cell.value),
      current: cell.current ? current : null,
      picture: result.pictures.get(i) ?? null,
      refusal: result.refusals.get(i) ?? null,
    })),
    side,
  };
}
