/**
 * AutoencoderTiny (TAESD and its family): convolutions and residual blocks, nothing that looks at the whole picture.
 * Source: diffusers, models/autoencoders/vae.py (`EncoderTiny`, `DecoderTiny`) and models/unets/unet_2d_blocks.py
 * (`AutoencoderTinyBlock`); madebyollin/taesd.
 */
import type { TinyConfig } from './autoencoderConfig';
import type { Feature, Layer, LayeredNetwork } from './layer';
import {
  activationNamed,
  convolution,
  convolve,
  enlarge,
  relu,
  type Activation,
  type Convolution,
  type Interpolation,
} from './operators';
import type { OnnxGraph } from './onnxGraph';
import type { Weights } from './weights';

/** Latents → image in −1..1. */
export function tinyDecoder(config: TinyConfig, weights: Weights): LayeredNetwork {
  const activation = activationNamed(config.act_fn);
  const stages = config.num_decoder_blocks.map((blocks, i) => ({
    blocks,
    channels: config.decoder_block_out_channels[i],
  }));
  const chain = new Chain(weights, 'decoder', { name: 'latents', channels: config.latent_channels });
  chain.conv(stages[0].channels, {
    before: (graph, x) =>
      graph.node('Mul', [graph.node('Tanh', [graph.node('Div', [x, graph.filled([], 3)])]), graph.filled([], 3)]),
    after: activation,
  });
  chain.skip(1);
  for (const [i, { blocks, channels }] of stages.entries()) {
    chain.blocks(blocks, activation);
    if (i < stages.length - 1) chain.upsample(channels, config.upsampling_scaling_factor, config.upsample_fn);
  }
  // From the 0..1 of TAESD to diffusers' −1..1.
  chain.conv(config.out_channels, {
    after: (graph, x) => graph.node('Sub', [graph.node('Mul', [x, graph.filled([], 2)]), graph.filled([], 1)]),
  });
  return chain.network('image');
}

/** Image in −1..1 → latents. */
export function tinyEncoder(config: TinyConfig, weights: Weights): LayeredNetwork {
  const activation = activationNamed(config.act_fn);
  const chain = new Chain(weights, 'encoder', { name: 'image', channels: config.in_channels });
  for (const [i, blocks] of config.num_encoder_blocks.entries()) {
    const channels = config.encoder_block_out_channels[i];
    if (i === 0)
      chain.conv(channels, {
        before: (graph, x) => graph.node('Div', [graph.node('Add', [x, graph.filled([], 1)]), graph.filled([], 2)]),
      });
    else chain.downsample(channels);
    chain.blocks(blocks, activation);
  }
  chain.conv(config.latent_channels, {});
  return chain.network('latents');
}

type Wrap = (graph: OnnxGraph, x: string) => string;

/** Layers of an `nn.Sequential`, one after the other. */
class Chain {
  readonly #layers: Layer[] = [];
  readonly #input: Feature;
  #feature: Feature;
  /** Index in the `nn.Sequential`, where activations and upsampling count as well. */
  #index = 0;

  constructor(
    private readonly weights: Weights,
    private readonly side: 'encoder' | 'decoder',
    input: Feature,
  ) {
    this.#input = input;
    this.#feature = input;
  }

  skip(layers: number): void {
    this.#index += layers;
  }

  conv(channels: number, { before = same, after = same }: { before?: Wrap; after?: Wrap }): void {
    const conv = this.#convolution(channels, true);
    this.#add(conv.outputs, 1, 1, (graph, x) => after(graph, convolve(graph, before(graph, x), conv)));
  }

  upsample(channels: number, factor: number, interpolation: Interpolation): void {
    this.skip(1);
    const conv = this.#convolution(channels, false);
    this.#add(channels, 1, factor, (graph, x) => convolve(graph, enlarge(graph, x, factor, interpolation), conv));
  }

  downsample(channels: number): void {
    const conv = this.#convolution(channels, false);
    this.#add(channels, 1, 1 / 2, (graph, x) => convolve(graph, x, conv, { stride: 2 }));
  }

  /** Three convolutions beside a connection around them; what joins them is always ReLU. */
  blocks(count: number, activation: Activation): void {
    for (let i = 0; i < count; i++) {
      const { channels } = this.#feature;
      const name = `${this.side}.layers.${this.#index++}.conv`;
      const [first, second, third] = [0, 2, 4].map((at) =>
        convolution(this.weights, `${name}.${at}`, channels, channels),
      );
      this.#add(channels, 3, 1, (graph, x) => {
        const inner = activation(graph, convolve(graph, activation(graph, convolve(graph, x, first)), second));
        return relu(graph, graph.node('Add', [convolve(graph, inner, third), x]));
      });
    }
  }

  network(output: string): LayeredNetwork {
    const input = this.#input;
    const last = this.#layers[this.#layers.length - 1];
    const feature = { name: output, channels: this.#feature.channels };
    const layers = [...this.#layers.slice(0, -1), { ...last, writes: [feature] }];
    return { name: `AutoencoderTiny ${this.side}`, input, output: feature, layers };
  }

  #convolution(channels: number, hasBias: boolean): Convolution {
    const name = `${this.side}.layers.${this.#index++}`;
    return convolution(this.weights, name, this.#feature.channels, channels, 3, hasBias);
  }

  #add(channels: number, halo: number, rate: number, build: Wrap): void {
    const writes = [{ name: `layer ${this.#layers.length}`, channels }];
    this.#layers.push({ reads: [this.#feature], writes, halo, rate, build: (graph, [x]) => [build(graph, x)] });
    [this.#feature] = writes;
  }
}

function same(_graph: OnnxGraph, x: string): string {
  return x;
}
