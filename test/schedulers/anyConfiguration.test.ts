import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeSchedule } from '../../src/schedulers/compute';
import type { SchedulerDefinition } from '../../src/schedulers/definition/define';
import { DiffusersError } from '../../src/schedulers/errors';
import type { Option } from '../../src/schedulers/options/option';
import { definitionOf, schedulerNames } from '../../src/schedulers/registry';
import type { Attributes, Schedule } from '../../src/schedulers/definition/schedule';

const anything = fc.oneof(
  fc.constantFrom(null, true, false, '', 'linear', 'linaer', 0, -1, 1, 2.5, 1e30, NaN, Infinity, -Infinity),
  fc.integer({ min: -50, max: 1200 }),
  fc.double(),
  fc.array(fc.double({ min: -2, max: 1000 }), { maxLength: 12 }),
  fc.jsonValue(),
);

/** Values an option might be given on purpose. */
function likely({ type, choices, default: initial }: Option): fc.Arbitrary<unknown> {
  if (type === 'boolean') return fc.boolean();
  if (type === 'choice') return fc.constantFrom(...(choices ?? []));
  if (type === 'integer') return fc.constantFrom(initial, initial, 1, 2, 40, 100);
  return fc.constant(initial);
}

const keywords = (options: Readonly<Record<string, Option>>, value: (option: Option) => fc.Arbitrary<unknown>) =>
  fc.record(Object.fromEntries(Object.entries(options).map(([name, option]) => [name, value(option)])), {
    requiredKeys: [],
  });

const definitions: readonly SchedulerDefinition[] = schedulerNames.flatMap((name) => definitionOf(name) ?? []);

/** A busy machine takes its time. */
const patience = 60_000;

describe.each(definitions)('$name', { timeout: patience }, ({ name, options, call }) => {
  const via = fc.constantFrom('init' as const, 'from_config' as const);

  it('answers every configuration with a schedule or with what diffusers raises', () => {
    const mixed = (option: Option) => fc.oneof({ weight: 3, arbitrary: likely(option) }, anything);
    fc.assert(
      fc.property(
        via,
        keywords(options, mixed),
        keywords(call, () => anything),
        (via, config, call) => {
          try {
            const { steps, after } = computeSchedule({ className: name, via, config, call });
            expect(steps.timesteps).toHaveLength(steps.count);
            expect(after).toHaveProperty('timesteps');
          } catch (error) {
            expect(error).toBeInstanceOf(DiffusersError);
            expect(error).toHaveProperty('remedy', expect.stringMatching(/\w/));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('computes noise levels for sensible configurations', () => {
    const sensible = (option: Option) => (option.type === 'integer' ? fc.constant(option.default) : likely(option));
    fc.assert(
      fc.property(keywords(options, sensible), fc.integer({ min: 4, max: 60 }), (config, count) => {
        const request = { className: name, via: 'init' as const, config, call: { num_inference_steps: count } };
        const schedule = outcome(() => computeSchedule(request));
        if (schedule instanceof DiffusersError) return;
        const { before, after } = schedule;
        for (const { sigmas } of [before, after]) expect(hasNaN(sigmas)).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same every time it is asked', () => {
    fc.assert(
      fc.property(keywords(options, likely), fc.integer({ min: 4, max: 40 }), (config, count) => {
        const request = { className: name, via: 'init' as const, config, call: { num_inference_steps: count } };
        const once = outcome(() => computeSchedule(request));
        expect(outcome(() => computeSchedule(request))).toEqual(once);
      }),
      { numRuns: 20 },
    );
  });
});

const hasNaN = (value: Attributes[string] | undefined): boolean =>
  typeof value === 'object' && value.some((x) => Number.isNaN(x));

function outcome(compute: () => Schedule): Schedule | DiffusersError {
  try {
    return compute();
  } catch (error) {
    if (error instanceof DiffusersError) return error;
    throw error;
  }
}
