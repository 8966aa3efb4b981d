import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseNotebook, parseScript, type ProgramText } from '../../src/code/text/program';
import type { Analysis } from '../../src/code/sites/site';
import { samplePrograms, type Sample } from './programs';
import { testAnalyser } from './reading';

const samples = samplePrograms(fileURLToPath(new URL('programs', import.meta.url)));

/** Documents read in all. */
const count = 21_000;

/** Numbers below a limit, the same in every run: a linear congruential generator (Numerical Recipes' constants). */
function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

type Roll = ReturnType<typeof dice>;
type Mutation = (text: string, roll: Roll) => string;

const tokens = [
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    '"',
    "'",
    '"""',
    "'''",
    '#',
    '\\',
    '\n',
    '\r',
    '\r\n',
    '\t',
    ' ',
    ':',
    ';',
    ',',
    '.',
  ],
  ...[
    '=',
    '==',
    ':=',
    '->',
    '**',
    '*',
    '@',
    '%',
    '!',
    '?',
    '`',
    '$',
    '\0',
    '\ufeff',
    '\ud83d',
    '\ufffd',
    '\u2028',
    'é',
    '変',
  ],
  ...[
    'def ',
    'class ',
    'if ',
    'else:',
    'for ',
    'while True:',
    'try:',
    'except:',
    'with ',
    'lambda ',
    'return ',
    'yield ',
  ],
  ...[
    'import ',
    'from ',
    'async ',
    'await ',
    'match x:',
    'case _:',
    'global x',
    'del ',
    'raise ',
    'assert ',
    'not ',
    'in ',
  ],
  ...[
    'DDIMScheduler',
    'set_timesteps(',
    'init_noise_sigma',
    'num_inference_steps=',
    'f"{',
    'f"{x!r:>{y}}"',
    '0x',
    '1e',
    '1_',
    '0777',
  ],
];

const pick = <T>(from: readonly T[], roll: Roll): T => from[roll(from.length)];

const onLines =
  (change: (lines: string[], roll: Roll) => void): Mutation =>
  (text, roll) => {
    const lines = text.split('\n');
    change(lines, roll);
    return lines.join('\n');
  };

/** What happens to a text while it is typed, merged, converted and cut off. */
const mutations: Readonly<Record<string, Mutation>> = {
  cut: (text, roll) => text.slice(0, roll(text.length)),
  'begin late': (text, roll) => text.slice(roll(text.length)),
  'take out': (text, roll) => {
    const at = roll(text.length);
    return text.slice(0, at) + text.slice(at + roll(80));
  },
  insert: (text, roll) => {
    const at = roll(text.length);
    return text.slice(0, at) + pick(tokens, roll) + text.slice(at);
  },
  replace: (text, roll) => {
    const at = roll(text.length);
    return text.slice(0, at) + pick(tokens, roll) + text.slice(at + 1 + roll(6));
  },
  'drop a line': onLines((lines, roll) => lines.splice(roll(lines.length), 1)),
  'repeat lines': onLines((lines, roll) => {
    const at = roll(lines.length);
    lines.splice(roll(lines.length), 0, ...lines.slice(at, at + 1 + roll(12)));
  }),
  swap: onLines((lines, roll) => {
    const [a, b] = [roll(lines.length), roll(lines.length)];
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
  }),
  'indent otherwise': onLines((lines, roll) => {
    const at = roll(lines.length);
    lines[at] = pick(['', ' ', '\t', '        ', '\t    '], roll) + (lines[at] ?? '').trimStart();
  }),
  'mix in another file': (text, roll) => {
    const other = pick(samples, roll).text;
    const at = roll(other.length);
    const to = roll(text.length);
    return text.slice(0, to) + other.slice(at, at + roll(400)) + text.slice(to);
  },
  'conflict marks': (text) => text.replace('\n\n', '\n<<<<<<< HEAD\n\n=======\n\n>>>>>>> other\n'),
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'old Mac': (text) => text.replaceAll('\n', '\r'),
  tabs: (text) => text.replaceAll('    ', '\t'),
  'one line': (text, roll) => text.replaceAll('\n', pick(['', ' ', ';'], roll)),
  'wrong encoding': (text) => Buffer.from(text, 'utf8').toString('latin1'),
  'invalid UTF-8': (text, roll) => {
    const bytes = Buffer.from(text, 'utf8');
    for (let n = 0; n < 8; n++) bytes[roll(bytes.length)] = 128 + roll(128);
    return bytes.toString('utf8');
  },
};

/** A mutated part of a sample: parts are shorter than whole files, so that more of them can be read. */
function mutated({ text }: Sample, roll: Roll): string {
  const start = roll(3) === 0 ? 0 : Math.max(0, text.indexOf('\n', roll(text.length)) + 1);
  let part = text.slice(start, start + 200 + roll(1200));
  for (let times = 1 + roll(3); times > 0; times--) part = pick(Object.values(mutations), roll)(part, roll);
  return part;
}

/** Whether everything the analysis points at is there. */
function holdsTogether({ schedulers, sites }: Analysis): boolean {
  return sites.every(({ scheduler, call }) => {
    const of = schedulers.at(scheduler);
    return of !== undefined && (call === null || call < of.calls.length);
  });
}

describe('mutated programs', { timeout: 300_000 }, () => {
  it(`are read, ${String(count)} of them, without a throw and within the budget of a program of their length`, async () => {
    const analyser = await testAnalyser;
    const roll = dice(20_241);
    const failures: { readonly why: string; readonly text: string }[] = [];
    let found = 0;
    for (let n = 0; n < count; n++) {
      const sample = pick(samples, roll);
      // Without a word of schedulers a text is not looked at.
      const text = sample.name.endsWith('.ipynb')
        ? mutated(sample, roll)
        : `import diffusers\n${mutated(sample, roll)}`;
      const program: ProgramText = sample.name.endsWith('.ipynb') ? parseNotebook(text) : parseScript(text);
      try {
        const analysis = analyser.analyse(program);
        if (analysis.notice !== null) failures.push({ why: analysis.notice, text });
        if (!holdsTogether(analysis)) failures.push({ why: 'a site of nothing', text });
        found += analysis.schedulers.length;
      } catch (error) {
        failures.push({ why: String(error), text });
      }
    }
    expect(failures.slice(0, 3)).toEqual([]);
    expect(found).toBeGreaterThan(count / 4);
  });
});
