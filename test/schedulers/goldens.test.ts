import { describe, expect, it } from 'vitest';
import { withListTypes } from '../../src/cli/pythonLists';
import { computeSchedule } from '../../src/schedulers/compute';
import { DiffusersError } from '../../src/schedulers/errors';
import type { Schedule } from '../../src/schedulers/definition/schedule';
import { differences, recordings, type Golden, type Recording } from './goldens';

describe.each(recordings)('$class', (recording) => {
  it.each(recording.cases)('computes $id as diffusers does', (golden) => {
    const outcome = run(recording.class, golden);
    if (golden.error) {
      expect(outcome).toMatchObject({ type: golden.error.type, where: golden.error.where });
      return;
    }
    if (outcome instanceof DiffusersError) throw outcome;
    expect(found(outcome, golden, recording.arrays)).toEqual([]);
  });

  it('says what to do about everything it refuses', () => {
    const refusals = recording.cases.filter(({ error }) => error).map((golden) => run(recording.class, golden));
    for (const refusal of refusals) expect(refusal).toHaveProperty('remedy', expect.stringMatching(/\w.*[.?]$/));
  });

  it('knows how each step mixes signal and noise, and scales the model’s input', () => {
    for (const golden of recording.cases) {
      const outcome = golden.coefficients && run(recording.class, golden);
      if (!outcome || outcome instanceof DiffusersError) continue;
      expect(coefficientsOf(outcome, golden), golden.id).toEqual([]);
    }
  });
});

function run(className: string, { via, config, call, call_types }: Golden): Schedule | DiffusersError {
  try {
    return computeSchedule({ className, via, config, call: withListTypes(call, call_types) });
  } catch (error) {
    if (error instanceof DiffusersError) return error;
    throw error;
  }
}

function found(schedule: Schedule, { before, after }: Golden, table: Recording['arrays']): readonly string[] {
  return [
    ...(before ? differences(schedule.before, before, table).map((text) => `before: ${text}`) : []),
    ...(after ? differences(schedule.after, after, table).map((text) => `after: ${text}`) : []),
  ];
}

/** Where diffusers' add_noise and scale_model_input, measured at each timestep, differ from the steps' columns. */
function coefficientsOf({ steps, order }: Schedule, { coefficients = {} }: Golden): readonly string[] {
  // Of equal timesteps diffusers' add_noise takes the second.
  if (new Set(steps.timesteps).size < steps.count) return [];
  const columns = { signal: steps.signal, noise_coeff: steps.noise, scale: steps.inputScale };
  return Object.entries(columns).flatMap(([name, column]) => {
    const measured = coefficients[name];
    if (!Array.isArray(measured)) return [];
    // Second calls of a step were measured as if they were first ones.
    const wrong = measured.findIndex(
      (value, i) => i % order === 0 && Math.abs(column[i] - value) > 2e-6 * Math.abs(value) + 1e-7,
    );
    return wrong < 0 ? [] : [`${name}[${wrong}]: ${column[wrong]}, measured ${measured[wrong]}`];
  });
}
