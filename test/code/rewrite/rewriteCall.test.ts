import { describe, expect, it } from 'vitest';
import { isWrittenOut } from '../../../src/code/rewrite/pythonText';
import { CannotRewrite, rewriteCall } from '../../../src/code/rewrite/rewriteCall';
import { keywordChange, type KeywordChange } from '../../../src/code/rewrite/schedulerChanges';

const shape = { parameters: ['num_train_timesteps', 'beta_start'], unpacked: [] };
const rewritten = (text: string, ...changes: readonly KeywordChange[]) =>
  rewriteCall(text, { start: 0, end: text.length }, changes, shape);

describe('a keyword is changed where it is written', () => {
  it.each([
    ['S(beta_start=0.1)', 'S(beta_start=0.2)'],
    ['S(beta_start = 0.1, other=1)', 'S(beta_start = 0.2, other=1)'],
    ['S(\n    beta_start=0.1,  # small\n)', 'S(\n    beta_start=0.2,  # small\n)'],
    ['S(1000, 0.1)', 'S(1000, 0.2)'],
    ['S.from_config(c(",)", beta_start=7), beta_start=-1e-3)', 'S.from_config(c(",)", beta_start=7), beta_start=0.2)'],
    ["S(name='beta_start=0.1', beta_start=0.1)", "S(name='beta_start=0.1', beta_start=0.2)"],
  ])('%s', (before, after) => expect(rewritten(before, keywordChange('beta_start', 0.2))).toBe(after));

  it('keeps a float a float', () => {
    expect(rewritten('S(shift=3.0)', keywordChange('shift', 5))).toBe('S(shift=5.0)');
    expect(rewritten('S(shift=3)', keywordChange('shift', 5))).toBe('S(shift=5)');
  });
});

describe('a keyword is added as the others are laid out', () => {
  it.each([
    ['S()', 'S(k="v")'],
    ["S(a='x')", "S(a='x', k='v')"],
    ['S(a=1,)', 'S(a=1, k="v",)'],
    ['S(\n    a=1,\n    b=2,\n)', 'S(\n    a=1,\n    b=2,\n    k="v",\n)'],
    ['S(\n    a=1,\n    b=2\n)', 'S(\n    a=1,\n    b=2,\n    k="v"\n)'],
    ['S(\n    a=1,\n    b=2  # two\n)', 'S(\n    a=1,\n    b=2,  # two\n    k="v"\n)'],
    ['S(\n    a=1,\n    b=2,  # two\n)', 'S(\n    a=1,\n    b=2,  # two\n    k="v",\n)'],
    ['S(\n    a=1, b=2\n)', 'S(\n    a=1, b=2, k="v"\n)'],
    ['S(a=1, **rest)', 'S(a=1, k="v", **rest)'],
    ['S(\n    **rest,\n)', 'S(\n    k="v",\n    **rest,\n)'],
    ['S(a=1,\r\n  b=2,\r\n)', 'S(a=1,\r\n  b=2,\r\n  k="v",\r\n)'],
  ])('%j', (before, after) => expect(rewritten(before, keywordChange('k', 'v'))).toBe(after));
});

describe('a keyword that says nothing any more is removed', () => {
  it.each([
    ['S(k=1)', 'S()'],
    ['S(k=1,)', 'S()'],
    ['S(a=1, k=1)', 'S(a=1)'],
    ['S(a=1, k=1,)', 'S(a=1,)'],
    ['S(k=1, a=1)', 'S(a=1)'],
    ['S(\n    a=1,\n    k=1,\n    b=2,\n)', 'S(\n    a=1,\n    b=2,\n)'],
    ['S(\n    a=1,\n    k=1,  # gone with it\n)', 'S(\n    a=1,\n)'],
    ['S(\n    a=1,\n    k=1\n)', 'S(\n    a=1,\n)'],
  ])('%j', (before, after) => expect(rewritten(before, keywordChange('k', 0, true))).toBe(after));

  it('but one given by position stays, at its default', () => {
    expect(rewritten('S(1000, 0.1)', keywordChange('num_train_timesteps', 500, true))).toBe('S(500, 0.1)');
  });
});

describe('a call that is half typed', () => {
  it.each([
    ['S(beta_start=)', 'beta_start='],
    ['S(beta_start=, a=1)', 'beta_start='],
    ['S(\n    a=1,\n    be\n)', 'be'],
    ['S(a=1 b=2)', 'a=1 b=2'],
    ['S(\n    a=1\n    b=[2, 3],\n)', 'a=1 b=[2, 3]'],
  ])('%j is left alone', (before, shown) => {
    expect(() => rewritten(before, keywordChange('k', 'v'))).toThrow(
      `The call is not finished: see \`${shown}\`. Finish it first.`,
    );
  });

  it.each([
    ['S(a=b == c)', 'S(a=b == c, k="v")'],
    ['S(a=lambda x=1: x)', 'S(a=lambda x=1: x, k="v")'],
    ['S(a=f(x=1)[y])', 'S(a=f(x=1)[y], k="v")'],
    ['S(a=(n := 2) >= 1)', 'S(a=(n := 2) >= 1, k="v")'],
    ['S(a="x = 1")', 'S(a="x = 1", k="v")'],
    ['S(a=1, *rest)', 'S(a=1, *rest, k="v")'],
  ])('%j is not one', (before, after) => expect(rewritten(before, keywordChange('k', 'v'))).toBe(after));
});

describe('what is not written in the call', () => {
  it.each([
    ['a variable', 'S(beta_start=smallest)', /taken from `smallest`/],
    ['a calculation', 'S(beta_start=2 * 0.1)', /taken from/],
    ['a list that is unpacked', 'S(*values)', /unpacked/],
    ['no call at all', 'S', /not a call/],
  ])('is left alone: %s', (_what, text, reason) => {
    expect(() => rewritten(text, keywordChange('beta_start', 0.2))).toThrow(reason);
    expect(() => rewritten(text, keywordChange('beta_start', 0.2))).toThrow(CannotRewrite);
  });

  it('cannot be added beside a dict that holds it', () => {
    const unpacking = { parameters: [], unpacked: ['beta_start'] };
    const text = 'S(**d)';
    const rewriting = () =>
      rewriteCall(text, { start: 0, end: text.length }, [keywordChange('beta_start', 0.2)], unpacking);
    expect(rewriting).toThrow(/dict/);
  });
});

it('tells literals from names', () => {
  const literals = [
    '1',
    '-0.5',
    '1_000',
    '1e-5',
    '"a"',
    "'a'",
    'None',
    'True',
    '[1, 2.5, 3]',
    '(1,)',
    'float("inf")',
    '-float("inf")',
  ];
  expect(literals.filter((text) => !isWrittenOut(text))).toEqual([]);
  expect(['x', 'f(1)', '[x]', 'a.b', '1 + 2', '"a" "b"', 'f"{x}"'].filter(isWrittenOut)).toEqual([]);
});
