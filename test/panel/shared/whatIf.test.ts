import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src/inspect/outcome';
import type { WiredRequest } from '../../../src/panel/protocol';
import { unwired, wired, wiredKeywords } from '../../../src/panel/protocol/wire';
import { blamed } from '../../../src/panel/shared/blame';
import { controlsOf, positionOf, sliderPositions, valueAt, type Control } from '../../../src/panel/shared/controls';
import { differencesOf } from '../../../src/panel/shared/differences';
import { movedSigma, sigmasThatMake, withSigmas } from '../../../src/panel/shared/ownSigmas';
import { muOf, stepsSkipped } from '../../../src/panel/shared/resolution';
import {
  changedRequest,
  isChanged,
  noChanges,
  rebased,
  valueInForce,
  withoutChange,
  withValue,
} from '../../../src/panel/shared/whatIf';
import { definitionOf, schedulerNames } from '../../../src/schedulers/registry';
import { stableDiffusion } from '../../inspect/fixtures';

const request = (className: string, config = {}, call: object = { num_inference_steps: 20 }): WiredRequest => ({
  className,
  via: 'init',
  config: wiredKeywords(config),
  call: wiredKeywords(call),
  evenSigmas: false,
});

function control(className: string, name: string): Control {
  const found = controlsOf(className).find((each) => each.name === name);
  if (!found) throw new Error(`${className} has no ${name}`);
  return found;
}

const euler = request('EulerDiscreteScheduler', stableDiffusion);
const option = (name: string) => control('EulerDiscreteScheduler', name);

describe('a change', () => {
  it('is the value asked for, and is computed', () => {
    const changes = withValue(euler, noChanges, option('use_karras_sigmas'), true);
    const outcome = outcomeOf(changedRequest(euler, changes));
    expect(outcome.ok && outcome.schedule.config['use_karras_sigmas']).toBe(true);
    expect(outcome.ok && outcome.schedule.config['beta_start']).toBe(0.00085);
    expect(differencesOf(euler, changes)).toEqual([
      { place: 'config', name: 'use_karras_sigmas', from: 'False', to: 'True' },
    ]);
  });

  it('back to what the code says is none', () => {
    const changes = withValue(euler, noChanges, option('beta_start'), 0.001);
    expect(isChanged(changes)).toBe(true);
    expect(withValue(euler, changes, option('beta_start'), 0.00085)).toEqual(noChanges);
    expect(withoutChange(changes, 'config', 'beta_start')).toEqual(noChanges);
  });

  it('to diffusers’ default takes the keyword away', () => {
    const changes = withValue(euler, noChanges, option('beta_schedule'), 'linear');
    expect(changes.config).toEqual({ set: {}, unset: ['beta_schedule'] });
    expect(changedRequest(euler, changes).config).not.toHaveProperty('beta_schedule');
    expect(valueInForce(euler, changes, option('beta_schedule'))).toBe('linear');
  });

  it('that the code has caught up with is dropped when it is taken over', () => {
    const both = withValue(euler, withValue(euler, noChanges, option('beta_end'), 0.02), option('steps_offset'), 1);
    const edited = { ...euler, config: { ...euler.config, steps_offset: 1 } };
    expect(rebased(edited, both, controlsOf('EulerDiscreteScheduler')).config).toEqual({
      set: {},
      unset: ['beta_end'],
    });
  });

  it('of the number of steps has the pipeline make its sigmas anew', () => {
    const flux = { ...request('FlowMatchEulerDiscreteScheduler', {}, { num_inference_steps: 2, sigmas: [1, 0.5] }) };
    const count = control('FlowMatchEulerDiscreteScheduler', 'num_inference_steps');
    const changes = withValue(flux, noChanges, count, 4);
    expect(changedRequest(flux, changes).call['sigmas']).toEqual([1, 0.5]);
    expect(changedRequest({ ...flux, evenSigmas: true }, changes).call['sigmas']).toEqual([1, 0.75, 0.5, 0.25]);
  });
});

it('has a control for every option of every class that the class looks at, and none twice', () => {
  for (const name of schedulerNames) {
    const controls = controlsOf(name);
    const definition = definitionOf(name);
    const count = Object.values({ ...definition?.options, ...prefixed(definition?.call ?? {}) }).filter(
      ({ doc }) => doc !== 'Not used by this class.',
    ).length;
    expect(controls).toHaveLength(count);
    for (const {
      range,
      option: { type, default: initial },
    } of controls) {
      if (!range) continue;
      expect(['integer', 'number']).toContain(type);
      if (typeof initial === 'number' && initial >= range.min && initial <= range.max && !range.logarithmic)
        expect(Math.abs(valueAt(range, positionOf(range, initial)) - initial)).toBeLessThan(range.step);
    }
  }
});

