/**
 * ONNX exports as they lie on disks.
 * Sources: optimum-onnx, modeling_diffusion.py (`vae_decoder/model.onnx`); diffusers' old export script (the same folders);
 * transformers.js (`onnx/<name>[_fp16|_q4|…].onnx`); single files such as `taesdxl-decoder.onnx`.
 */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface OnnxFiles {
  readonly decoder: string;
  readonly encoder: string | null;
  /** Folders that may hold the `config.json` of the exported autoencoder, the nearest first. */
  readonly configFolders: readonly string[];
}

/** Where a decoder lies inside a folder of exports; `''` is the folder itself. */
const places = ['vae_decoder', '', 'decoder', 'onnx'];

/** Weights in a few bits do not decode well, and models that only scale are not decoders. */
const unfit = /_(q4|q4f16|int8|uint8|bnb4|quantized)\.onnx$|pre_?process|post_?process/i;

/**
 * The decoder and, if there is one, the encoder at a path: a decoder's file, or a folder of exports.
 * @throws Error with a sentence when there is none
 */
export async function onnxFilesAt(path: string): Promise<OnnxFiles> {
  const decoder = (await isFile(path)) ? path : await decoderIn(path);
  if (decoder === null)
    throw new Error(
      `There is no decoder in ${path}. Choose a folder with config.json and safetensors, one with vae_decoder/model.onnx, or an ONNX file.`,
    );
  const folder = dirname(decoder);
  return {
    decoder,
    encoder: await encoderBeside(decoder),
    configFolders: [folder, join(dirname(folder), 'vae'), dirname(folder)],
  };
}

async function decoderIn(folder: string): Promise<string | null> {
  for (const place of places) {
    const names = (await readdir(join(folder, place)).catch(() => [])).filter(
      (name) => name.endsWith('.onnx') && !unfit.test(name),
    );
    // float32 comes before float16, because the shorter name does.
    const [decoder] = names.filter((name) => /decoder/i.test(name)).sort((a, b) => a.length - b.length);
    if (decoder) return join(folder, place, decoder);
    const itself = place !== '' || /decoder/i.test(basename(folder));
    if (itself && names.includes('model.onnx')) return join(folder, place, 'model.onnx');
  }
  return null;
}

/** The same path with another word, in the file's name or its folder's. */
async function encoderBeside(decoder: string): Promise<string | null> {
  const file = basename(decoder);
  const folder = dirname(decoder);
  const twin = join(dirname(folder), encoderFor(basename(folder)), encoderFor(file));
  return twin !== decoder && (await isFile(twin)) ? twin : null;
}

function encoderFor(name: string): string {
  return name.replace(/decoder/g, 'encoder').replace(/Decoder/g, 'Encoder');
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}
