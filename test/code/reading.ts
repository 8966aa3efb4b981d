import { fileURLToPath } from 'node:url';
import type { Parser } from 'web-tree-sitter';
import { analyserWith, createParser, type Analyser } from '../../src/code/analyser';
import { parseScript } from '../../src/code/text/program';
import type { Analysis, SchedulerReading } from '../../src/code/sites/site';

const module = (path: string): string => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));

/** The parser with the wasm files of the installed packages. */
export const testParser: Promise<Parser> = createParser({
  runtime: module('web-tree-sitter/web-tree-sitter.wasm'),
  python: module('tree-sitter-python/tree-sitter-python.wasm'),
});

export const testAnalyser: Promise<Analyser> = testParser.then(analyserWith);

export async function analyse(text: string): Promise<Analysis> {
  return (await testAnalyser).analyse(parseScript(text));
}

/** The only scheduler of a program. */
export async function onlyScheduler(text: string): Promise<SchedulerReading> {
  const { schedulers } = await analyse(text);
  const only = schedulers.at(0);
  if (only === undefined || schedulers.length !== 1) throw new Error(`found ${schedulers.length} schedulers`);
  return only;
}

/** Values by name; what is not known as its reason in angle brackets, a parameter's default after a question mark. */
export function shownValues(readings: SchedulerReading['options']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(readings).map(([name, reading]) => {
      if (!reading.known) return [name, `<${reading.reason}>`];
      return [name, reading.origin === 'code' ? reading.value : `? ${JSON.stringify(reading.value)}`];
    }),
  );
}

/** The counts that reach a scheduler, in order. */
export const counts = (scheduler: SchedulerReading): unknown[] =>
  scheduler.calls.map((call) => shownValues(call.args)['num_inference_steps']);
