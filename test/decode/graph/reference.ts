/**
 * Diffusers' autoencoders in plain float64 loops, module by module as the Python reads: an independent answer for graphs to be
 * compared with. Slow, and only for tiny models.
 * Source: diffusers, models/autoencoders/vae.py, models/unets/unet_2d_blocks.py, models/resnet.py,
 * models/attention_processor.py.
 */

/** One picture-shaped tensor, [channels, height, width]. */
export interface Grid {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** A model's parameters by diffusers' names. */
export type Parameters = (name: string, shape: readonly number[]) => Float64Array;

export interface KlModel {
  readonly block_out_channels: readonly number[];
  readonly layers_per_block: number;
  readonly latent_channels: number;
  readonly norm_num_groups: number;
  readonly act_fn: string;
  readonly use_quant_conv: boolean;
  readonly use_post_quant_conv: boolean;
  readonly mid_block_add_attention: boolean;
  readonly down_block_types: readonly string[];
  readonly up_block_types: readonly string[];
}

export interface TinyModel {
  readonly encoder_block_out_channels: readonly number[];
  readonly decoder_block_out_channels: readonly number[];
  readonly num_encoder_blocks: readonly number[];
  readonly num_decoder_blocks: readonly number[];
  readonly latent_channels: number;
  readonly upsampling_scaling_factor: number;
  readonly upsample_fn: string;
  readonly act_fn: string;
}

type Edge = readonly [top: number, left: number, bottom: number, right: number];

function grid(channels: number, height: number, width: number): Grid {
  return { channels, height, width, data: new Float64Array(channels * height * width) };
}

function map(x: Grid, f: (value: number, index: number) => number): Grid {
  return { ...x, data: x.data.map(f) };
}

function add(a: Grid, b: Grid): Grid {
  return map(a, (value, i) => value + b.data[i]);
}

function erf(x: number): number {
  // The series converges quickly enough for the few units that activations span.
  let term = x;
  let sum = x;
  for (let n = 1; n < 120; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return Math.abs(x) > 5 ? Math.sign(x) : (2 / Math.sqrt(Math.PI)) * sum;
}

const activationFunctions: Readonly<Record<string, (x: number) => number>> = {
  silu: (x) => x / (1 + Math.exp(-x)),
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  relu: (x) => Math.max(0, x),
};

class Modules {
  constructor(
    private readonly parameters: Parameters,
    private readonly groups: number,
    private readonly activation: string,
  ) {}

  act(x: Grid, name = this.activation): Grid {
    return map(x, activationFunctions[name]);
  }

  conv(x: Grid, name: string, outputs: number, kernel = 3, stride = 1, edge?: Edge, bias = true): Grid {
    const rim = (kernel - 1) / 2;
    const [top, left, bottom, right] = edge ?? [rim, rim, rim, rim];
    const weight = this.parameters(`${name}.weight`, [outputs, x.channels, kernel, kernel]);
    const offset = bias ? this.parameters(`${name}.bias`, [outputs]) : new Float64Array(outputs);
    const height = Math.floor((x.height + top + bottom - kernel) / stride) + 1;
    const width = Math.floor((x.width + left + right - kernel) / stride) + 1;
    const y = grid(outputs, height, width);
    for (let o = 0; o < outputs; o++)
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++) {
          let sum = offset[o];
          for (let i = 0; i < x.channels; i++)
            for (let ky = 0; ky < kernel; ky++) {
              const sy = row * stride + ky - top;
              if (sy < 0 || sy >= x.height) continue;
              for (let kx = 0; kx < kernel; kx++) {
                const sx = column * stride + kx - left;
                if (sx < 0 || sx >= x.width) continue;
                sum +=
                  weight[((o * x.channels + i) * kernel + ky) * kernel + kx] *
                  x.data[(i * x.height + sy) * x.width + sx];
              }
            }
          y.data[(o * height + row) * width + column] = sum;
        }
    return y;
  }

  norm(x: Grid, name: string): Grid {
    const weight = this.parameters(`${name}.weight`, [x.channels]);
    const bias = this.parameters(`${name}.bias`, [x.channels]);
    const size = x.data.length / this.groups;
    const plane = x.height * x.width;
    const y = grid(x.channels, x.height, x.width);
    for (let g = 0; g < this.groups; g++) {
      const part = x.data.subarray(g * size, (g + 1) * size);
      const mean = part.reduce((a, b) => a + b, 0) / size;
      const variance = part.reduce((a, b) => a + (b - mean) ** 2, 0) / size;
      for (let i = g * size; i < (g + 1) * size; i++) {
        const channel = Math.floor(i / plane);
        y.data[i] = ((x.data[i] - mean) / Math.sqrt(variance + 1e-6)) * weight[channel] + bias[channel];
      }
    }
    return y;
  }

  upsample(x: Grid, factor: number, mode = 'nearest'): Grid {
    const y = grid(x.channels, x.height * factor, x.width * factor);
    const at = (c: number, row: number, column: number): number => x.data[(c * x.height + row) * x.width + column];
    for (let c = 0; c < x.channels; c++)
      for (let row = 0; row < y.height; row++)
        for (let column = 0; column < y.width; column++)
          y.data[(c * y.height + row) * y.width + column] =
            mode === 'nearest'
              ? at(c, Math.floor(row / factor), Math.floor(column / factor))
              : bilinear((r, k) => at(c, r, k), x, (row + 0.5) / factor - 0.5, (column + 0.5) / factor - 0.5);
    return y;
  }

  resnet(x: Grid, name: string, channels: number): Grid {
    let h = this.conv(this.act(this.norm(x, `${name}.norm1`)), `${name}.conv1`, channels);
    h = this.conv(this.act(this.norm(h, `${name}.norm2`)), `${name}.conv2`, channels);
    return add(h, x.channels === channels ? x : this.conv(x, `${name}.conv_shortcut`, channels, 1));
  }

  linear(x: Grid, name: string): Grid {
    const weight = this.parameters(`${name}.weight`, [x.channels, x.channels]);
    const bias = this.parameters(`${name}.bias`, [x.channels]);
    const plane = x.height * x.width;
    const y = grid(x.channels, x.height, x.width);
    for (let o = 0; o < x.channels; o++)
      for (let p = 0; p < plane; p++) {
        let sum = bias[o];
        for (let i = 0; i < x.channels; i++) sum += weight[o * x.channels + i] * x.data[i * plane + p];
        y.data[o * plane + p] = sum;
      }
    return y;
  }

  attention(x: Grid, name: string): Grid {
    const normal = this.norm(x, `${name}.group_norm`);
    const [q, k, v] = ['to_q', 'to_k', 'to_v'].map((part) => this.linear(normal, `${name}.${part}`));
    const plane = x.height * x.width;
    const mixed = grid(x.channels, x.height, x.width);
    for (let p = 0; p < plane; p++) {
      const scores = Array.from({ length: plane }, (_, other) => {
        let dot = 0;
        for (let c = 0; c < x.channels; c++) dot += q.data[c * plane + p] * k.data[c * plane + other];
        return dot / Math.sqrt(x.channels);
      });
      const largest = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - largest));
      const total = shares.reduce((a, b) => a + b, 0);
      for (let c = 0; c < x.channels; c++) {
        let sum = 0;
        for (let other = 0; other < plane; other++) sum += shares[other] * v.data[c * plane + other];
        mixed.data[c * plane + p] = sum / total;
      }
    }
    return add(this.linear(mixed, `${name}.to_out.0`), x);
  }

  middle(x: Grid, name: string, withAttention: boolean): Grid {
    const h = this.resnet(x, `${name}.resnets.0`, x.channels);
    return this.resnet(withAttention ? this.attention(h, `${name}.attentions.0`) : h, `${name}.resnets.1`, x.channels);
  }

  tinyBlock(x: Grid, name: string): Grid {
    let h = this.act(this.conv(x, `${name}.conv.0`, x.channels));
    h = this.act(this.conv(h, `${name}.conv.2`, x.channels));
    return this.act(add(this.conv(h, `${name}.conv.4`, x.channels), x), 'relu');
  }
}

