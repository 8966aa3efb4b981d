import { outcomeOf } from '../../../inspect/outcome';
import type { Schedule, ScheduleRequest } from '../../../schedulers/definition/schedule';
import type { WiredRequest } from '../../protocol';
import { changedRequest, noChanges } from '../whatIf';

/** The schedule that the host computed, computed again; null where diffusers refuses it. */
export function scheduleOf(
  wired: WiredRequest,
): { readonly request: ScheduleRequest; readonly schedule: Schedule } | null {
  const request = changedRequest(wired, noChanges);
  const outcome = outcomeOf(request);
  return outcome.ok ? { request, schedule: outcome.schedule } : null;
}
