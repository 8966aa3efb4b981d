/** The thread that draws one sheet as a PNG file and ends: compressing and drawing a dozen pictures takes a while. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { svgPng } from '../drawing/svgPng';
import { sweepSheetSvg } from './sweepSheet';

const side = v.pipe(v.number(), v.integer(), v.minValue(1));

const order = v.object({
  title: v.string(),
  subtitle: v.string(),
  notes: v.array(v.string()),
  cells: v.array(
    v.object({
      label: v.string(),
      current: v.nullable(v.string()),
      picture: v.nullable(v.object({ width: side, height: side, rgb: v.instance(Uint8Array<ArrayBufferLike>) })),
      refusal: v.nullable(v.object({ type: v.string(), message: v.string() })),
    }),
  ),
  side,
});

/** The fonts and the WebAssembly lie beside the built file. */
async function draw(): Promise<Uint8Array> {
  const [wasm, ...fonts] = await Promise.all(
    ['resvg.wasm', 'fonts/inter-regular.ttf', 'fonts/inter-semibold.ttf'].map((file) =>
      readFile(join(__dirname, file)),
    ),
  );
  return svgPng(sweepSheetSvg(v.parse(order, workerData)), { wasm, fonts });
}

// A rejection ends the thread with an error, which its starter receives.
void draw().then((png) => parentPort?.postMessage(png));
