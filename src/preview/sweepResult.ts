import type { Decoded, Picture } from '../decode/picture';
import type { ExperimentEvent } from './experiment';
import type { Refused } from './sweep';
import type { SweepCell } from './sweepValues';

/** What decodes. */
export type Made = Pick<Decoded, 'decoder' | 'provider' | 'whyNotBetter'>;

/** What came of each value of a sweep, as far as it has come. */
export class SweepResult {
  cells: readonly SweepCell[] = [];
  /** What has to be known to read the pictures aright; null for nothing. */
  premise: string | null = null;
  /** What decoded them, in words, and on what. */
  made: Made = { decoder: '', provider: '', whyNotBetter: null };
  isComplete = false;
  /** By cell, counted from 0. */
  readonly pictures = new Map<number, Picture>();
  readonly refusals = new Map<number, Refused>();

  take(event: ExperimentEvent): void {
    switch (event.kind) {
      case 'planned':
        [this.cells, this.premise] = [event.cells, event.premise];
        break;
      case 'picture':
        this.pictures.set(event.cell, event.picture);
        this.made = { decoder: event.decoder, provider: event.provider, whyNotBetter: event.whyNotBetter };
        break;
      case 'refused':
        this.refusals.set(event.cell, event.refusal);
        break;
      case 'done':
        this.isComplete = true;
        break;
      default:
    }
  }
}
