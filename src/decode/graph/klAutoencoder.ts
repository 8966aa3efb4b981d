/**
 * AutoencoderKL (SD 1/2, SDXL, SD3, FLUX.1): residual blocks with group norm, attention in the middle.
 * Source: diffusers, models/autoencoders/vae.py (`Encoder`, `Decoder`), models/unets/unet_2d_blocks.py (`UNetMidBlock2D`,
 * `DownEncoderBlock2D`, `UpDecoderBlock2D`), models/resnet.py (`ResnetBlock2D`), models/attention_processor.py.
 */
import type { KlConfig } from './autoencoderConfig';
import type { Feature, Layer, LayeredNetwork } from './layer';
import {
  activationNamed,
  attend,
  convolution,
  convolve,
  enlarge,
  groupNorm,
  projection,
  silu,
  type Activation,
  type Convolution,
} from './operators';
import type { Weights } from './weights';

/** Raw latents → image in −1..1. */
export function klDecoder(config: KlConfig, weights: Weights): LayeredNetwork {
  const levels = [...config.block_out_channels].reverse();
  const layers = new Layers(config, weights, { name: 'latents', channels: config.latent_channels });
  if (hasQuantConv(config.use_post_quant_conv, 'post_quant_conv', weights))
    layers.conv('post_quant_conv', config.latent_channels, 1);
  layers.conv('decoder.conv_in', levels[0]);
  layers.middle('decoder.mid_block');
  for (const [i, channels] of levels.entries()) {
    const block = `decoder.up_blocks.${i}`;
    layers.resnets(block, config.layers_per_block + 1, channels, hasAttention(config.up_block_types[i]));
    if (i < levels.length - 1) layers.upsample(`${block}.upsamplers.0.conv`);
  }
  layers.out('decoder', config.out_channels);
  return layers.network('AutoencoderKL decoder', 'image');
}

/** Image in −1..1 → the mean of the raw latents. */
export function klEncoder(config: KlConfig, weights: Weights): LayeredNetwork {
  const levels = config.block_out_channels;
  const layers = new Layers(config, weights, { name: 'image', channels: config.in_channels });
  layers.conv('encoder.conv_in', levels[0]);
  for (const [i, channels] of levels.entries()) {
    const block = `encoder.down_blocks.${i}`;
    layers.resnets(block, config.layers_per_block, channels, hasAttention(config.down_block_types[i]));
    if (i < levels.length - 1) layers.downsample(`${block}.downsamplers.0.conv`);
  }
  layers.middle('encoder.mid_block');
  // Mean and logarithm of the variance, one after the other.
  const moments = 2 * config.latent_channels;
  layers.out('encoder', moments);
  if (hasQuantConv(config.use_quant_conv, 'quant_conv', weights)) layers.conv('quant_conv', moments, 1);
  layers.firstChannels(config.latent_channels);
  return layers.network('AutoencoderKL encoder', 'latents');
}

/** Configurations from before this was an option do not say whether there is one. */
function hasQuantConv(option: boolean | undefined, name: string, weights: Weights): boolean {
  return option ?? weights.find(`${name}.weight`) !== null;
}

function hasAttention(blockType: string): boolean {
  return blockType.startsWith('Attn');
}

/** Layers of a VAE, one after the other; every residual block is two, parted at its second norm. */
class Layers {
  readonly #layers: Layer[] = [];
  readonly #activation: Activation;
  readonly #input: Feature;
  #feature: Feature;

  constructor(
    private readonly config: KlConfig,
    private readonly weights: Weights,
    input: Feature,
  ) {
    this.#activation = activationNamed(config.act_fn);
    this.#input = input;
    this.#feature = input;
  }