function bilinear(at: (row: number, column: number) => number, { height, width }: Grid, y: number, x: number): number {
  const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
  const [sy, sx] = [clamp(y, height - 1), clamp(x, width - 1)];
  const [row, column] = [Math.floor(sy), Math.floor(sx)];
  const [below, beside] = [Math.min(row + 1, height - 1), Math.min(column + 1, width - 1)];
  const top = at(row, column) * (1 - (sx - column)) + at(row, beside) * (sx - column);
  const bottom = at(below, column) * (1 - (sx - column)) + at(below, beside) * (sx - column);
  return top * (1 - (sy - row)) + bottom * (sy - row);
}

export function klDecode(model: KlModel, parameters: Parameters, latents: Grid): Grid {
  const m = new Modules(parameters, model.norm_num_groups, model.act_fn);
  const levels = [...model.block_out_channels].reverse();
  let x = model.use_post_quant_conv ? m.conv(latents, 'post_quant_conv', latents.channels, 1) : latents;
  x = m.conv(x, 'decoder.conv_in', levels[0]);
  x = m.middle(x, 'decoder.mid_block', model.mid_block_add_attention);
  levels.forEach((channels, i) => {
    for (let layer = 0; layer <= model.layers_per_block; layer++) {
      x = m.resnet(x, `decoder.up_blocks.${i}.resnets.${layer}`, channels);
      if (model.up_block_types[i] === 'AttnUpDecoderBlock2D')
        x = m.attention(x, `decoder.up_blocks.${i}.attentions.${layer}`);
    }
    if (i < levels.length - 1) x = m.conv(m.upsample(x, 2), `decoder.up_blocks.${i}.upsamplers.0.conv`, channels);
  });
  return m.conv(m.act(m.norm(x, 'decoder.conv_norm_out'), 'silu'), 'decoder.conv_out', 3);
}

