import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeBrackets } from '../../src/code/text/repair';

describe('closing brackets', () => {
  it.each([
    ['a call at the end of the text', 'a = f(x=1, ', 'a = f(x=1,) '],
    ['a call before the next statement', 'a = f(x=1, y\nb.g(2)\n', 'a = f(x=1, y)\nb.g(2)\n'],
    ['brackets of several kinds', 'a = f([{"x": (1\nb = 2', 'a = f([{"x": (1)}])\nb = 2'],
    ['code before a comment', 'a = f(1,  # one\nb = 2', 'a = f(1,)  # one\nb = 2'],
    [
      'a call in a function before the next statement',
      'def f():\n  a = g(\n    x=1,\n  return a\n',
      'def f():\n  a = g(\n    x=1,)\n  return a\n',
    ],
    [
      'nothing where the closing bracket stands under the call',
      'def f():\n  a = g(\n    1\n  )\n  b = h(\nc = 2',
      'def f():\n  a = g(\n    1\n  )\n  b = h()\nc = 2',
    ],
    ['nothing in texts', 'a = "(["\nb = """\n(\n"""\n', 'a = "(["\nb = """\n(\n"""\n'],
    ['nothing where arguments are indented', 'a = f(\n  1,\n)\nb = 2', 'a = f(\n  1,\n)\nb = 2'],
  ])('touches %s', (_what, text, expected) => expect(closeBrackets(text)).toBe(expected));

  it('adds closing brackets at the ends of lines and changes nothing else', () => {
    const piece = fc.constantFrom('f(', ')', '[', ']', '{', '}', '"', "'", '"""', '#', '\\', '\n', '  ', 'x', '=', ',');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const repaired = closeBrackets(text);
        expect(repaired.split('\n')).toHaveLength(text.split('\n').length);
        expect(leftOver(repaired, text)).toMatch(/^[)\]}]*$/);
      }),
    );
  });
});

/** What has to be taken out of `longer` to get `shorter`, read from the left; null when that is not possible. */
function leftOver(longer: string, shorter: string): string | null {
  let rest = '';
  let at = 0;
  for (const character of longer) {
    if (at < shorter.length && character === shorter.charAt(at)) at++;
    else rest += character;
  }
  return at === shorter.length ? rest : null;
}
