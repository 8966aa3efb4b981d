import { createHash } from 'node:crypto';
import { basename, dirname, join, sep } from 'node:path';
import type { Autoencoder, LatentSpace, Network, StripLayer } from '../autoencoder';
import { needsStrips } from '../largePictures';
import { readConfig, type AutoencoderConfig } from './autoencoderConfig';
import { klDecoder, klEncoder } from './klAutoencoder';
import { layerGraphs, wholeGraph, type LayeredNetwork } from './layer';
import { memoryOf } from './memory';
import { tinyDecoder, tinyEncoder } from './tinyAutoencoder';
import { weightsIn } from './weightFolder';
import type { Weights } from './weights';

/**
 * Diffusers' own autoencoder as it lies in a folder, `config.json` and safetensors. Only the headers of the weights are read; the
 * graphs point into the files.
 * @throws Error with a sentence when it is of another kind, incomplete or damaged
 */
export async function readDiffusers(folder: string): Promise<Autoencoder> {
  const [config, weights] = await Promise.all([readConfig(join(folder, 'config.json')), weightsIn(folder)]);
  const decoder = decoderOf(config, weights);
  const encoder = weights.hasAny('encoder.') ? encoderOf(config, weights) : null;
  const network = networkOf(decoder);
  return {
    key: network.key,
    label: `${nameOf(folder)} (${config.kind}, ${typesOf(weights)})`,
    space: spaceOf(config),
    decoder: { ...network, inStrips: inStrips(decoder) },
    encoder: encoder && networkOf(encoder),
    range: [-1, 1],
    memory: memoryOf(decoder, weights),
  };
}

function decoderOf(config: AutoencoderConfig, weights: Weights): LayeredNetwork {
  return config.kind === 'AutoencoderKL' ? klDecoder(config.config, weights) : tinyDecoder(config.config, weights);
}

function encoderOf(config: AutoencoderConfig, weights: Weights): LayeredNetwork {
  return config.kind === 'AutoencoderKL' ? klEncoder(config.config, weights) : tinyEncoder(config.config, weights);
}

function networkOf(layered: LayeredNetwork): Extract<Network, { kind: 'graph' }> {
  const { onnx, graph } = wholeGraph(layered);
  const weights = graph.files;
  const hash = createHash('sha256').update(onnx).update(JSON.stringify(weights));
  return { kind: 'graph', key: `graph ${hash.digest('hex')}`, onnx, weights };
}

/** Written when a picture needs them. */
function inStrips(decoder: LayeredNetwork): (shape: readonly number[]) => readonly StripLayer[] | null {
  let graphs: StripLayer[] | undefined;
  return (shape) => (needsStrips(decoder.layers, shape) ? (graphs ??= layerGraphs(decoder)) : null);
}

/**
 * Pipelines use mean and standard deviation when there are both, and the shift otherwise.
 * Source: diffusers, pipelines/stable_diffusion_xl/pipeline_stable_diffusion_xl.py, pipelines/flux/pipeline_flux.py.
 */
function spaceOf({ kind, config }: AutoencoderConfig): LatentSpace {
  const { latent_channels: channels, scaling_factor: scaling } = config;
  const shift = config.shift_factor ?? 0;
  if (kind === 'AutoencoderTiny') {
    const downscale = config.upsampling_scaling_factor ** (config.num_decoder_blocks.length - 1);
    return { channels, downscale, scaling, shift, mean: null, std: null };
  }
  const downscale = 2 ** (config.block_out_channels.length - 1);
  const { latents_mean: mean, latents_std: std } = config;
  if (mean === null || std === null) return { channels, downscale, scaling, shift, mean: null, std: null };
  return { channels, downscale, scaling, shift: 0, mean, std };
}

const typeWords: Readonly<Record<string, string>> = {
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
  F64: 'float64',
};

function typesOf({ dtypes }: Weights): string {
  return dtypes.map((dtype) => typeWords[dtype] ?? dtype).join(' and ');
}

/** The model's id where the folder lies in a Hugging Face cache, else the folder's name, or its model's if it is just `vae`. */
function nameOf(folder: string): string {
  const repository = folder.split(sep).find((part) => part.startsWith('models--'));
  if (repository !== undefined) return repository.slice('models--'.length).replaceAll('--', '/');
  return basename(folder) === 'vae' ? `${basename(dirname(folder))}/vae` : basename(folder);
}
