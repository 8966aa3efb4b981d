import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyState } from '../../../src/panel/state/panelState';
import { embedded, unembedded, type PanelState } from '../../../src/panel/protocol';
import { stateOf } from '../fixtures';
import { stableDiffusion } from '../../inspect/fixtures';

/** A state with these numbers as its training curve. */
function withColumn(state: PanelState, column: Float64Array): PanelState {
  const { scheduler } = state;
  if (!scheduler?.curves) throw new Error('no curves');
  const { curves } = scheduler;
  return {
    ...state,
    scheduler: { ...scheduler, curves: { ...curves, training: { ...curves.training, logSnr: column } } },
  };
}

describe('the state in the page’s document', () => {
  it.each([
    ['LMSDiscreteScheduler', stableDiffusion],
    ['FlowMatchEulerDiscreteScheduler', { shift: 3 }],
    ['DDIMScheduler', { rescale_betas_zero_snr: true, timestep_spacing: 'trailing' }],
  ])('is the state of %s, to the last bit', (className, config) => {
    const state = stateOf(className, config);
    expect(unembedded(embedded(state))).toEqual(state);
  });

  it('keeps every double: NaN, infinities and −0 too', () => {
    const state = stateOf('LMSDiscreteScheduler', stableDiffusion);
    fc.assert(
      fc.property(fc.float64Array(), (column) => {
        const back = unembedded(embedded(withColumn(state, column)))?.scheduler?.curves?.training.logSnr;
        expect(Array.from(back ?? [], (value) => (Object.is(value, -0) ? '-0' : value))).toEqual(
          Array.from(column, (value) => (Object.is(value, -0) ? '-0' : value)),
        );
      }),
    );
  });

  it('never ends the element that it stands in, whatever the code is called', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.constantFrom('</script>', '<!--<script>', ']]>', '\u2028')), (name) => {
        const state = emptyState('file:///a.py', name);
        expect(embedded(state)).not.toContain('<');
        expect(unembedded(embedded(state))).toEqual(state);
      }),
    );
  });

  it('is nothing where the text is none', () => {
    for (const text of ['', 'null', '{', '{"uri": 1}', '{"float64": "?"}']) expect(unembedded(text)).toBeNull();
  });
});
