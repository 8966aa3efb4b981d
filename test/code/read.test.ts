import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lowerBlock } from '../../src/code/syntax/lowerStatement';
import { readModule } from '../../src/code/syntax/read/readModule';
import { Source } from '../../src/code/syntax/source';
import type { Span, Statement } from '../../src/code/syntax/syntax';
import { longScript, samplePrograms } from './programs';
import { testParser } from './reading';

const samples = samplePrograms(fileURLToPath(new URL('programs', import.meta.url)));
const scripts = samples.filter(({ name }) => name.endsWith('.py'));

/** What a span covers, without the lines of comments that tree-sitter counts to the end of a block. */
function covered({ source, start, end }: Span): string {
  const lines = source.text.slice(start, end).split('\n');
  while (lines.length > 1 && /^\s*(#|$)/.test(lines.at(-1) ?? '')) lines.pop();
  const last = (lines.pop() ?? '').replace(/(?<!["'].*)#[^"']*$/, '').trimEnd();
  return `${String(start)} ${String([...lines, last].join('\n').length)}`;
}

/** A tree as plain data: spans as offsets, texts that stand in a row as one. */
const plain = (tree: readonly Statement[]): unknown =>
  JSON.parse(
    JSON.stringify(tree, (_key, value: unknown) => {
      if (typeof value !== 'object' || value === null) return value;
      if ('source' in value && 'start' in value && 'end' in value) return covered(value as Span);
      if ('kind' in value && value.kind === 'text' && 'parts' in value && Array.isArray(value.parts))
        return { ...value, parts: joinedTexts(value.parts) };
      return value;
    }),
  );

function joinedTexts(parts: readonly unknown[]): unknown[] {
  const joined: unknown[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === 'string' && typeof last === 'string') joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  return joined;
}

async function bySitter(text: string): Promise<{ tree: readonly Statement[]; broken: boolean }> {
  const tree = (await testParser).parse(text);
  const root = tree?.rootNode ?? null;
  const result = { tree: lowerBlock(root, new Source(text)), broken: root?.hasError ?? true };
  tree?.delete();
  return result;
}

describe('the direct reader', () => {
  it.each(scripts.filter(({ name }) => name !== 'old_script.py'))(
    'reads $name as tree-sitter does',
    async ({ text }) => {
      const direct = readModule(new Source(text));
      expect(direct).not.toBeNull();
      expect(plain(direct ?? [])).toEqual(plain((await bySitter(text)).tree));
    },
  );

  it('reads match statements as tree-sitter does', async () => {
    const text = [
      'match command.split(), 3:',
      '    case 1 | -2.5 | "x" "y" | None | True:',
      '        a = 1',
      '    case Color.RED as c if c > 1:',
      '        a = 2',
      '    case [x, *rest], (y, _):',
      '        a = 3',
      '    case {"k": v, 3: (w), **more}: a = 4',
      '    case A.B(p, q=str(z)):',
      '        a = 5',
      '    case (A() | B()) as n: a = 6',
      '    case {"x": int() as m}: a = 7',
      '    case 1,: a = 8',
      '    case 1, *others:',
      '        a = 9',
      '    case ():',
      '        a = 10',
      'match {"a": 1}:',
      '    case _:',
      '        a = 11',
      '',
    ].join('\n');
    const { tree, broken } = await bySitter(text);
    expect(broken).toBe(false);
    expect(JSON.stringify(plain(tree))).not.toContain('"pattern":null');
    expect(plain(readModule(new Source(text)) ?? [])).toEqual(plain(tree));
  });

  it('leaves Python 2 to tree-sitter', () => {
    const old = scripts.find(({ name }) => name === 'old_script.py');
    expect(readModule(new Source(old?.text ?? ''))).toBeNull();
  });

  /** Every statement at the margin by itself, with each of its lines left out in turn: what both read, they read the same. */
  it('reads what is left of a text like tree-sitter, or not at all', async () => {
    let both = 0;
    for (const { text } of scripts) {
      for (const part of text.split(/\n(?=[a-zA-Z@])/)) {
        const lines = part.split('\n');
        for (let n = 0; n < lines.length; n += 3) {
          const broken = [...lines.slice(0, n), ...lines.slice(n + 1)].join('\n');
          const direct = readModule(new Source(broken));
          if (!direct) continue;
          const sitter = await bySitter(broken);
          if (sitter.broken) continue;
          both++;
          expect(plain(direct)).toEqual(plain(sitter.tree));
        }
      }
    }
    expect(both).toBeGreaterThan(100);
  });

  it('reads a script of 5,000 lines', async () => {
    const text = longScript(scripts.find(({ name }) => name.startsWith('train'))?.text ?? '', 5000);
    const direct = readModule(new Source(text));
    expect(plain(direct ?? [])).toEqual(plain((await bySitter(text)).tree));
  });
});