  conv(name: string, channels: number, kernel: 1 | 3 = 3): void {
    const conv = convolution(this.weights, name, this.#feature.channels, channels, kernel);
    this.#add(name, channels, { halo: (kernel - 1) / 2, build: (graph, [x]) => [convolve(graph, x, conv)] });
  }

  middle(name: string): void {
    const { channels } = this.#feature;
    this.resnet(`${name}.resnets.0`, channels);
    if (this.config.mid_block_add_attention) this.attention(`${name}.attentions.0`);
    this.resnet(`${name}.resnets.1`, channels);
  }

  resnets(block: string, count: number, channels: number, withAttention: boolean): void {
    for (let i = 0; i < count; i++) {
      this.resnet(`${block}.resnets.${i}`, channels);
      if (withAttention) this.attention(`${block}.attentions.${i}`);
    }
  }

  resnet(name: string, channels: number): void {
    const x = this.#feature;
    const inner = { name: `${name}.conv1`, channels };
    const first = convolution(this.weights, `${name}.conv1`, x.channels, channels);
    const second = convolution(this.weights, `${name}.conv2`, channels, channels);
    const shortcut = x.channels === channels ? null : this.#shortcut(name, x.channels, channels);
    const around = shortcut ? { name: `${name}.conv_shortcut`, channels } : x;
    this.#layers.push({
      reads: [x],
      writes: shortcut ? [inner, around] : [inner],
      norm: this.#norm(`${name}.norm1`, x.channels),
      halo: 1,
      rate: 1,
      build: (graph, [input], normalized) => {
        const h = convolve(graph, this.#activation(graph, normalized), first);
        return shortcut ? [h, convolve(graph, input, shortcut)] : [h];
      },
    });
    this.#feature = inner;
    this.#add(name, channels, {
      reads: [inner, around],
      norm: this.#norm(`${name}.norm2`, channels),
      halo: 1,
      build: (graph, [, residue], normalized) => [
        graph.node('Add', [convolve(graph, this.#activation(graph, normalized), second), residue]),
      ],
    });
  }

  attention(name: string): void {
    const x = this.#feature;
    const { channels } = x;
    const [q, k, v, out] = ['to_q', 'to_k', 'to_v', 'to_out.0'].map((part) =>
      projection(this.weights, `${name}.${part}`, channels, channels),
    );
    const parts = ['query', 'key', 'value'].map((part) => ({ name: `${name}.${part}`, channels }));
    this.#layers.push({
      reads: [x],
      writes: parts,
      norm: this.#norm(`${name}.group_norm`, channels),
      halo: 0,
      rate: 1,
      build: (graph, _inputs, normalized) => [q, k, v].map((conv) => convolve(graph, normalized, conv)),
    });
    this.#add(name, channels, {
      reads: [parts[0], x],
      whole: [parts[1], parts[2]],
      halo: 0,
      build: (graph, [query, residue, key, value]) => [
        graph.node('Add', [convolve(graph, attend(graph, query, key, value, channels), out), residue]),
      ],
    });
  }

  upsample(name: string): void {
    const { channels } = this.#feature;
    const conv = convolution(this.weights, name, channels, channels);
    this.#add(name, channels, {
      halo: 1,
      rate: 2,
      build: (graph, [x]) => [convolve(graph, enlarge(graph, x, 2, 'nearest'), conv)],
    });
  }

  /** Padded on the right and below only. */
  downsample(name: string): void {
    const { channels } = this.#feature;
    const conv = convolution(this.weights, name, channels, channels);
    this.#add(name, channels, {
      halo: 1,
      rate: 1 / 2,
      build: (graph, [x]) => [convolve(graph, x, conv, { stride: 2, pads: [0, 0, 1, 1] })],
    });
  }

  /** The last activation is SiLU, whatever the others are. */
  out(side: string, channels: number): void {
    const name = `${side}.conv_out`;
    const conv = convolution(this.weights, name, this.#feature.channels, channels);
    this.#add(name, channels, {
      norm: this.#norm(`${side}.conv_norm_out`, this.#feature.channels),
      halo: 1,
      build: (graph, _inputs, normalized) => [convolve(graph, silu(graph, normalized), conv)],
    });
  }

  firstChannels(channels: number): void {
    this.#add('mean', channels, {
      halo: 0,
      build: (graph, [x]) => [
        graph.node('Slice', [x, graph.integers([0]), graph.integers([channels]), graph.integers([1])]),
      ],
    });
  }

  network(name: string, output: string): LayeredNetwork {
    const last = this.#layers[this.#layers.length - 1];
    const feature = { name: output, channels: this.#feature.channels };
    const layers = [...this.#layers.slice(0, -1), { ...last, writes: [feature] }];
    return { name, input: this.#input, output: feature, layers };
  }

  #add(name: string, channels: number, layer: Omit<Layer, 'reads' | 'writes' | 'rate'> & Partial<Layer>): void {
    const written = { name, channels };
    this.#layers.push({ reads: [this.#feature], rate: 1, ...layer, writes: [written] });
    this.#feature = written;
  }

  #norm(name: string, channels: number): Layer['norm'] & object {
    return groupNorm(this.weights, name, channels, this.config.norm_num_groups);
  }

  #shortcut(name: string, inputs: number, outputs: number): Convolution {
    return convolution(this.weights, `${name}.conv_shortcut`, inputs, outputs, 1);
  }
}
