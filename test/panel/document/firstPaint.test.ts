import { describe, expect, it } from 'vitest';
import { firstPaint } from '../../../src/panel/document/firstPaint';
import { stateOf } from '../fixtures';
import { stableDiffusion } from '../../inspect/fixtures';

describe('the first paint of the panel', () => {
  const markup = firstPaint(stateOf('LMSDiscreteScheduler', stableDiffusion));

  it('has the name, the reason of init_noise_sigma and the numbers of the step', () => {
    expect(markup).toContain('<h1>LMSDiscreteScheduler</h1>');
    expect(markup).toContain('14.6146');
    expect(markup).toContain('<dt>σ → next</dt><dd>14.6146 →');
    expect(markup).toContain('Step 1<span class="of"> of 20</span>');
  });

  it('draws every curve from edge to edge of its plot, a mark on every step', () => {
    const paths = [...markup.matchAll(/<svg[^>]*><path d="([^"]*)"\/><path class="points" d="([^"]*)"/g)];
    expect(paths).toHaveLength(4);
    for (const [, line = '', points = ''] of paths) {
      const xs = [...line.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x));
      expect(xs).toHaveLength(20);
      expect([xs[0], xs.at(-1)]).toEqual([0, 1000]);
      expect(points.match(/h0/g)).toHaveLength(20);
    }
  });

  it('falls from above to below, as σ does', () => {
    const [, line = ''] = /class="plot blue">.*?<path d="([^"]*)"/.exec(markup) ?? [];
    const ys = [...line.matchAll(/ ([\d.]+)/g)].map(([, y]) => Number(y));
    expect(ys).toEqual(ys.toSorted((a, b) => a - b));
    expect(ys[0]).toBeGreaterThanOrEqual(0);
    expect(ys.at(-1)).toBeLessThanOrEqual(1000);
  });

  it('leaves out what a class does not have, and long schedules’ marks', () => {
    const flow = firstPaint(stateOf('FlowMatchEulerDiscreteScheduler', { shift: 3 }, 200));
    expect(flow.match(/<svg/g)).toHaveLength(3);
    expect(flow).toContain('This class has no β.');
    expect(flow).not.toContain('h0');
  });

  it('keeps gaps and infinities out of the drawing', () => {
    const zeroSnr = { rescale_betas_zero_snr: true, timestep_spacing: 'trailing' };
    expect(firstPaint(stateOf('DDIMScheduler', zeroSnr))).not.toMatch(/d="[^"]*(NaN|Infinity|∞)/);
  });

  it('is nothing where there are no curves', () => {
    const state = stateOf('LMSDiscreteScheduler', stableDiffusion);
    const { scheduler } = state;
    if (!scheduler) throw new Error('no scheduler');
    expect(firstPaint({ ...state, scheduler: null })).toBe('');
    expect(firstPaint({ ...state, scheduler: { ...scheduler, curves: null } })).toBe('');
  });

  it('never lets what the code says become markup', () => {
    const state = stateOf('LMSDiscreteScheduler', stableDiffusion);
    const { scheduler } = state;
    if (!scheduler) throw new Error('no scheduler');
    const said = '<img src=x> `<b>`';
    const hostile = { ...scheduler, doc: said, notices: [said], facts: [{ label: said, title: said }] };
    expect(firstPaint({ ...state, scheduler: hostile })).not.toMatch(/<img|<b>/);
  });
});
