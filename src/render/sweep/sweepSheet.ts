import { encode } from 'fast-png';
import type { Picture } from '../../decode/shared/picture';
import type { SheetCell, SweepSheet } from './sheetOf';
import { escapeXml, px, type Point } from '../drawing/svg';

/** A family of sheets looks alike wherever it is shown, so it brings its own background. */
const colours = {
  background: '#14182b',
  panel: '#1d2340',
  text: '#f2f4fb',
  muted: '#a9b2d0',
  accent: '#ffc857',
} as const;

const margin = 36;
const gap = 20;
/** So wide that headings and notes have room even above a single picture. */
const leastWidth = 680;
const labelHeight = 40;
const headerHeight = 92;
const noteHeight = 22;

/** The sheet as an SVG document with the pictures in it; its text is set in "Inter" where there is one. */
export function sweepSheetSvg({ title, subtitle, notes, cells, side }: SweepSheet): string {
  const columns = columnsFor(cells.length);
  const rows = Math.ceil(cells.length / columns);
  const inner = Math.max(leastWidth, columns * side + (columns - 1) * gap);
  const lines = notes.flatMap((note) => wrapped(note, Math.max(40, inner / 7.2)));
  const width = inner + 2 * margin;
  const grid = margin + headerHeight;
  const foot = grid + rows * (side + labelHeight) + (rows - 1) * gap + 14;
  const height = foot + lines.length * noteHeight + margin - 8;
  const drawn = cells.map((cell, i) =>
    cellSvg(cell, side, {
      x: margin + (i % columns) * (side + gap),
      y: grid + Math.floor(i / columns) * (side + labelHeight + gap),
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" font-family="Inter,sans-serif" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${px(width)}" height="${px(height)}" fill="${colours.background}"/>`,
    text({ x: margin, y: margin + 30 }, title, { size: 30, weight: 600, fill: colours.text }),
    text({ x: margin, y: margin + 62 }, subtitle, { size: 16, weight: 400, fill: colours.muted }),
    ...drawn,
    ...lines.map((line, i) =>
      text({ x: margin, y: foot + 16 + i * noteHeight }, line, { size: 14, weight: 400, fill: colours.muted }),
    ),
    '</svg>',
  ].join('');
}

function cellSvg(cell: SheetCell, side: number, at: Point): string {
  const body = cell.picture ? pictureSvg(cell.picture, side, at) : absentSvg(cell, side, at);
  const size = Math.min(18, side / (cell.label.length * 0.62));
  const value = text({ x: at.x, y: at.y + side + 28 }, cell.label, { size, weight: 600, fill: colours.text });
  return body + value + (cell.current === null ? '' : markSvg(cell.current, side, at));
}

/** The value in force is told apart by frame, check mark and words, not by colour alone. */
function markSvg(words: string, side: number, { x, y }: Point): string {
  const size = Math.min(14, (side - 58) / (words.length * 0.515));
  return [
    `<rect x="${px(x - 5)}" y="${px(y - 5)}" width="${px(side + 10)}" height="${px(side + 10)}" rx="7" `,
    `fill="none" stroke="${colours.accent}" stroke-width="3"/>`,
    `<rect x="${px(x + 8)}" y="${px(y + 8)}" width="${px(words.length * size * 0.515 + 42)}" height="28" rx="14" fill="${colours.background}"/>`,
    `<path d="M${px(x + 20)} ${px(y + 22)}l4 4l7 -9" fill="none" stroke="${colours.accent}" stroke-width="2.5" `,
    'stroke-linecap="round" stroke-linejoin="round"/>',
    text({ x: x + 38, y: y + 27 }, words, { size, weight: 600, fill: colours.accent }),
  ].join('');
}

/** What the decoder leaves soft at each edge, as a share of the side, is not shown. */
const softEdge = 1 / 32;

function pictureSvg({ width, height, rgb }: Picture, side: number, { x, y }: Point): string {
  const png = Buffer.from(encode({ width, height, data: rgb, channels: 3, depth: 8 })).toString('base64');
  const [left, top] = [width * softEdge, height * softEdge];
  const shown = [left, top, width - 2 * left, height - 2 * top].map(px).join(' ');
  return (
    `<svg x="${px(x)}" y="${px(y)}" width="${px(side)}" height="${px(side)}" viewBox="${shown}">` +
    `<image width="${width}" height="${height}" href="data:image/png;base64,${png}"/></svg>`
  );
}

/** Where there is no picture: diffusers' exception, or that none was made. */
function absentSvg({ refusal }: SheetCell, side: number, { x, y }: Point): string {
  const box =
    `<rect x="${px(x + 1)}" y="${px(y + 1)}" width="${px(side - 2)}" height="${px(side - 2)}" rx="4" fill="${colours.panel}" ` +
    `stroke="${colours.muted}" stroke-dasharray="6 5"/>`;
  const heading = refusal?.type ?? 'No picture';
  const lines = wrapped(refusal?.message ?? '', side / 7.2).slice(0, Math.floor((side - 70) / 18));
  return [
    box,
    text({ x: x + 16, y: y + 34 }, heading, { size: 15, weight: 600, fill: colours.text }),
    ...lines.map((line, i) =>
      text({ x: x + 16, y: y + 60 + i * 18 }, line, { size: 13, weight: 400, fill: colours.muted }),
    ),
  ].join('');
}

interface TextStyle {
  readonly size: number;
  readonly weight: 400 | 600;
  readonly fill: string;
}

function text({ x, y }: Point, words: string, { size, weight, fill }: TextStyle): string {
  return (
    `<text x="${px(x)}" y="${px(y)}" font-size="${px(size)}" font-weight="${weight}" fill="${fill}">` +
    `${escapeXml(words)}</text>`
  );
}

/** As square as pictures get with the fewest places left empty. */
function columnsFor(count: number): number {
  const least = Math.max(1, Math.ceil(Math.sqrt(count)));
  const most = Math.max(least, Math.min(6, count));
  const choices = Array.from({ length: most - least + 1 }, (_, i) => least + i);
  const empty = (columns: number): number => Math.ceil(count / columns) * columns - count;
  return choices.reduce((best, columns) => (empty(columns) < empty(best) ? columns : best), least);
}

/** Words in lines of about so many letters. */
function wrapped(words: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
