/** The autoencoder that a configuration and weights make. */
import { createHash } from 'node:crypto';
import type { Autoencoder, LatentSpace, Network, StripLayer } from '../shared/autoencoder';
import { needsStrips } from '../shared/largePictures';
import type { AutoencoderConfig } from './autoencoderConfig';
import { klDecoder, klEncoder } from './klAutoencoder';
import { layerGraphs, wholeGraph, type LayeredNetwork } from './layer';
import { memoryOf } from './memory';
import type { OnnxGraph } from './onnxGraph';
import { tinyDecoder, tinyEncoder } from './tinyAutoencoder';
import type { Weights } from './weights';

/**
 * @param name what the user knows it by
 * @throws Error with a sentence when a tensor is missing or has another shape
 */
export function toAutoencoder(name: string, config: AutoencoderConfig, weights: Weights): Autoencoder {
  const decoder = decoderOf(config, weights);
  const encoder = hasEncoder(config, weights) ? encoderOf(config, weights) : null;
  const { network, graph } = networkOf(decoder);
  return {
    key: network.key,
    label: `${name} (${config.kind}, ${typesOf(graph)})`,
    space: spaceOf(config),
    decoder: { ...network, inStrips: inStrips(decoder) },
    encoder: encoder && networkOf(encoder).network,
    range: [-1, 1],
    memory: memoryOf(decoder, graph.weightCount),
  };
}

/** Some files hold a decoder alone. */
function hasEncoder({ kind }: AutoencoderConfig, weights: Weights): boolean {
  return weights.find(kind === 'AutoencoderKL' ? 'encoder.conv_in.weight' : 'encoder.layers.0.weight') !== null;
}

function decoderOf(config: AutoencoderConfig, weights: Weights): LayeredNetwork {
  return config.kind === 'AutoencoderKL' ? klDecoder(config.config, weights) : tinyDecoder(config.config, weights);
}

function encoderOf(config: AutoencoderConfig, weights: Weights): LayeredNetwork {
  return config.kind === 'AutoencoderKL' ? klEncoder(config.config, weights) : tinyEncoder(config.config, weights);
}

function networkOf(layered: LayeredNetwork): { network: Extract<Network, { kind: 'graph' }>; graph: OnnxGraph } {
  const { onnx, graph } = wholeGraph(layered);
  const weights = graph.files;
  const hash = createHash('sha256').update(onnx).update(JSON.stringify(weights));
  return { network: { kind: 'graph', key: `graph ${hash.digest('hex')}`, onnx, weights }, graph };
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

function typesOf({ dtypes }: OnnxGraph): string {
  return [...dtypes].map((dtype) => typeWords[dtype] ?? dtype).join(' and ');
}
