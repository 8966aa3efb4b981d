/** `sigmascope schedulers`: every scheduler class with its options, defaults, choices and documentation, as JSON. */
import { definitionOf, schedulerNames } from '../schedulers/registry';
import { calls, parsed } from './calls';
import { print, toJson } from './output';

export function schedulers(args: readonly string[]): Promise<number> {
  parsed('schedulers', calls.schedulers.options, args);
  print(toJson(schedulerNames.map(describe)));
  return Promise.resolve(0);
}

function describe(className: string): object {
  const definition = definitionOf(className);
  if (!definition) return { name: className };
  const { name, doc, source, options, call } = definition;
  return { name, doc, source, options, call };
}
