import { decode } from 'fast-png';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SheetCell } from '../../../src/render/sweep/sheetOf';
import { sweepSheetSvg } from '../../../src/render/sweep/sweepSheet';
import { svgPng } from '../../../src/render/drawing/svgPng';
import { elementsOf } from '../xml';

const modules = join(import.meta.dirname, '../../../node_modules');
const bytesOf = (path: string) => readFileSync(join(modules, path));

/** A picture of one colour. */
const plain = (level: number) => ({ width: 64, height: 64, rgb: new Uint8Array(64 * 64 * 3).fill(level) });

const cell = (given: Partial<SheetCell>): SheetCell => ({
  ...{ label: '9', current: null, picture: plain(200), refusal: null },
  ...given,
});

const sheet = (cells: readonly SheetCell[], notes = ['A note <of> "this" sheet']) =>
  sweepSheetSvg({ title: 'Sweep of shift & more', subtitle: 'Class · 30 steps', notes, cells, side: 256 });

/** The texts of a drawing. */
const wordsOf = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, words]) =>
    words.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
  );

const picturesIn = (svg: string): number => elementsOf(svg).filter((name) => name === 'image').length;

describe('sweepSheetSvg', () => {
  it('labels every picture and marks one of them in words', () => {
    const svg = sheet([cell({}), cell({ label: '14.6146', current: 'the scheduler’s own' }), cell({ label: '19' })]);
    const words = wordsOf(svg);
    expect(words).toEqual(expect.arrayContaining(['9', '14.6146', '19', 'A note <of> "this" sheet']));
    expect(words.filter((word) => word === 'the scheduler’s own')).toHaveLength(1);
    expect(picturesIn(svg)).toBe(3);
  });

  it('says why a picture is missing', () => {
    const refusal = { type: 'ValueError', message: 'sigma_max must be larger than sigma_min, and '.repeat(40) };
    const svg = sheet([cell({ picture: null, refusal }), cell({ picture: null })]);
    const words = wordsOf(svg);
    expect(words).toEqual(expect.arrayContaining(['ValueError', 'No picture']));
    expect(picturesIn(svg)).toBe(0);
  });

  it('keeps long labels inside their place', () => {
    const svg = sheet([cell({ label: 'EulerAncestralDiscreteScheduler' })]);
    const size = /font-size="([\d.]+)"[^>]*>EulerAncestral/.exec(svg)?.[1];
    expect(Number(size)).toBeLessThan(14);
  });

  it.each([
    [1, 1],
    [5, 5],
    [11, 4],
    [12, 4],
  ])('lays out %i pictures in %i columns', (count, columns) => {
    const svg = sheet(Array.from({ length: count }, () => cell({})));
    const tops = Array.from(svg.matchAll(/<svg x="[\d.]+" y="([\d.]+)"/g), ([, y]) => y);
    expect(tops.filter((y) => y === tops[0])).toHaveLength(columns);
  });
});

describe('svgPng', () => {
  it('draws pictures and words', async () => {
    const rasteriser = {
      wasm: bytesOf('@resvg/resvg-wasm/index_bg.wasm'),
      fonts: [bytesOf('@expo-google-fonts/inter/400Regular/Inter_400Regular.ttf')],
    };
    const { width, height, channels, data } = decode(await svgPng(sheet([cell({})], []), rasteriser));
    expect([width, channels]).toEqual([680 + 72, 4]);
    const pixel = (x: number, y: number) =>
      Array.from(data.subarray((y * width + x) * channels, (y * width + x) * channels + 3));
    expect(pixel(36 + 128, 128 + 128)).toEqual([200, 200, 200]);
    expect(pixel(2, 2)).toEqual([0x14, 0x18, 0x2b]);
    const bright = Array.from({ length: width * 60 }, (_, i) => data[(i + 36 * width) * channels]).filter(
      (red) => red > 200,
    );
    expect(bright.length).toBeGreaterThan(100);
    expect(height).toBeGreaterThan(400);
  });
});
