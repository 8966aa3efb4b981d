import { encode } from 'jpeg-js';
import type { Picture } from '../decode/picture';
import type { Schedule } from '../schedulers/schedule';
import { significant } from './numbers';
import { sideBySide } from './sheet';
import { label, px, svgDocument } from './svg';
import { palettes, type Theme } from './theme';

/** Decoded pictures of some steps, and how they were made. */
export interface Strip {
  readonly pictures: readonly Picture[];
  /** The step each picture is of. */
  readonly steps: readonly number[];
  /** What decoded, in words, e.g. "embedded preview decoder (SD 1/2)". */
  readonly decoder: string;
  /** The provider that ran. */
  readonly provider: string;
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

const stripWidth = 460;
const gap = 5;
const captionHeight = 29;

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

/** The pictures in a row with timestep and σ under each; one JPEG inside an SVG. */
export function pictureStrip(strip: Strip, schedule: Schedule, theme: Theme, quality: StripQuality): StripDrawing {
  const { text, muted } = palettes[theme];
  const count = Math.max(1, strip.pictures.length);
  const columns = Math.max(count, 5);
  const side = Math.min((stripWidth - gap * (columns - 1)) / columns, 100);
  const width = count * side + (count - 1) * gap;
  const height = side + captionHeight;
  const sheet = jpegSheet(strip.pictures, quality);
  const cells = strip.pictures.map((_, i) => {
    const x = i * (side + gap);
    const step = strip.steps[i] ?? 0;
    const middle = x + side / 2;
    return [
      `<svg x="${px(x)}" y="0" width="${px(side)}" height="${px(side)}" viewBox="${i} 0 1 1"><use href="#s"/></svg>`,
      label(middle, side + 12, `t ${significant(schedule.steps.timesteps[step] ?? NaN, 4)}`, {
        fill: muted,
        anchor: 'middle',
      }),
      label(middle, side + 25, `σ ${significant(schedule.steps.sigmas[step] ?? NaN, 4)}`, {
        fill: text,
        anchor: 'middle',
      }),
    ].join('');
  });
  const image = `<defs><image id="s" width="${count}" height="1" preserveAspectRatio="none" href="data:image/jpeg;base64,${sheet}"/></defs>`;
  return { svg: svgDocument(width, height, stripInWords(strip, schedule), [image, ...cells]), width, height };
}

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
