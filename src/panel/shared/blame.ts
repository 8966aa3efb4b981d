import type { Refusal, WiredChanges } from '../protocol';
import type { Control } from './controls';
import { isTouched } from './whatIf';

/**
 * The control to show a refusal beside: a changed one that the message names, else any it names, else the one
 * changed last, as it was fine before; null when nothing of that kind is to be found.
 */
export function blamed(refusal: Refusal, controls: readonly Control[], changes: WiredChanges): Control | null {
  const text = `${refusal.message} ${refusal.remedy}`;
  const named = controls.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
  const touched = controls.filter(({ place, name }) => isTouched(changes[place], name));
  const last = [...Object.keys(changes.call.set), ...Object.keys(changes.config.set)].at(-1);
  const both = named.filter((control) => touched.includes(control));
  return (
    both.find(({ name }) => name === last) ??
    both.at(0) ??
    touched.find(({ name }) => name === last) ??
    touched.at(-1) ??
    named.at(0) ??
    null
  );
}
