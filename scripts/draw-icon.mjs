/**
 * Draws media/icon.png: a noise schedule from noisy dots at the top to a clean line at the bottom.
 * Usage: node scripts/draw-icon.mjs
 */
import { encode } from 'fast-png';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './system.mjs';

const size = 256;
const samples = 4;
const corner = 52;

const mix = (a, b, t) => a.map((value, i) => value + (b[i] - value) * t);
const clamp = (x, low, high) => Math.min(high, Math.max(low, x));

const night = [17, 20, 38];
const dusk = [38, 32, 78];
const warm = [255, 176, 84];
const cool = [92, 214, 255];

/** Distance to the edge of the rounded square; negative inside. */
function tile(x, y) {
  const dx = Math.abs(x - size / 2) - (size / 2 - corner);
  const dy = Math.abs(y - size / 2) - (size / 2 - corner);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - corner;
}

/** The curve, as points: sigma falls as Karras et al. (2022) space it, rho 7. */
const left = 40;
const right = size - 40;
const top = 50;
const bottom = size - 52;
const karras = (u) =>
  ((14.6146 ** (1 / 7) + u * (0.0292 ** (1 / 7) - 14.6146 ** (1 / 7))) ** 7 - 0.0292) / (14.6146 - 0.0292);
const curve = Array.from({ length: 400 }, (_, i) => {
  const u = i / 399;
  return [left + u * (right - left), bottom - karras(u) * (bottom - top)];
});

/** The steps of the sampler on it. */
const steps = [0, 0.115, 0.24, 0.4, 0.62, 1].map((u) => curve[Math.round(u * 399)]);

function distanceToCurve(x, y) {
  let nearest = Infinity;
  for (const [cx, cy] of curve) nearest = Math.min(nearest, (x - cx) ** 2 + (y - cy) ** 2);
  return Math.sqrt(nearest);
}

/** Noise above the curve that thins out to the right: a fixed hash, the same picture every time. */
function grain(x, y) {
  const cell = 13;
  const [i, j] = [Math.floor(x / cell), Math.floor(y / cell)];
  const hash = (a) => (((Math.sin(i * 127.1 + j * 311.7 + a * 74.7) * 43758.5453) % 1) + 1) % 1;
  const u = clamp((i * cell - left) / (right - left), 0, 1);
  if (hash(1) > 0.85 * (1 - u) ** 1.4) return 0;
  const [cx, cy] = [(i + 0.5 + (hash(2) - 0.5) * 0.5) * cell, (j + 0.5 + (hash(3) - 0.5) * 0.5) * cell];
  return clamp(2.4 * (0.5 + hash(4)) - Math.hypot(x - cx, y - cy) + 0.5, 0, 1) * (0.2 + 0.4 * hash(5)) * (1 - u);
}

function colourAt(x, y) {
  const u = clamp((x - left) / (right - left), 0, 1);
  const glow = mix(warm, cool, u);
  const distance = distanceToCurve(x, y);
  const step = Math.min(...steps.map(([sx, sy]) => Math.hypot(x - sx, y - sy)));
  let colour = mix(night, dusk, y / size);
  colour = mix(colour, [205, 200, 235], grain(x, y));
  colour = mix(colour, glow, 0.35 * Math.exp(-distance / 10));
  colour = mix(colour, glow, clamp(5.5 - distance, 0, 1));
  colour = mix(colour, [255, 255, 255], clamp(11 - step, 0, 1));
  return mix(colour, mix(glow, night, 0.35), clamp(5.5 - step, 0, 1));
}

const data = new Uint8Array(size * size * 4);
for (let py = 0; py < size; py++) {
  for (let px = 0; px < size; px++) {
    let total = [0, 0, 0];
    let covered = 0;
    for (let s = 0; s < samples * samples; s++) {
      const x = px + ((s % samples) + 0.5) / samples;
      const y = py + (Math.floor(s / samples) + 0.5) / samples;
      if (tile(x, y) > 0) continue;
      covered++;
      const colour = colourAt(x, y);
      total = total.map((value, i) => value + colour[i]);
    }
    const at = (py * size + px) * 4;
    if (covered > 0)
      data.set(
        total.map((value) => Math.round(value / covered)),
        at,
      );
    data[at + 3] = Math.round((255 * covered) / (samples * samples));
  }
}
const file = path.join(root, 'media', 'icon.png');
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, encode({ width: size, height: size, data, channels: 4 }));
