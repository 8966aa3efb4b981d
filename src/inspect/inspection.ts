import type { ResolvedScheduler } from '../catalog/resolved';
import type { SchedulerReading } from '../code/site';
import type { RaisedAt } from '../schedulers/errors';
import type { Schedule } from '../schedulers/schedule';

/** What came of computing a schedule: the schedule, or diffusers' own refusal with the remedy. */
export type Outcome =
  | { readonly ok: true; readonly schedule: Schedule }
  | { readonly ok: false; readonly type: string; readonly message: string; readonly where: RaisedAt; readonly remedy: string };

/** One scheduler of a program: as read from the code, as resolved, and as computed. */
export interface Inspection {
  readonly reading: SchedulerReading;
  readonly resolved: ResolvedScheduler;
  readonly outcome: Outcome;
}
