import { linspace } from '../../schedulers/arithmetic/numpy';
import type { ScheduleRequest } from '../../schedulers/definition/schedule';
import type { WiredChanges, WiredRequest, WiredValue } from '../protocol';
import { unwired, unwiredKeywords, wired } from '../protocol/wire';
import type { Control, Place } from './controls';

type Edit = WiredChanges['config'];
type Keywords = Readonly<Record<string, unknown>>;

export const noChanges: WiredChanges = { config: { set: {}, unset: [] }, call: { set: {}, unset: [] } };

/**
 * What to compute when a request is changed. Where a pipeline makes the sigmas from the number of steps, it makes them
 * for the changed number too.
 */
export function changedRequest(request: WiredRequest, changes: WiredChanges): ScheduleRequest {
  const { className, via, config, edits = {}, call, evenSigmas, refused } = request;
  const changedCall = changedKeywords(unwiredKeywords(call), changes.call);
  const count = changedCall['num_inference_steps'];
  const followsCount = evenSigmas && !isTouched(changes.call, 'sigmas') && isCount(count);
  return {
    className,
    via,
    config: changedKeywords(unwiredKeywords(config), changes.config),
    edits: unwiredKeywords(without(edits, changes.config)),
    call: followsCount ? { ...changedCall, sigmas: Array.from(linspace(1, 1 / count, count)) } : changedCall,
    refused,
  };
}

/** What the program sets afterwards, less what is tried in its place. */
const without = (edits: WiredRequest['config'], changes: Edit): WiredRequest['config'] =>
  Object.fromEntries(Object.entries(edits).filter(([name]) => !isTouched(changes, name)));

/** More steps than this no schedule has. */
const mostSteps = 100_000;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostSteps;

/** Keywords with an edit applied: those unset are left out, those set take the place they had or come last. */
export function changedKeywords(keywords: Keywords, { set, unset }: Edit): Record<string, unknown> {
  const kept = Object.entries(keywords).filter(([name]) => !unset.includes(name));
  return { ...Object.fromEntries(kept), ...unwiredKeywords(set) };
}

/** Whether anything is changed at all. */
export function isChanged({ config, call }: WiredChanges): boolean {
  return [config, call].some(({ set, unset }) => Object.keys(set).length > 0 || unset.length > 0);
}

/** Whether an edit says anything of a keyword. */
export function isTouched({ set, unset }: Edit, name: string): boolean {
  return Object.hasOwn(set, name) || unset.includes(name);
}

/** The value in force: changed, else requested, else diffusers' default. */
export function valueInForce(request: WiredRequest, changes: WiredChanges, { place, name, option }: Control): unknown {
  const edit = changes[place];
  if (Object.hasOwn(edit.set, name)) return unwired(edit.set[name]);
  if (edit.unset.includes(name) || !Object.hasOwn(request[place], name)) return option.default;
  return unwired(request[place][name]);
}

/** The changes with one value set: no change at all where it is what the request says, and unset where it is the default. */
export function withValue(
  request: WiredRequest,
  changes: WiredChanges,
  { place, name, option }: Control,
  value: unknown,
): WiredChanges {
  const wanted = wired(value);
  const inCode = Object.hasOwn(request[place], name) ? request[place][name] : undefined;
  const back = withoutChange(changes, place, name);
  if (inCode !== undefined ? isSame(inCode, wanted) : isSame(wired(option.default), wanted)) return back;
  const edit = back[place];
  const isDefault = isSame(wired(option.default), wanted) && option.required !== true;
  return {
    ...back,
    [place]: isDefault ? { ...edit, unset: [...edit.unset, name] } : { ...edit, set: { ...edit.set, [name]: wanted } },
  };
}

/** The changes without what they say of one keyword. */
export function withoutChange(changes: WiredChanges, place: Place, name: string): WiredChanges {
  const { set, unset } = changes[place];
  const kept = Object.entries(set).filter(([other]) => other !== name);
  return { ...changes, [place]: { set: Object.fromEntries(kept), unset: unset.filter((other) => other !== name) } };
}

function isSame(a: WiredValue, b: WiredValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Changes carried over to another request of the same class: those that it has caught up with are dropped. */
export function rebased(request: WiredRequest, changes: WiredChanges, controls: readonly Control[]): WiredChanges {
  return controls
    .filter(({ place, name }) => isTouched(changes[place], name))
    .reduce<WiredChanges>(
      (kept, control) => withValue(request, kept, control, valueInForce(request, changes, control)),
      noChanges,
    );
}
