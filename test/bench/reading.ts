import path from 'node:path';
import { createAnalyser, createScanner, type Analyser } from '../../src/code/analyser';
import { parseNotebook, parseScript, type ProgramText } from '../../src/code/text/program';
import { siteAt } from '../../src/inspect/nearest';
import { longScript, samplePrograms } from '../code/programs';
import { quantile, spread, times, type Figure } from './measure';

const samples = samplePrograms(path.resolve(__dirname, '..', 'test', 'code', 'programs'));

const wasmIn = (dist: string) => ({
  runtime: path.join(dist, 'web-tree-sitter.wasm'),
  python: path.join(dist, 'tree-sitter-python.wasm'),
});

const analyserOf = (dist: string): Promise<Analyser> => createAnalyser(wasmIn(dist));

/** How often a sample is in the corpus: most files of a repository around diffusers are models and tools. */
const shares: Readonly<Partial<Record<string, number>>> = { 'attention_blocks.py': 5, 'dataset_tools.py': 4 };

/** The samples many times over, no two chunks of them the same, so that nothing is read that was read before. */
function corpus(copies: number): { name: string; text: string }[] {
  return Array.from({ length: copies }, (_, copy) =>
    samples.flatMap(({ name, text }) =>
      Array.from({ length: shares[name] ?? 1 }, (_unused, n) => ({
        name,
        text: name.endsWith('.py') ? marked(text, `${String(copy)}.${String(n)}`) : text,
      })),
    ),
  ).flat();
}

/** A comment at every line at the margin; a file that only has models imports diffusers all the same. */
const marked = (text: string, mark: string): string =>
  `import diffusers  # ${mark}\n${text.replace(/^(?:def|class|from|import|@\w|\w+ = ).*$/gm, (line) => `${line}  # ${mark}`)}`;

/** Milliseconds for a million characters, files as `sigmascope scan` reads them. */
async function scanning(dist: string): Promise<Figure> {
  const programs: ProgramText[] = corpus(40).map(({ name, text }) =>
    name.endsWith('.ipynb') ? parseNotebook(text) : parseScript(text),
  );
  const characters = programs.flatMap(({ cells }) => cells.map(({ text }) => text.length)).reduce((a, b) => a + b, 0);
  const rounds: number[] = [];
  for (let round = 0; round < 4; round++) {
    const analyser = await createScanner(wasmIn(dist));
    const began = performance.now();
    for (const program of programs) analyser.analyse(program);
    rounds.push((performance.now() - began) / (characters / 1e6));
  }
  const cold = rounds[0] ?? Number.NaN;
  const best = Math.min(...rounds);
  return {
    what: `scan of ${String(programs.length)} programs, a million characters`,
    unit: 'ms',
    value: best,
    atMost: 250,
    note: `${(1e3 / best).toFixed(1)} MB/s, ${(1e3 / cold).toFixed(1)} in the first round; ${(characters / 1e6).toFixed(1)} MB`,
  };
}

/** What is typed, character by character, at the end of a line that begins like this. */
const typing: readonly { readonly where: string; readonly line: string; readonly typed: string }[] = [
  { where: 'a docstring', line: '    """Blends what', typed: '\n    And more: "so (be it' },
  { where: 'a function', line: '    rows = [weight', typed: '\n    part = compute(rows[0], scale=2.5)' },
  { where: 'a function with a scheduler', line: '        noise = scheduler.step', typed: '\n        t = foo("a", [1' },
  { where: 'the top level', line: 'LEARNING_RATE_', typed: '\nvalue = compute(3, "a", [1, 2])' },
  { where: 'a class', line: '        loss.backward()', typed: '\n        self.total = loss * 2  # sum' },
  { where: 'the main function', line: '    if args.use_ema:', typed: '  # not (yet' },
];

/** @param helpers how many helpers of the script there are to each that uses a scheduler */
async function keystrokes(dist: string, helpers: number): Promise<Figure> {
  const script = samples.find(({ name }) => name.startsWith('train'))?.text ?? '';
  const text = longScript(script, 5000, helpers);
  const lines = text.split('\n');
  const versions = typing.flatMap(({ line, typed }) => {
    const places = lines.flatMap((one, n) => (one.startsWith(line) ? [n] : []));
    return [0, 0.5, 0.99].flatMap((share) => {
      const at = places[Math.floor(share * places.length)] ?? 0;
      return Array.from(typed, (_, n) => lines.with(at, (lines[at] ?? '') + typed.slice(0, n + 1)).join('\n'));
    });
  });
  const analyser = await analyserOf(dist);
  const schedulers = analyser.analyse(parseScript(text)).schedulers.length;
  const measured = await times(versions.length, versions.length, (n) =>
    analyser.analyse(parseScript(versions[n % versions.length] ?? '')),
  );
  return {
    what: `a keystroke in ${String(lines.length)} lines with ${String(schedulers)} schedulers: p95`,
    unit: 'ms',
    value: quantile(measured, 0.95),
    atMost: 8,
    note: `median ${quantile(measured, 0.5).toFixed(2)} ms, ${String(typing.length)} kinds of places; ${spread(measured)}`,
  };
}

async function lookups(dist: string): Promise<Figure> {
  const script = samples.find(({ name }) => name.startsWith('train'))?.text ?? '';
  const text = longScript(script, 5000);
  const analysis = (await analyserOf(dist)).analyse(parseScript(text));
  const lines = text.split('\n');
  const measured = await times(5000, 500, (n) =>
    siteAt(analysis, { cell: null, line: (n * 37) % lines.length, col: 12 }),
  );
  return {
    what: `which of ${String(analysis.sites.length)} sites is hovered: p95`,
    unit: 'ms',
    value: quantile(measured, 0.95),
    atMost: 3,
    note: spread(measured),
  };
}

/** How fast programs are read: whole folders, and the one that is being typed. */
export const reading = async (dist: string): Promise<Figure[]> => [
  await scanning(dist),
  await keystrokes(dist, 60),
  await keystrokes(dist, 5),
  await lookups(dist),
];
