/** Cuts the README's pictures out of the screenshots of the last test runs, as far as there are any: node scripts/readme-pictures.mjs */
import { decode, encode } from 'fast-png';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './system.mjs';

/** Screenshots of the panel's views, in which it has the window to itself, are 1400 × 1000 pixels. */
const view = { x: 0, y: 70, width: 1400, height: 910 };
const pictures = {
  'hover-dark': { from: 'hover-dark', area: { x: 300, y: 90, width: 960, height: 530 } },
  'panel-dark': { from: 'panel-dark', area: { x: 300, y: 34, width: 1100, height: 946 } },
  'experiment-dark': { from: 'experiment-dark-1400', area: { x: 1002, y: 186, width: 690, height: 840 } },
  'compare-dark': { from: 'compare-dark-wide', area: view },
  'explain-light': { from: 'explain-light-wide', area: view },
};

function cut({ data, width, channels }, area) {
  const rows = Array.from({ length: area.height }, (_, row) => {
    const from = ((area.y + row) * width + area.x) * channels;
    return data.subarray(from, from + area.width * channels);
  });
  return { width: area.width, height: area.height, channels, data: Uint8Array.from(rows.flatMap((row) => [...row])) };
}

mkdirSync(path.join(root, 'media', 'readme'), { recursive: true });
for (const [name, { from, area }] of Object.entries(pictures)) {
  const file = path.join(root, 'out', 'screenshots', `${from}.png`);
  if (!existsSync(file)) continue;
  const screenshot = decode(readFileSync(file));
  writeFileSync(path.join(root, 'media', 'readme', `${name}.png`), encode(cut(screenshot, area)));
}
