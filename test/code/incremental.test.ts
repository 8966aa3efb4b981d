import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyserWith } from '../../src/code/analyser';
import { Memory } from '../../src/code/memory';
import { parseNotebook, parseScript, type ProgramText } from '../../src/code/text/program';
import { longScript, samplePrograms } from './programs';
import { testParser } from './reading';

const samples = samplePrograms(fileURLToPath(new URL('programs', import.meta.url)));
const scripts = samples.filter(({ name }) => name.endsWith('.py')).map(({ text }) => text);

/** Which call is in force here depends on which branch runs, in stretches that each see those before them. */
const ways = `from diffusers import DDIMScheduler, PNDMScheduler
s = DDIMScheduler(beta_end=0.02)
t = s if debug else PNDMScheduler()
s.set_timesteps(10)
def first(n=20):
    if n > 5:
        s.set_timesteps(n)
        return s.init_noise_sigma
    t.set_timesteps(7)
    for k in range(n):
        t.set_timesteps(k)
    return t.init_noise_sigma
for k in (30, 40):
    s.set_timesteps(k)
    print(s.init_noise_sigma)
def second():
    print(t.init_noise_sigma, s.init_noise_sigma)
    while busy():
        s.set_timesteps(8)
        if done:
            return
    t.set_timesteps(9)
if debug:
    first(3)
x = s.init_noise_sigma * t.init_noise_sigma
def third():
    if debug:
        s.set_timesteps(11)
    return s.init_noise_sigma, t.init_noise_sigma
`;

/** One change of a text, as an editor makes them; positions are shares of the text's length. */
type Edit = (text: string) => string;

const lineAt = (lines: readonly string[], share: number): number => Math.floor(share * lines.length);

const onLines =
  (change: (lines: string[]) => void): Edit =>
  (text) => {
    const lines = text.split('\n');
    change(lines);
    return lines.join('\n');
  };

const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

const typed = fc.constantFrom(
  ...['x', '7', ' ', '\n', '(', ')', '[', '"', "'", '"""', '#', ':', '=', ',', '.', '\t', '\\', 'if x:\n', '    '],
  ...['scheduler', 'return ', 'DDIMScheduler()', '\nfrom diffusers import DDIMScheduler\n', '\nn = 5\n', '**config'],
);

const edits: fc.Arbitrary<Edit> = fc.oneof(
  { arbitrary: fc.tuple(share, typed).map(([at, by]): Edit => insertion(at, by)), weight: 4 },
  fc.tuple(share, fc.nat(30)).map(([at, length]): Edit => (text) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + text.slice(start + length);
  }),
  share.map((at): Edit => onLines((lines) => lines.splice(lineAt(lines, at), 1))),
  fc
    .tuple(share, share)
    .map(([from, to]): Edit =>
      onLines((lines) => lines.splice(lineAt(lines, to), 0, ...lines.slice(lineAt(lines, from)).slice(0, 4))),
    ),
  fc.tuple(share, fc.nat(9)).map(([at, digit]): Edit => (text) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + text.slice(start).replace(/\d/, String(digit));
  }),
  fc
    .constantFrom(
      ['scaled_linear', 'linear'],
      ['DDIMScheduler', 'PNDMScheduler'],
      ['set_timesteps(', 'set_timesteps(3 + '],
      ['def main', 'def other'],
      ['import ', 'import torch, '],
      ['self.scheduler', 'self.sampler'],
    )
    .map(
      ([what, by]): Edit =>
        (text) =>
          text.replace(what, by),
    ),
);

const insertion =
  (at: number, by: string): Edit =>
  (text) => {
    const start = Math.floor(at * text.length);
    return text.slice(0, start) + by + text.slice(start);
  };

/** Applies the edits one after the other, undoing some, and compares every version with a fresh reading. */
async function sameAsFresh(
  text: string,
  changes: readonly (readonly [Edit, boolean])[],
  programOf: (text: string) => ProgramText = parseScript,
): Promise<void> {
  const parser = await testParser;
  const analyser = analyserWith(parser);
  analyser.analyse(programOf(text));
  let current = text;
  for (const [edit, undone] of changes) {
    const edited = edit(current);
    const versions = undone ? [edited, current] : [edited];
    for (const version of versions) {
      const program = programOf(version);
      const fresh = analyserWith(parser, new Memory(false)).analyse(program);
      expect(analyser.analyse(program)).toEqual(fresh);
    }
    if (!undone) current = edited;
  }
}

describe('the analysis of an edited program', { timeout: 120_000 }, () => {
  const changes = fc.array(fc.tuple(edits, fc.boolean()), { minLength: 1, maxLength: 8 });

  it('is that of the program read afresh', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...scripts), changes, (text, list) => sameAsFresh(text, list)),
      { numRuns: 120 },
    );
  });

  it('is so where ways of the program meet', async () => {
    await fc.assert(
      fc.asyncProperty(changes, (list) => sameAsFresh(ways, list)),
      { numRuns: 150 },
    );
  });

  it('knows a call from the one before it, whichever of them was read first', async () => {
    const text = `s = DDIMScheduler()
def first():
    s.set_timesteps(8)
def second():
    if debug:
        s.set_timesteps(11)
    return s.init_noise_sigma
`;
    const edit: Edit = (before) => before.replace('(8)', '(6)');
    await sameAsFresh(`import diffusers\n${text}`, [[edit, false]]);
  });

  it('is so for a notebook', async () => {
    const notebook = samples.find(({ name }) => name.endsWith('.ipynb'))?.text ?? '';
    await fc.assert(
      fc.asyncProperty(changes, (list) => sameAsFresh(notebook, list, parseNotebook)),
      { numRuns: 40 },
    );
  });

  it('is so for a long one', async () => {
    const long = longScript(scripts.find((text) => text.includes('def log_validation')) ?? '', 1500);
    await fc.assert(
      fc.asyncProperty(changes, (list) => sameAsFresh(long, list)),
      { numRuns: 12 },
    );
  });
});
