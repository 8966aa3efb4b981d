import type { ScheduleRequest } from '../../schedulers/schedule';
import type { WiredChanges, WiredRequest } from '../protocol';
import { unwiredKeywords } from '../protocol/wire';

type Edit = WiredChanges['config'];

export const noChanges: WiredChanges = { config: { set: {}, unset: [] }, call: { set: {}, unset: [] } };

/** What to compute when a request is changed; null changes leave it as it is. */
export function changedRequest({ className, via, config, call }: WiredRequest, changes: WiredChanges): ScheduleRequest {
  return {
    className,
    via,
    config: changedKeywords(unwiredKeywords(config), changes.config),
    call: changedKeywords(unwiredKeywords(call), changes.call),
  };
}

/** Keywords with an edit applied: those unset are left out, those set take the place they had or come last. */
export function changedKeywords(
  keywords: Readonly<Record<string, unknown>>,
  { set, unset }: Edit,
): Record<string, unknown> {
  const kept = Object.entries(keywords).filter(([name]) => !unset.includes(name));
  return { ...Object.fromEntries(kept), ...unwiredKeywords(set) };
}

/** Whether anything is changed at all. */
export function isChanged({ config, call }: WiredChanges): boolean {
  return [config, call].some(({ set, unset }) => Object.keys(set).length > 0 || unset.length > 0);
}
