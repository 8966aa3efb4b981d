import type { Inspection } from '../../inspect/inspection';
import { familiarNamesOf, outcomeOf } from '../../inspect/outcome';
import type { ScheduleRequest } from '../../schedulers/definition/schedule';
import type { PickerEntry } from '../state/choices';
import type { CodeNow, PinOrigin, WiredChanges, WiredRequest } from '../protocol';
import { wiredKeywords } from '../protocol/wire';
import { changedRequest, isChanged, noChanges } from '../shared/whatIf';
import { wiredRequest } from '../state/wiredRequest';
import type { NewPin } from '../state/comparison';

/** A scheduler of a program, as far as pins go. */
export interface InCode {
  readonly uri: string;
  /** The name of the file or notebook. */
  readonly document: string;
  readonly entry: PickerEntry;
  readonly inspection: Inspection;
}

/** Pins a scheduler as the code says, or with changes that are not in it. */
export function pinOfCode({ uri, document, entry, inspection }: InCode, changes: WiredChanges | null = null): NewPin {
  const inCode = wiredRequest(inspection.resolved);
  const changed = changes !== null && isChanged(changes);
  const request = changed ? wiredAgain(inCode, changedRequest(inCode, changes)) : inCode;
  const origin: PinOrigin = { from: 'code', uri, document, key: entry.key, place: placeOf(entry, inspection), changed };
  return { name: nameOf(changedRequest(request, noChanges), changed), subject: { kind: 'scheduler', request }, origin };
}

/** What the code says now of something that was pinned from it. */
export function codeNow(pinned: NewPin, now: InCode | null): CodeNow {
  if (pinned.origin.from !== 'code') return null;
  if (!now) return 'gone';
  // Changes were never in the code: what can be told is whether the scheduler is still there.
  if (pinned.origin.changed) return 'same';
  return JSON.stringify(pinOfCode(now).subject) === JSON.stringify(pinned.subject) ? 'same' : 'changed';
}

/** Whether a pin has the name it was given by itself, and no other. */
export function hasOwnName({ name, subject, origin }: NewPin): boolean {
  if (subject.kind !== 'scheduler') return false;
  return name === nameOf(changedRequest(subject.request, noChanges), origin.from === 'code' && origin.changed);
}

/** A short name: what people call it, else its class. */
export function nameOf(request: ScheduleRequest, changed = false): string {
  const outcome = outcomeOf(request);
  const { a1111, comfyui } = familiarNamesOf(outcome);
  const plain = request.className.replace(/Scheduler$/, '');
  const familiar = a1111 ?? (comfyui && `${comfyui.sampler} / ${comfyui.scheduler}`);
  const steps = outcome.ok ? ` · ${outcome.schedule.steps.count}` : '';
  return `${familiar ?? plain}${steps}${changed ? ' · changed' : ''}`.slice(0, 120);
}

function placeOf({ call }: PickerEntry, { reading }: Inspection): string {
  const { cell, line } = (call === null ? null : reading.calls.at(call)?.range) ?? reading.anchor;
  return cell === null ? `line ${line + 1}` : `cell ${cell + 1}, line ${line + 1}`;
}

function wiredAgain(
  { evenSigmas, refused }: WiredRequest,
  { className, via, config, call }: ScheduleRequest,
): WiredRequest {
  return { className, via, config: wiredKeywords(config), call: wiredKeywords(call), evenSigmas, refused };
}
