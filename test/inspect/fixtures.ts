import type { Sourced } from '../../src/catalog/resolved';
import type { SchedulerReading } from '../../src/code/sites/site';
import type { Inspection, Outcome } from '../../src/inspect/inspection';
import { familiarNamesOf, unusedOptionsOf } from '../../src/inspect/outcome';
import type { PythonValue, SourceRange } from '../../src/json/value';
import { computeSchedule } from '../../src/schedulers/compute';
import type { Schedule } from '../../src/schedulers/definition/schedule';

export type Values = Readonly<Record<string, PythonValue>>;

/** The β of Stable Diffusion 1, 2 and XL. */
export const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' } as const;

/** A stretch of a line; lines count from 0. */
export function at(line: number, cell: number | null = null): SourceRange {
  return { cell, line, col: 4, endLine: line, endCol: 20 };
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

/** A schedule as the class computes it. */
export function scheduleOf(className: string, config: Values, call: Values = { num_inference_steps: 70 }): Schedule {
  return computeSchedule({ className, via: 'init', config, call });
}

/** A scheduler written out in code on line 3, computed unless an outcome is given. */
export function inspectionOf(
  className: string,
  config: Values,
  call: Values = { num_inference_steps: 70 },
  outcome?: Outcome,
): Inspection {
  const reached: Outcome = outcome ?? { ok: true, schedule: scheduleOf(className, config, call) };
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
