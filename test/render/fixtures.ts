import type { Sourced } from '../../src/catalog/resolved';
import type { PythonValue } from '../../src/json/value';
import type { SchedulerReading } from '../../src/code/sites/site';
import { familiarNamesOf, unusedOptionsOf } from '../../src/inspect/outcome';
import type { Inspection, Outcome } from '../../src/inspect/inspection';
import type { Picture } from '../../src/decode/shared/picture';
import { computeSchedule } from '../../src/schedulers/compute';
import type { Schedule } from '../../src/schedulers/definition/schedule';

type Values = Readonly<Record<string, PythonValue>>;

/** The β of Stable Diffusion 1, 2 and XL. */
export const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' } as const;

const somewhere = { cell: null, line: 3, col: 12, endLine: 3, endCol: 32 };

/** A schedule as the class computes it. */
export function scheduleOf(className: string, config: Values, call: Values = { num_inference_steps: 70 }): Schedule {
  return computeSchedule({ className, via: 'init', config, call });
}

/** A scheduler written out in the user's code, with the outcome given or computed. */
export function inspectionOf(className: string, config: Values, call?: Values, outcome?: Outcome): Inspection {
  const steps = call ?? { num_inference_steps: 70 };
  const reading: SchedulerReading = {
    className,
    via: 'constructor',
    options: {},
    base: null,
    complete: true,
    calls: [],
    names: ['scheduler'],
    anchor: somewhere,
    expression: somewhere,
  };
  const reached: Outcome = outcome ?? { ok: true, schedule: scheduleOf(className, config, steps) };
  return {
    reading,
    resolved: {
      className,
      via: 'init',
      config: fromCode(config),
      edits: {},
      call: fromCode(steps),
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
    Object.entries(values).map(([name, value]) => [name, { value, origin: 'code' as const, range: somewhere }]),
  );
}

/** Noise that no JPEG can make small, the same every time. */
export function noisyPicture(size: number, seed: number): Picture {
  const rgb = new Uint8Array(size * size * 3);
  let state = seed + 1;
  for (let i = 0; i < rgb.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    rgb[i] = state >>> 24;
  }
  return { width: size, height: size, rgb };
}
