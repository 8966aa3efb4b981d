import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { latentFormats, type LatentFamily } from '../../catalog/known/latentFamily';
import type { LatentSpace } from '../shared/autoencoder';
import type { Latents } from '../shared/picture';
import type { Opened } from './candidate';
import { onnxFilesAt } from './onnxFiles';

/** Runs a decoder once: raw latents in, the image's floats as the model gives them out. */
export type TestDecode = (file: string, latents: Latents) => Promise<Latents>;

/** The part of diffusers' autoencoder configuration that exporters keep. */
const configSchema = v.object({
  _class_name: v.optional(v.string()),
  scaling_factor: v.optional(v.nullable(v.pipe(v.number(), v.gtValue(0)))),
  shift_factor: v.optional(v.nullable(v.number())),
  latent_channels: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024))),
});
type Config = v.InferOutput<typeof configSchema>;

const configFile = v.pipe(v.string(), v.parseJson(), configSchema);

/** A configuration is a few hundred bytes; what is larger is something else. */
const maxConfigBytes = 64 * 1024;

/** Exporters name tiny autoencoders; their latents are those of the loop, unscaled. */
const tinyName = /tae(sd|f|sana|w)|tiny/i;

const testSide = 8;

/**
 * An ONNX export as an autoencoder. Its decoder takes unscaled latents: scaling and shift come from `config.json` beside it, or
 * are the family's where an old export has none. Where a separate model does the scaling (`vae_pre_process_model`), that one
 * is not run and the scaling is done here, so that it is done once. Whether it answers 0..1 or −1..1 and how much it
 * enlarges is seen from a small test decode.
 * @param path a decoder's file or a folder of exports
 * @throws Error with a sentence when there is no decoder, or it does not run with latents of the family
 */
export async function readOnnxAutoencoder(path: string, family: LatentFamily, decode: TestDecode): Promise<Opened> {
  const { decoder, encoder, configFolders } = await onnxFilesAt(path);
  const config = await configIn(configFolders);
  const { channels, ...factors } = scalingOf(config, family, path);
  const image = await decode(decoder, testLatents(channels));
  const [, colours, height] = image.shape;
  if (colours !== 3) throw new Error(`${decoder} answers with ${colours} channels; a decoder answers with 3.`);
  const space = { channels, downscale: height / testSide, ...factors, mean: null, std: null };
  const { size, mtimeMs } = await stat(decoder);
  const range = image.data.some((value) => value < belowZero) ? ([-1, 1] as const) : ([0, 1] as const);
  return {
    autoencoder: {
      key: ['onnx', decoder, size, mtimeMs, space.scaling, space.shift].join('|'),
      label: `${nameOf(path)} (ONNX)`,
      space,
      decoder: { kind: 'file', path: decoder },
      encoder: encoder === null ? null : { kind: 'file', path: encoder },
      range,
      memory: memoryOf(size),
    },
    notices: config === null ? [assumption(path, family, space)] : [],
  };
}

/** Rounding may take a decoder that ends at 0 a little below. */
const belowZero = -0.1;

function scalingOf(
  config: Config | null,
  family: LatentFamily,
  path: string,
): Pick<LatentSpace, 'channels' | 'scaling' | 'shift'> {
  const format = latentFormats[family];
  const isTiny = config?._class_name === undefined ? tinyName.test(path) : config._class_name === 'AutoencoderTiny';
  const usual = isTiny ? { scaling: 1, shift: 0 } : format;
  return {
    channels: config?.latent_channels ?? format.channels,
    scaling: config?.scaling_factor ?? usual.scaling,
    shift: config?.scaling_factor == null ? usual.shift : (config.shift_factor ?? 0),
  };
}

function assumption(path: string, family: LatentFamily, { scaling }: LatentSpace): string {
  const whose = scaling === 1 ? 'of a tiny autoencoder' : `of ${latentFormats[family].label}`;
  return `There is no config.json beside ${nameOf(path)}, so the scaling is taken to be that ${whose} (${scaling}). Put the VAE's config.json there if it is another.`;
}

async function configIn(folders: readonly string[]): Promise<Config | null> {
  for (const folder of folders) {
    const file = join(folder, 'config.json');
    const found = await stat(file).catch(() => null);
    if (found?.isFile() !== true || found.size > maxConfigBytes) continue;
    const parsed = v.safeParse(configFile, await readFile(file, 'utf8'));
    // A pipeline's or a text encoder's config.json may lie there as well.
    const isVae =
      parsed.success && (parsed.output.scaling_factor != null || parsed.output.latent_channels !== undefined);
    if (isVae) return parsed.output;
  }
  return null;
}

/** Latents as strong as real ones in the network's own space, different everywhere, so that the picture has dark and light. */
function testLatents(channels: number): Latents {
  const data = Float32Array.from({ length: channels * testSide ** 2 }, (_, i) => 4 * Math.sin(1.7 * i + 0.003 * i * i));
  return { data, shape: [1, channels, testSide, testSide] };
}

/**
 * What decoding takes, from measurements of ONNX Runtime on a full KL decoder (1.5 GB at 512 pixels) and a tiny one (0.43 GB);
 * which of the two a file is like shows in its size.
 */
function memoryOf(bytes: number): { fixed: number; perPixel: number } {
  return { fixed: 150e6 + 2 * bytes, perPixel: bytes > 20e6 ? 4_500 : 1_100 };
}

function nameOf(path: string): string {
  return basename(path);
}
