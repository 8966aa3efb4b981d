import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { svgPng } from '../../render/svgPng';

/** Draws an SVG document as a PNG file with the fonts and the WebAssembly that lie in `dist`. */
export async function rasterise(dist: string, svg: string): Promise<Uint8Array> {
  const [wasm, ...fonts] = await Promise.all(
    ['resvg.wasm', 'fonts/inter-regular.ttf', 'fonts/inter-semibold.ttf'].map((file) =>
      readFile(path.join(dist, file)),
    ),
  );
  return svgPng(svg, { wasm, fonts });
}
