import type { Sourced } from '../../src/catalog/resolved';
import type { PythonValue, SourceRange } from '../../src/json/value';
import type { Analysis, SchedulerReading, StepsCall } from '../../src/code/sites/site';
import { familiarNamesOf, unusedOptionsOf } from '../../src/inspect/outcome';
import type { Inspection, Outcome } from '../../src/inspect/inspection';
import { pickerEntries } from '../../src/panel/state/choices';
import { panelState } from '../../src/panel/state/panelState';
import type { PanelState } from '../../src/panel/protocol';
import { computeSchedule } from '../../src/schedulers/compute';

type Values = Readonly<Record<string, PythonValue>>;

/** The β of Stable Diffusion 1, 2 and XL. */
export const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' } as const;

/** A stretch of a line; lines count from 0. */
export function at(line: number, cell: number | null = null): SourceRange {
  return { cell, line, col: 4, endLine: line, endCol: 20 };
}

export function stepsCall(count: number, line: number): StepsCall {
  const args = { num_inference_steps: { known: true, value: count, origin: 'code', range: at(line) } } as const;
  return { kind: 'set_timesteps', args, range: at(line) };
}

/** A scheduler as read from `name = ClassName(...)`. */
export function readingOf(className: string, change: Partial<SchedulerReading> = {}): SchedulerReading {
  return {
    className,
    via: 'constructor',
    options: {},
    base: null,
    complete: true,
    calls: [],
    names: ['scheduler'],
    anchor: at(3),
    expression: at(3),
    ...change,
  };
}

export function analysisOf(...schedulers: readonly SchedulerReading[]): Analysis {
  return { schedulers, sites: [], unattached: [], notice: null };
}

/** The state of a page that shows a scheduler written out in code. */
export function stateOf(className: string, config: Values, steps = 20): PanelState {
  const inspection = inspectionOf(className, config, { num_inference_steps: steps });
  const entries = pickerEntries(analysisOf(inspection.reading));
  const subject = { uri: 'file:///a.py', document: 'a.py', entries, chosen: entries[0], inspection, step: 0 };
  return panelState({ ...subject, sources: { sample: 'cat', autoencoders: '' } });
}

/** A scheduler written out in code on line 3, computed unless an outcome is given. */
export function inspectionOf(className: string, config: Values, call: Values, outcome?: Outcome): Inspection {
  const reached: Outcome = outcome ?? { ok: true, schedule: computeSchedule({ className, via: 'init', config, call }) };
  return {
    reading: readingOf(className),
    resolved: {
      className,
      via: 'init',
      config: fromCode(config),
      edits: {},
      call: fromCode(call),
      otherStepCounts: [],
      unknown: {},
      base: null,
      model: null,
      family: 'sd',
      notices: [],
    },
    outcome: reached,
    unusedOptions: unusedOptionsOf(className),
    familiarNames: familiarNamesOf(reached),
  };
}

function fromCode(values: Values): Record<string, Sourced> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { value, origin: 'code' as const, range: at(3) }]),
  );
}
