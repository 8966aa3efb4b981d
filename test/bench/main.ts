/** Speed and size of the packaged extension; `npm run bench` builds and runs this. */
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

async function main(): Promise<void> {
  const figures = [
    ...sizes(),
    activation(dist),
    ...(await reading(dist)),
    ...schedules(),
    ...(await sampling()),
    ...(await sweeps(dist)),
    await hover(dist, 10, 'a use in 100 lines'),
    await hover(dist, 1, 'a use in 10 lines'),
    ...(await pictures(dist)),
    ...(await ownModels(dist)),
    await whatIf(dist),
    await compared(dist),
  ];
  for (const figure of figures) process.stdout.write(`${figureLine(figure)}\n`);
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);
