import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** What drawing takes beside the drawing: bytes of resvg's WebAssembly, and of TrueType fonts. */
export interface Rasteriser {
  readonly wasm: Uint8Array;
  readonly fonts: readonly Uint8Array[];
}

let ready: Promise<void> | null = null;

/** An SVG document as a PNG file, one pixel for each of its units, in these fonts and no others. */
export async function svgPng(svg: string, { wasm, fonts }: Rasteriser): Promise<Uint8Array> {
  ready ??= initWasm(wasm);
  await ready;
  const resvg = new Resvg(svg, { font: { fontBuffers: [...fonts], defaultFontFamily: 'Inter' } });
  try {
    return resvg.render().asPng();
  } finally {
    resvg.free();
  }
}
