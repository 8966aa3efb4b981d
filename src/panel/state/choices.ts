import type { Analysis, SchedulerReading, StepsCall } from '../../code/sites/site';
import type { SchedulerChoice } from '../../inspect/nearest';
import { counted } from '../../render/words/numbers';
import { named } from './named';

/** One entry of the panel's picker: a scheduler of the program with one of the calls that give it its steps. */
export interface PickerEntry extends SchedulerChoice {
  /** Stays the same while the program is edited around it. */
  readonly key: string;
  readonly label: string;
}

/** Every scheduler of the program, once for each call that reaches it, or once when none does. */
export function pickerEntries(analysis: Analysis): readonly PickerEntry[] {
  const namesakes = new Map<string, number>();
  return analysis.schedulers.flatMap((reading, scheduler) => {
    const name = `${reading.names.at(0) ?? ''}:${classNameOf(reading)}`;
    const ordinal = namesakes.get(name) ?? 0;
    namesakes.set(name, ordinal + 1);
    const calls = reading.calls.length > 0 ? reading.calls.map((_, call) => call) : [null];
    return calls.map((call) => ({
      scheduler,
      call,
      key: `${name}:${ordinal}:${call ?? 0}`,
      label: labelOf(reading, call === null ? null : (reading.calls.at(call) ?? null)),
    }));
  });
}

/**
 * The entry meant by a place in the code. Where the place says nothing about the count (the constructor, say), the
 * scheduler's first call is meant.
 */
export function entryOf(entries: readonly PickerEntry[], choice: SchedulerChoice | null): PickerEntry | null {
  if (!choice) return null;
  const calls = entries.filter((entry) => entry.scheduler === choice.scheduler);
  return calls.find((entry) => entry.call === choice.call) ?? calls.at(0) ?? null;
}

/**
 * The entry to show after an edit: the one with the same key, else the one at its position (the user may be renaming
 * it), else the first.
 */
export function entryAfterEdit(
  entries: readonly PickerEntry[],
  key: string | null,
  last: SchedulerChoice | null,
): PickerEntry | null {
  return entries.find((entry) => entry.key === key) ?? entryOf(entries, last) ?? entries.at(0) ?? null;
}

function labelOf(reading: SchedulerReading, call: StepsCall | null): string {
  const name = reading.names.at(0);
  const { cell, line } = (call ?? { range: reading.anchor }).range;
  const place = cell === null ? `line ${line + 1}` : `cell ${cell + 1}, line ${line + 1}`;
  return [name ? `${name}: ${classNameOf(reading)}` : classNameOf(reading), stepsOf(call), place]
    .filter((part) => part !== null)
    .join(' · ');
}

/** A pipeline's own scheduler has its class from the model. */
function classNameOf({ className, base }: SchedulerReading): string {
  return className ?? `scheduler of ${base?.modelId ?? 'the pipeline'}`;
}

function stepsOf(call: StepsCall | null): string | null {
  if (!call) return null;
  const count = named(call.args, 'num_inference_steps');
  if (count?.known && typeof count.value === 'number') return counted(count.value, 'step');
  for (const name of ['timesteps', 'sigmas']) {
    const list = named(call.args, name);
    if (list?.known && Array.isArray(list.value)) return `${list.value.length} ${name} of its own`;
  }
  return null;
}