/** The mean of the latents. */
export function klEncode(model: KlModel, parameters: Parameters, image: Grid): Grid {
  const m = new Modules(parameters, model.norm_num_groups, model.act_fn);
  const levels = model.block_out_channels;
  let x = m.conv(image, 'encoder.conv_in', levels[0]);
  levels.forEach((channels, i) => {
    for (let layer = 0; layer < model.layers_per_block; layer++) {
      x = m.resnet(x, `encoder.down_blocks.${i}.resnets.${layer}`, channels);
      if (model.down_block_types[i] === 'AttnDownEncoderBlock2D')
        x = m.attention(x, `encoder.down_blocks.${i}.attentions.${layer}`);
    }
    if (i < levels.length - 1)
      x = m.conv(x, `encoder.down_blocks.${i}.downsamplers.0.conv`, channels, 3, 2, [0, 0, 1, 1]);
  });
  x = m.middle(x, 'encoder.mid_block', model.mid_block_add_attention);
  const moments = 2 * model.latent_channels;
  x = m.conv(m.act(m.norm(x, 'encoder.conv_norm_out'), 'silu'), 'encoder.conv_out', moments);
  if (model.use_quant_conv) x = m.conv(x, 'quant_conv', moments, 1);
  return {
    ...x,
    channels: model.latent_channels,
    data: x.data.slice(0, model.latent_channels * x.height * x.width),
  };
}

export function tinyDecode(model: TinyModel, parameters: Parameters, latents: Grid): Grid {
  const m = new Modules(parameters, 1, model.act_fn);
  let index = 0;
  let x = map(latents, (value) => Math.tanh(value / 3) * 3);
  x = m.act(m.conv(x, `decoder.layers.${index++}`, model.decoder_block_out_channels[0]));
  index++;
  model.num_decoder_blocks.forEach((blocks, i) => {
    const last = i === model.num_decoder_blocks.length - 1;
    for (let block = 0; block < blocks; block++) x = m.tinyBlock(x, `decoder.layers.${index++}`);
    if (!last) {
      x = m.upsample(x, model.upsampling_scaling_factor, model.upsample_fn);
      index++;
    }
    const channels = last ? 3 : model.decoder_block_out_channels[i];
    x = m.conv(x, `decoder.layers.${index++}`, channels, 3, 1, undefined, last);
  });
  return map(x, (value) => value * 2 - 1);
}

export function tinyEncode(model: TinyModel, parameters: Parameters, image: Grid): Grid {
  const m = new Modules(parameters, 1, model.act_fn);
  let index = 0;
  let x = map(image, (value) => (value + 1) / 2);
  model.num_encoder_blocks.forEach((blocks, i) => {
    const channels = model.encoder_block_out_channels[i];
    const stride = i === 0 ? 1 : 2;
    x = m.conv(x, `encoder.layers.${index++}`, channels, 3, stride, [1, 1, 1, 1], i === 0);
    for (let block = 0; block < blocks; block++) x = m.tinyBlock(x, `encoder.layers.${index++}`);
  });
  return m.conv(x, `encoder.layers.${index}`, model.latent_channels);
}
