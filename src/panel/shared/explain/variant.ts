import { outcomeOf } from '../../../inspect/outcome';
import type { Schedule, ScheduleRequest } from '../../../schedulers/definition/schedule';

/** The schedule with some options otherwise; null where diffusers refuses that. */
export function variantOf(request: ScheduleRequest, options: Readonly<Record<string, unknown>>): Schedule | null {
  const outcome = outcomeOf({ ...request, config: { ...request.config, ...options } });
  return outcome.ok ? outcome.schedule : null;
}
