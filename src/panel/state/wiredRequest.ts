import type { ResolvedScheduler } from '../../catalog/resolved';
import { hasEvenSigmas, requestOf } from '../../inspect/inspect';
import type { WiredRequest } from '../protocol';
import { wiredKeywords } from '../protocol/wire';

/** What a scheduler's schedule is computed from, as the page gets it. */
export function wiredRequest(resolved: ResolvedScheduler): WiredRequest {
  const { className, via, config, edits = {}, call, refused } = requestOf(resolved);
  return {
    className,
    via,
    config: wiredKeywords(config),
    edits: wiredKeywords(edits),
    call: wiredKeywords(call),
    evenSigmas: hasEvenSigmas(resolved),
    refused,
  };
}
