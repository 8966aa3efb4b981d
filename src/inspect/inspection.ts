import type { ResolvedScheduler } from '../catalog/resolved';
import type { SchedulerReading } from '../code/sites/site';
import type { RaisedAt } from '../schedulers/errors';
import type { FamiliarNames } from '../schedulers/names';
import type { Schedule } from '../schedulers/definition/schedule';

/** Why there is no schedule: diffusers' own exception, or a sentence of Sigmascope's. */
export interface Refusal {
  readonly ok: false;
  /** `diffusers` where running the code would raise `type`; `sigmascope` where only the preview is impossible. */
  readonly by: 'diffusers' | 'sigmascope';
  readonly type: string;
  readonly message: string;
  readonly where: RaisedAt;
  readonly remedy: string;
}

/** The outcome of computing a schedule. */
export type Outcome = { readonly ok: true; readonly schedule: Schedule } | Refusal;

/** One scheduler of a program: as read from the code, as resolved, and as computed. */
export interface Inspection {
  readonly reading: SchedulerReading;
  readonly resolved: ResolvedScheduler;
  readonly outcome: Outcome;
  /** Options that the class takes and never looks at. */
  readonly unusedOptions: readonly string[];
  /** What the configuration is called in other programs. */
  readonly familiarNames: FamiliarNames;
}
