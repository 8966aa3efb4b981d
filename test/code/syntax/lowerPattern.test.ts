import { describe, expect, it } from 'vitest';
import { lowerBlock } from '../../../src/code/syntax/lowerStatement';
import type { Expression, MatchCase } from '../../../src/code/syntax/syntax';
import { PythonSource, Trees } from '../../../src/code/syntax/trees';
import { testParser } from '../reading';

async function casesOf(...cases: readonly string[]): Promise<readonly MatchCase[]> {
  const text = ['match x:', ...cases.map((one) => `    case ${one}:\n        pass`), ''].join('\n');
  const source = new PythonSource(text, new Trees(await testParser, text.length));
  const [statement] = lowerBlock(source.root, source);
  if (statement.kind !== 'match') throw new Error(`read as ${statement.kind}`);
  return statement.cases;
}

/** An expression with brackets around everything that has parts. */
function written(e: Expression): string {
  switch (e.kind) {
    case 'name':
      return e.name;
    case 'literal':
      return String(e.value);
    case 'text':
      return JSON.stringify(e.parts.filter((part) => typeof part === 'string').join(''));
    case 'attribute':
      return `${written(e.object)}.${e.name}`;
    case 'unary':
      return `${e.operator}${written(e.operand)}`;
    case 'binary':
      return `(${written(e.left)} ${e.operator} ${written(e.right)})`;
    case 'splat':
      return `*${written(e.value)}`;
    case 'walrus':
      return `(${e.target.name} := ${written(e.value)})`;
    case 'sequence':
      return `${e.type}(${e.items.map(written).join(', ')})`;
    case 'dict':
      return `{${e.entries.map(({ key, value }) => `${key ? written(key) : '**'}: ${written(value)}`).join(', ')}}`;
    case 'call':
      return `${written(e.callee)}(${e.args.map(({ name, value }) => (name ? `${name}=` : '') + written(value)).join(', ')})`;
    default:
      return e.kind;
  }
}

describe('patterns of a case', () => {
  it.each([
    ['1 | -2.5 | "x" "y" | None | True', '((((1 | -2.5) | "xy") | null) | true)'],
    ['-4', '-4'],
    ['_', '_'],
    ['Color.RED as c', '(c := Color.RED)'],
    ['[x, *rest], (y, _)', 'tuple(list(x, *rest), tuple(y, _))'],
    ['{"k": v, 3: (w), -1: z, **more}', '{"k": v, 3: w, -1: z, **: more}'],
    ['A.B(p, q=str(z))', 'A.B(p, q=str(z))'],
    ['P(n=-6)', 'P(n=-6)'],
    ['(A() | B()) as n', '(n := (A() | B()))'],
    ['{"x": int() as m}', '{"x": (m := int())}'],
    ['1,', 'tuple(1)'],
    ['(1,)', 'tuple(1)'],
    ['[1]', 'list(1)'],
    ['1, *others', 'tuple(1, *others)'],
    ['()', 'tuple()'],
    ['1 + 2j', 'opaque'],
  ])('reads %s', async (pattern, expected) => {
    const [{ pattern: read }] = await casesOf(pattern);
    expect(read && written(read)).toBe(expected);
  });

  it('reads a guard beside its pattern', async () => {
    const [{ pattern, guard }] = await casesOf('[a, b] if a > b');
    expect(pattern && written(pattern)).toBe('list(a, b)');
    expect(guard?.kind).toBe('compare');
  });

  it('does not read a pattern that is half typed, nor one that is nested too deep', async () => {
    const [half, deep] = await casesOf('[a, {"k": }]', `${'['.repeat(100)}a${']'.repeat(100)}`);
    expect(half.pattern).toBeNull();
    expect(deep.pattern).toBeNull();
  });
});
