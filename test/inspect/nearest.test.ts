import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SourceRange } from '../../src/json/value';
import type { Analysis, Site, SiteKind } from '../../src/code/sites/site';
import { nearestScheduler, siteAt } from '../../src/inspect/nearest';

function site(
  scheduler: number,
  kind: SiteKind,
  range: Partial<SourceRange> & { line: number },
  call: number | null = null,
): Site {
  const whole = { cell: null, col: 4, endLine: range.line, endCol: 12, ...range };
  return { kind, scheduler, call, option: null, range: whole };
}

function analysisOf(...sites: Site[]): Analysis {
  return { schedulers: [], unattached: [], sites, notice: null };
}

describe('siteAt', () => {
  it('includes both ends of a range, as a hover at the end of a word does', () => {
    const analysis = analysisOf(site(0, 'constructor', { line: 3 }));
    for (const col of [4, 8, 12]) expect(siteAt(analysis, { cell: null, line: 3, col })?.scheduler).toBe(0);
    for (const col of [3, 13]) expect(siteAt(analysis, { cell: null, line: 3, col })).toBeNull();
  });

  it('takes the innermost of nested sites, in whichever order they come', () => {
    const call = site(0, 'constructor', { line: 1, col: 0, endLine: 4, endCol: 1 });
    const option = site(0, 'option', { line: 2, col: 4, endCol: 20 });
    for (const sites of [
      [call, option],
      [option, call],
    ]) {
      expect(siteAt(analysisOf(...sites), { cell: null, line: 2, col: 6 })?.kind).toBe('option');
      expect(siteAt(analysisOf(...sites), { cell: null, line: 3, col: 0 })?.kind).toBe('constructor');
    }
  });

  it('keeps the cells of a notebook apart', () => {
    const analysis = analysisOf(site(0, 'constructor', { cell: 2, line: 3 }));
    expect(siteAt(analysis, { cell: 1, line: 3, col: 6 })).toBeNull();
    expect(siteAt(analysis, { cell: 2, line: 3, col: 6 })?.scheduler).toBe(0);
  });
});

describe('nearestScheduler', () => {
  it('is the one under the cursor, with its call', () => {
    const analysis = analysisOf(site(0, 'constructor', { line: 1 }), site(1, 'set_timesteps', { line: 2 }, 1));
    expect(nearestScheduler(analysis, { cell: null, line: 2, col: 6 })).toEqual({ scheduler: 1, call: 1 });
  });

  it('is otherwise the one on the nearest line, the earlier of two as near', () => {
    const analysis = analysisOf(site(0, 'constructor', { line: 10 }), site(1, 'constructor', { line: 20 }));
    const at = (line: number) => nearestScheduler(analysis, { cell: null, line, col: 0 })?.scheduler;
    expect([0, 14, 15, 16, 99].map(at)).toEqual([0, 0, 0, 1, 1]);
  });

  it('looks in the same cell first, then at the end of the one before', () => {
    const first = site(0, 'constructor', { cell: 1, line: 2 });
    const second = site(1, 'constructor', { cell: 1, line: 30 });
    const later = site(2, 'constructor', { cell: 3, line: 0 });
    const analysis = analysisOf(first, second, later);
    expect(nearestScheduler(analysis, { cell: 3, line: 80, col: 0 })?.scheduler).toBe(2);
    expect(nearestScheduler(analysis, { cell: 2, line: 0, col: 0 })?.scheduler).toBe(1);
    expect(nearestScheduler(analysis, { cell: 1, line: 4, col: 0 })?.scheduler).toBe(0);
  });

  it('finds one whenever there is a site, wherever the cursor is', () => {
    const place = fc.record({ cell: fc.option(fc.nat(5)), line: fc.nat(50), col: fc.nat(50) });
    fc.assert(
      fc.property(place, fc.array(place, { minLength: 1 }), (cursor, places) => {
        const sites = places.map(({ cell, line, col }, i) => site(i, 'variable', { cell, line, col, endCol: col + 5 }));
        const nearest = nearestScheduler(analysisOf(...sites), cursor);
        expect(nearest).not.toBeNull();
        const here = siteAt(analysisOf(...sites), cursor);
        if (here) expect(nearest?.scheduler).toBe(here.scheduler);
      }),
    );
  });

  it('is none in a program without schedulers', () => {
    expect(nearestScheduler(analysisOf(), { cell: null, line: 0, col: 0 })).toBeNull();
  });
});
