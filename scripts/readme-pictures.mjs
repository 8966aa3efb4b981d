/** Cuts the README's pictures out of the screenshots of the last test run: node scripts/readme-pictures.mjs */
import { decode, encode } from 'fast-png';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './system.mjs';

/** Screenshots are 1400 × 1000 pixels. */
const pictures = {
  'hover-dark': { x: 300, y: 90, width: 960, height: 530 },
  'panel-dark': { x: 300, y: 34, width: 1100, height: 946 },
};

function cut({ data, width, channels }, area) {
  const rows = Array.from({ length: area.height }, (_, row) => {
    const from = ((area.y + row) * width + area.x) * channels;
    return data.subarray(from, from + area.width * channels);
  });
  return { width: area.width, height: area.height, channels, data: Uint8Array.from(rows.flatMap((row) => [...row])) };
}

mkdirSync(path.join(root, 'media', 'readme'), { recursive: true });
for (const [name, area] of Object.entries(pictures)) {
  const screenshot = decode(readFileSync(path.join(root, 'out', 'screenshots', `${name}.png`)));
  writeFileSync(path.join(root, 'media', 'readme', `${name}.png`), encode(cut(screenshot, area)));
}