const prefixed = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`call ${name}`, value]));

it('stands the slider where the value is', () => {
  const range = { min: 0.001, max: 10, step: 0.001, logarithmic: true };
  expect([positionOf(range, 0.1), valueAt(range, 0), valueAt(range, sliderPositions)]).toEqual([500, 0.001, 10]);
  expect([positionOf(range, -5), positionOf(range, 1e9), positionOf(range, NaN)]).toEqual([0, sliderPositions, 0]);
});

describe('a refusal', () => {
  const refusalOf = (changes: typeof noChanges) => {
    const outcome = outcomeOf(changedRequest(euler, changes));
    if (outcome.ok) throw new Error('not refused');
    return outcome;
  };

  it('is laid to the changed option that the message names', () => {
    const karras = withValue(euler, noChanges, option('use_karras_sigmas'), true);
    const both = withValue(euler, karras, option('use_beta_sigmas'), true);
    const guilty = blamed(refusalOf(both), controlsOf('EulerDiscreteScheduler'), both);
    expect(['use_karras_sigmas', 'use_beta_sigmas']).toContain(guilty?.name);
  });

  it('is laid to what was changed last where it names nothing', () => {
    const changes = withValue(euler, noChanges, option('num_inference_steps'), 0);
    const refusal = {
      ...refusalOf(withValue(euler, noChanges, option('beta_schedule'), 'x')),
      message: '',
      remedy: '',
    };
    expect(blamed(refusal, controlsOf('EulerDiscreteScheduler'), changes)?.name).toBe('num_inference_steps');
    expect(blamed(refusal, controlsOf('EulerDiscreteScheduler'), noChanges)).toBeNull();
  });
});

describe('what a picture’s size and strength mean', () => {
  it('mu is 0.5 and 1.15 at FLUX’s two resolutions', () => {
    expect(muOf({}, 256, 256)).toBeCloseTo(0.5, 12);
    expect(muOf({}, 1024, 1024)).toBeCloseTo(1.15, 12);
    expect(muOf({ base_shift: 1, max_shift: 2 }, 1024, 1024)).toBeCloseTo(2, 12);
  });

  it.each([
    [50, 0.8, false, 10],
    [50, 1, false, 0],
    [50, 0, false, 50],
    [30, 0.33, false, 21],
    [30, 0.33, true, 20],
  ])('of %d steps at strength %d (flow: %s) the first %d are left out', (count, strength, isFlow, skipped) => {
    expect(stepsSkipped(count, strength, isFlow)).toBe(skipped);
  });
});

describe('sigmas of one’s own', () => {
  it.each([
    ['EulerDiscreteScheduler', stableDiffusion, { num_inference_steps: 12 }],
    ['EulerDiscreteScheduler', { ...stableDiffusion, use_karras_sigmas: true }, { num_inference_steps: 12 }],
    ['FlowMatchEulerDiscreteScheduler', { shift: 3 }, { num_inference_steps: 9 }],
    ['FlowMatchEulerDiscreteScheduler', { use_dynamic_shifting: true }, { num_inference_steps: 9, mu: 0.9 }],
  ])('begin with those that %s makes anyway', (className, config, call) => {
    const asked = { className, via: 'init', config, call } as const;
    const list = sigmasThatMake(asked);
    const [before, after] = [outcomeOf(asked), outcomeOf(withSigmas(asked, list ?? []))];
    if (!before.ok || !after.ok) throw new Error('refused');
    expect(after.schedule.steps.count).toBe(before.schedule.steps.count);
    after.schedule.steps.sigmas.forEach((sigma, i) => expect(sigma).toBeCloseTo(before.schedule.steps.sigmas[i], 3));
  });

  it('are not to be had where the class takes none', () => {
    const call = { num_inference_steps: 5 };
    expect(sigmasThatMake({ className: 'DDIMScheduler', via: 'init', config: {}, call })).toBeNull();
  });

  it('keep falling while one of them is dragged anywhere', () => {
    const level = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.array(level, { minLength: 1 }), fc.nat(), level, (levels, at, value) => {
        const falling = levels.toSorted((a, b) => b - a);
        const moved = movedSigma(falling, at % falling.length, value, true);
        expect(moved[at % falling.length]).toBe(value);
        expect(moved).toEqual(moved.toSorted((a, b) => b - a));
      }),
    );
    expect(movedSigma([3, 2, 1], 1, 9, false)).toEqual([3, 9, 1]);
  });
});

it('values of Python survive JSON', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double().map((x) => (Object.is(x, -0) ? 0 : x)),
      fc.string(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(value, (x) => {
      expect(unwired(JSON.parse(JSON.stringify(wired(x))) as ReturnType<typeof wired>)).toEqual(x);
    }),
  );
});
