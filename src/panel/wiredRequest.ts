import type { ResolvedScheduler } from '../catalog/resolved';
import { requestOf } from '../inspect/inspect';
import { named } from './named';
import type { WiredRequest } from './protocol';
import { wiredKeywords } from './protocol/wire';

/** What a scheduler's schedule is computed from, as the page gets it. */
export function wiredRequest(resolved: ResolvedScheduler): WiredRequest {
  const { className, via, config, edits = {}, call } = requestOf(resolved);
  const evenSigmas = named(resolved.call, 'sigmas')?.origin === 'diffusers default';
  return {
    className,
    via,
    config: wiredKeywords(config),
    edits: wiredKeywords(edits),
    call: wiredKeywords(call),
    evenSigmas,
  };
}
