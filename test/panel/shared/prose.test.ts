import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proseParts } from '../../../src/panel/shared/prose';

describe('prose', () => {
  it('has parts that are code or strong', () => {
    expect(proseParts('Set `sigma_min` **before** the run.')).toEqual([
      { as: 'text', text: 'Set ' },
      { as: 'code', text: 'sigma_min' },
      { as: 'text', text: ' ' },
      { as: 'strong', text: 'before' },
      { as: 'text', text: ' the run.' },
    ]);
  });

  it('is plain text where marks are not paired', () => {
    for (const text of ['2 * 3 ** 4', 'a ` b', '``', '****'])
      expect(proseParts(text).map(({ as }) => as)).toEqual(['text']);
  });

  it('loses nothing but the marks', () => {
    const marked = fc.array(fc.constantFrom('`', '**', '*', 'a', ' ', 'b_c'), { maxLength: 20 });
    fc.assert(
      fc.property(marked, (pieces) => {
        const text = pieces.join('');
        const kept = proseParts(text).map((part) => part.text);
        expect(kept.join('').replace(/[`*]/g, '')).toBe(text.replace(/[`*]/g, ''));
      }),
    );
  });
});
