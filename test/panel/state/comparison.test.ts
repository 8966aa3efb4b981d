import { describe, expect, it, vi } from 'vitest';
import { Comparison, type Keeper, type NewPin } from '../../../src/panel/state/comparison';
import { codeNow, hasOwnName, pinOfCode, type InCode } from '../../../src/panel/compare/fromCode';
import { mostPins, type WiredChanges } from '../../../src/panel/protocol';
import { inspectionOf, stableDiffusion } from '../../inspect/fixtures';

function keeper(): Keeper & { kept: unknown } {
  const store = { kept: undefined as unknown };
  return {
    get kept() {
      return store.kept;
    },
    get: () => store.kept,
    update: (_key, value) => {
      store.kept = value;
      return Promise.resolve();
    },
  };
}

const pin = (name: string): NewPin => ({
  name,
  subject: {
    kind: 'scheduler',
    request: {
      className: 'DDIMScheduler',
      via: 'init',
      config: {},
      call: { num_inference_steps: 5 },
      evenSigmas: false,
    },
  },
  origin: { from: 'elsewhere', text: 'a test' },
});

const names = ({ pins }: Comparison): string[] => pins.map(({ name }) => name);

function comparisonOf(...all: readonly string[]): Comparison {
  const comparison = new Comparison(keeper());
  comparison.add(all.map(pin));
  return comparison;
}

describe('a comparison', () => {
  it('keeps its pins for the next time, and says whenever they change', () => {
    const store = keeper();
    const comparison = new Comparison(store);
    const changed = vi.fn();
    const stop = comparison.onChange(changed);
    comparison.add([pin('A'), pin('B')]);
    stop();
    comparison.rename(comparison.pins[1].id, 'C');
    expect(changed).toHaveBeenCalledTimes(1);
    expect(names(new Comparison(store))).toEqual(['A', 'C']);
  });

  it('begins empty where what was kept is not its own', () => {
    const store = keeper();
    void store.update('', [{ id: 'x' }]);
    expect(new Comparison(store).pins).toEqual([]);
  });

  it('does not pin the same twice, nor more than it holds', () => {
    const comparison = comparisonOf('A');
    expect(comparison.add([pin('A')])).toBe(0);
    expect(comparison.add(Array.from({ length: 100 }, (_, i) => pin(`P${i}`)))).toBe(mostPins - 1);
  });

  it('moves a pin among the others', () => {
    const comparison = comparisonOf('A', 'B', 'C');
    comparison.move(comparison.pins[0].id, 2);
    expect(names(comparison)).toEqual(['B', 'C', 'A']);
    comparison.move(comparison.pins[2].id, 1);
    expect(names(comparison)).toEqual(['B', 'A', 'C']);
  });

  it('takes removals and replacements back, the last first', () => {
    const comparison = comparisonOf('A', 'B', 'C');
    expect(comparison.undoable).toBeNull();
    comparison.remove([comparison.pins[1].id]);
    expect(comparison.undoable).toBe('removing B');
    comparison.replace([pin('X')]);
    expect(names(comparison)).toEqual(['X']);
    comparison.undo();
    comparison.undo();
    expect(names(comparison)).toEqual(['A', 'B', 'C']);
    expect(comparison.undoable).toBeNull();
  });

  it('gives no pin the id of one that may come back', () => {
    const comparison = comparisonOf('A', 'B');
    const { id } = comparison.pins[1];
    comparison.remove([id]);
    comparison.add([pin('C')]);
    expect(comparison.pins.map((each) => each.id)).not.toContain(id);
  });
});

const source = (config: Parameters<typeof inspectionOf>[1], count: number): InCode => ({
  uri: 'file:///w/a.py',
  document: 'a.py',
  entry: { scheduler: 0, call: null, key: 'scheduler:EulerDiscreteScheduler:0:0', label: '' },
  inspection: inspectionOf('EulerDiscreteScheduler', { ...stableDiffusion, ...config }, { num_inference_steps: count }),
});

describe('a scheduler pinned from code', () => {
  it('goes by the name people know, with its steps, and says where it is from', () => {
    const pinned = pinOfCode(source({ use_karras_sigmas: true }, 20));
    expect(pinned.name).toBe('Euler Karras · 20');
    expect(pinned.origin).toMatchObject({ from: 'code', document: 'a.py', place: 'line 4', changed: false });
  });

  it('notices when the code says something else, or nothing', () => {
    const pinned = pinOfCode(source({}, 20));
    expect(codeNow(pinned, source({}, 20))).toBe('same');
    expect(codeNow(pinned, source({}, 25))).toBe('changed');
    expect(codeNow(pinned, source({ use_karras_sigmas: true }, 20))).toBe('changed');
    expect(codeNow(pinned, null)).toBe('gone');
    expect(codeNow(pin('A'), null)).toBeNull();
  });

  it('takes over what the code says now, and keeps a name that the user gave', () => {
    const comparison = new Comparison(keeper());
    comparison.add([pinOfCode(source({}, 20))]);
    const [{ id }] = comparison.pins;
    comparison.update(id, pinOfCode(source({}, 25)), !hasOwnName(comparison.pins[0]));
    expect(names(comparison)).toEqual(['Euler · 25']);
    comparison.rename(id, 'mine');
    comparison.update(id, pinOfCode(source({}, 30)), !hasOwnName(comparison.pins[0]));
    expect(names(comparison)).toEqual(['mine']);
    expect(codeNow(comparison.pins[0], source({}, 30))).toBe('same');
    comparison.undo();
    expect(codeNow(comparison.pins[0], source({}, 25))).toBe('same');
  });

  it('takes along what was changed without being in the code', () => {
    const changes: WiredChanges = {
      config: { set: { use_karras_sigmas: true }, unset: ['beta_schedule'] },
      call: { set: {}, unset: [] },
    };
    const pinned = pinOfCode(source({}, 20), changes);
    const { subject, origin } = pinned;
    const config = subject.kind === 'scheduler' ? subject.request.config : {};
    expect(config).toMatchObject({ use_karras_sigmas: true, beta_end: 0.012 });
    expect(config).not.toHaveProperty('beta_schedule');
    expect(origin).toMatchObject({ changed: true });
  });
});
