import encode from 'jpeg-js/lib/encoder.js';
import type { Picture } from '../../decode/shared/picture';
import type { Schedule } from '../../schedulers/definition/schedule';
import { significant } from '../words/numbers';
import { sideBySide } from './sheet';
import { label, px, svgDocument } from '../drawing/svg';
import { palettes, type Theme } from '../drawing/theme';

/** Decoded pictures of some steps, and how they were made. */
export interface Strip {
  readonly pictures: readonly Picture[];
  /** The step each picture is of. */
  readonly steps: readonly number[];
  /** What decoded, in words, e.g. "embedded preview decoder (SD 1/2)". */
  readonly decoder: string;
  /** The provider that ran. */
  readonly provider: string;
  /** Why it was this decoder, in two or three words; null or absent when there is nothing to say. */
  readonly reason?: string | null;
}

/** How much to spend on a strip; pixels are per side of a picture. */
export interface StripQuality {
  readonly pixels: number;
  readonly jpeg: number;
}

/** From the best to the smallest that is still worth seeing; sides are multiples of JPEG's blocks, so that pictures do not bleed. */
export const stripQualities: readonly StripQuality[] = [
  { pixels: 128, jpeg: 70 },
  { pixels: 128, jpeg: 50 },
  { pixels: 96, jpeg: 40 },
  { pixels: 72, jpeg: 25 },
];

/** Two rows of three are as high as the curve they stand beside. */
const columns = 3;
const side = 66;
const gap = 6;
const captionHeight = 15;

/** What the decoder leaves soft at each edge, as a share of the side, is not shown. */
const softEdge = 1 / 32;

/** The steps a strip shows: up to six, evenly from the first to the last, each once. */
export function stripSteps(count: number): number[] {
  const chosen = Math.min(count, 6);
  const stride = chosen > 1 ? (count - 1) / (chosen - 1) : 0;
  return Array.from({ length: chosen }, (_, i) => Math.round(i * stride));
}

export interface StripDrawing {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

/** The pictures in rows of three with σ under each; one JPEG inside an SVG. */
export function pictureStrip(strip: Strip, schedule: Schedule, theme: Theme, quality: StripQuality): StripDrawing {
  const count = Math.max(1, strip.pictures.length);
  const across = Math.min(columns, count);
  const down = Math.ceil(count / columns);
  const width = across * side + (across - 1) * gap;
  const height = down * (side + captionHeight);
  const sheet = jpegSheet(strip.pictures, quality);
  const cells = strip.pictures.map((_, i) => {
    const x = (i % columns) * (side + gap);
    const y = Math.floor(i / columns) * (side + captionHeight);
    const sigma = significant(schedule.steps.sigmas[strip.steps[i] ?? 0] ?? NaN, 4);
    const shown = `${share(i + softEdge)} ${share(softEdge)} ${share(1 - 2 * softEdge)} ${share(1 - 2 * softEdge)}`;
    return [
      `<svg x="${px(x)}" y="${px(y)}" width="${side}" height="${side}" viewBox="${shown}"><use href="#s"/></svg>`,
      label(x + side / 2, y + side + 11, `σ ${sigma}`, { fill: palettes[theme].text, anchor: 'middle' }),
    ].join('');
  });
  const image = `<defs><image id="s" width="${count}" height="1" preserveAspectRatio="none" href="data:image/jpeg;base64,${sheet}"/></defs>`;
  return { svg: svgDocument(width, height, stripInWords(strip, schedule), [image, ...cells]), width, height };
}

/** Finer than pixels: the coordinates inside a picture run from 0 to 1. */
const share = (value: number): string => String(Math.round(value * 1e4) / 1e4);

/** What the strip shows, for those who cannot see it. */
export function stripInWords({ steps }: Strip, { steps: { timesteps } }: Schedule): string {
  const shown = steps.map((step) => significant(timesteps[step] ?? NaN, 4)).join(', ');
  return `The sample picture noised to timesteps ${shown}, decoded.`;
}

/** All pictures side by side in one JPEG, base64. Encoding takes a while, so sheets are kept as long as their pictures. */
function jpegSheet(pictures: readonly Picture[], quality: StripQuality): string {
  const [first] = pictures;
  const kept = sheets.get(first);
  const sheet: KeptSheet = kept && isSameRow(kept.pictures, pictures) ? kept : { pictures, encoded: new Map() };
  sheets.set(first, sheet);
  const encoded = sheet.encoded.get(quality) ?? encodeSheet(pictures, quality);
  sheet.encoded.set(quality, encoded);
  return encoded;
}

function isSameRow(a: readonly Picture[], b: readonly Picture[]): boolean {
  return a.length === b.length && a.every((picture, i) => picture === b[i]);
}

interface KeptSheet {
  readonly pictures: readonly Picture[];
  readonly encoded: Map<StripQuality, string>;
}

/** By the first picture of the row. */
const sheets = new WeakMap<Picture, KeptSheet>();

function encodeSheet(pictures: readonly Picture[], { pixels, jpeg }: StripQuality): string {
  return encode(sideBySide(pictures, pixels, 0, 4), jpeg).data.toString('base64');
}
