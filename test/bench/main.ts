/** Speed and size of the packaged extension; `npm run bench` builds and runs this, `npm run bench -- reading` a part of it. */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { activation } from './activation';
import { compared } from './compare';
import { hover } from './hover';
import { figureLine, type Figure } from './measure';
import { ownModels } from './ownModels';
import { pictures } from './pictures';
import { reading } from './reading';
import { sampling } from './sampling';
import { schedules } from './schedules';
import { sweeps } from './sweep';
import { whatIf } from './whatIf';

const dist = path.resolve(__dirname, '..', 'dist');

function sizes(): Figure[] {
  const host = statSync(path.join(dist, 'extension.js')).size;
  const figures: Figure[] = [
    { what: 'extension host bundle', unit: 'KB', value: host / 1e3, atMost: 500, note: 'without wasm' },
  ];
  const packages = readdirSync(__dirname).filter((name) => name.endsWith('.vsix'));
  for (const name of packages) {
    const size = statSync(path.join(__dirname, name)).size;
    figures.push({ what: name, unit: 'MB', value: size / 1e6, atMost: 30, note: 'packed' });
  }
  return figures;
}

/** What is measured, by the name that `npm run bench -- NAME…` asks for it. */
const parts: Readonly<Record<string, () => Figure[] | Promise<Figure[]>>> = {
  sizes,
  activation: () => [activation(dist)],
  reading: () => reading(dist),
  schedules,
  sampling,
  sweeps: () => sweeps(dist),
  hover: async () => [await hover(dist, 10, 'a use in 100 lines'), await hover(dist, 1, 'a use in 10 lines')],
  pictures: () => pictures(dist),
  ownModels: () => ownModels(dist),
  whatIf: async () => [await whatIf(dist)],
  compare: async () => [await compared(dist)],
};

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  for (const [name, measure] of Object.entries(parts)) {
    if (names.length > 0 && !names.includes(name)) continue;
    for (const figure of await measure()) process.stdout.write(`${figureLine(figure)}\n`);
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
