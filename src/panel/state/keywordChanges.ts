import type { PythonValue } from '../../json/value';
import { keywordChange, type KeywordChange, type SchedulerChanges } from '../../code/rewrite/schedulerChanges';
import type { Analysis } from '../../code/sites/site';
import { inspectScheduler } from '../../inspect/inspect';
import type { SchedulerChoice } from '../../inspect/nearest';
import type { Option } from '../../schedulers/options/option';
import { definitionOf } from '../../schedulers/registry';
import { named } from './named';
import type { WiredChanges } from '../protocol';
import { unwiredKeywords, wired } from '../protocol/wire';

type Edit = WiredChanges['config'];

/** What a user's changes ask of the code. */
export function keywordChangesOf(analysis: Analysis, choice: SchedulerChoice, changes: WiredChanges): SchedulerChanges {
  const { className } = inspectScheduler(analysis, choice.scheduler, choice.call).resolved;
  const definition = definitionOf(className);
  const isInherited = (name: string, value: PythonValue) => value !== inherited(analysis, choice, name);
  return {
    config: keywordChangesIn(changes.config, definition?.options ?? {}, isInherited),
    call: keywordChangesIn(changes.call, definition?.call ?? {}, () => false),
  };
}

/** @param needsSaying whether leaving a keyword out would leave another value in force than diffusers' default */
function keywordChangesIn(
  { set, unset }: Edit,
  options: Readonly<Record<string, Option>>,
  needsSaying: (name: string, value: PythonValue) => boolean,
): KeywordChange[] {
  const back = unset.map((name) => {
    const value = wiredDefault(named(options, name));
    return keywordChange(name, value, !needsSaying(name, value));
  });
  return [...back, ...Object.entries(unwiredKeywords(set)).map(([name, value]) => keywordChange(name, value))];
}

function wiredDefault(option: Option | undefined): PythonValue {
  return unwiredKeywords({ value: wired(option?.default) })['value'];
}

/** The value of an option if the code did not set it: from the model or the scheduler it starts from, or the default. */
function inherited(analysis: Analysis, { scheduler, call }: SchedulerChoice, name: string): PythonValue {
  const schedulers = analysis.schedulers.map((reading, index) =>
    index === scheduler ? { ...reading, options: without(reading.options, name) } : reading,
  );
  const { resolved } = inspectScheduler({ ...analysis, schedulers }, scheduler, call);
  const option = named(definitionOf(resolved.className)?.options ?? {}, name);
  return named(resolved.config, name)?.value ?? wiredDefault(option);
}

function without<T>(record: Readonly<Record<string, T>>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== name));
}
