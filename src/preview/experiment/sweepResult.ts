import type { Picture } from '../../decode/shared/picture';
import type { ExperimentEvent } from './experiment';
import { originOf, type Origin } from '../pictures/pictureCache';
import type { Refused } from '../sweep/sweep';
import type { SweepCell } from '../sweep/sweepValues';

/** What decodes. */
export type Made = Origin;

/** The result of each value of a sweep so far. */
export class SweepResult {
  cells: readonly SweepCell[] = [];
  /** What has to be known to read the pictures aright; null for nothing. */
  premise: string | null = null;
  /** The classes among those run that are made for distilled models. */
  distilled: readonly string[] = [];
  /** What decoded them, in words, and on what. */
  made: Made = { decoder: '', provider: '', whyNotBetter: null };
  isComplete = false;
  /** By cell, counted from 0. */
  readonly pictures = new Map<number, Picture>();
  readonly refusals = new Map<number, Refused>();

  take(event: ExperimentEvent): void {
    switch (event.kind) {
      case 'planned':
        [this.cells, this.premise, this.distilled] = [event.cells, event.premise, event.distilled];
        break;
      case 'picture':
        this.pictures.set(event.cell, event.picture);
        this.made = originOf(event);
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
