/**
 * Compresses recordings of what diffusers computes, so that the tests can hold the schedulers against them.
 *
 *   node scripts/compress-goldens.mjs FOLDER [CLASS...]
 *
 * FOLDER holds one JSON file a class: schedules (`class`, `arrays`, `cases`; see test/schedulers/goldens.ts for their shape)
 * or sampling runs (`class`, `family`, `cases`; see test/schedulers/trajectories.ts).
 * Writes test/schedulers/goldens/CLASS.json.br, float32 values in the fewest digits that read back to the same float32,
 * or test/schedulers/trajectories/CLASS.json.br, with the six digits that sampling runs are compared to.
 */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';

const [folder, ...classes] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/compress-goldens.mjs FOLDER [CLASS...]');

/** What the tests compare; everything else of a recording is left out. */
const kept = ['id', 'via', 'config', 'call', 'call_types', 'before', 'after', 'coefficients', 'error'];

function shortest(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function shortenArray(array) {
  if (array.dtype !== 'float32') return array;
  const key = 'values' in array ? 'values' : 'samples';
  return key in array ? { dtype: array.dtype, shape: array.shape, [key]: array[key].map(shortest) } : array;
}

const shortenArrays = (arrays) =>
  Object.fromEntries(Object.entries(arrays).map(([name, a]) => [name, shortenArray(a)]));

const shortenState = (state) => state && { ...state, arrays: shortenArrays(state.arrays ?? {}) };

function shortenCase(golden) {
  const entries = kept.filter((key) => key in golden).map((key) => [key, golden[key]]);
  const { before, after, ...rest } = Object.fromEntries(entries);
  return before ? { ...rest, before: shortenState(before), after: shortenState(after) } : rest;
}

const schedules = ({ class: name, versions, arrays, cases }) => ({
  class: name,
  versions,
  arrays: shortenArrays(arrays),
  cases: cases.map(shortenCase),
});

const sixDigits = (value) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value);

/** Where a run started follows from its first draw. */
const shortenRun = ({ id, config, call, step_args, draws_q10, steps, final, error }) =>
  error
    ? { id, config, call, step_args, draws_q10: draws_q10?.slice(0, 1), error }
    : {
        ...{ id, config, call, step_args, draws_q10 },
        steps: steps.map(({ t, alpha, sigma, draws, prev }) => ({ t, alpha, sigma, draws, prev: prev.map(sixDigits) })),
        final: final.flat(Infinity).map(sixDigits),
      };

const trajectories = ({ class: name, versions, shape, mean, std, probes, cases }) => ({
  ...{ class: name, versions, shape, mean, std, probes },
  cases: cases.map(shortenRun),
});

async function write(kind, name, content) {
  const target = new URL(`../test/schedulers/${kind}/`, import.meta.url);
  await mkdir(target, { recursive: true });
  const compressed = brotliCompressSync(JSON.stringify(content), { params: { [constants.BROTLI_PARAM_LGWIN]: 24 } });
  await writeFile(new URL(`${name}.json.br`, target), compressed);
}

const names = classes.length > 0 ? classes : (await readdir(folder)).map((file) => file.replace(/\.json$/, ''));
for (const name of names) {
  const recording = JSON.parse(await readFile(`${folder}/${name}.json`, 'utf8'));
  if ('family' in recording) await write('trajectories', name, trajectories(recording));
  else await write('goldens', name, schedules(recording));
}
