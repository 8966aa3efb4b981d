/** Models of real size whose weights are holes in a file: they take no disk, and as long to read and to compute as others. */
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { parseConfig } from '../../src/decode/graph/autoencoderConfig';
import { klDecoder, klEncoder } from '../../src/decode/graph/klAutoencoder';
import type { Tensor } from '../../src/decode/graph/safetensors';
import { tinyDecoder, tinyEncoder } from '../../src/decode/graph/tinyAutoencoder';
import { Weights } from '../../src/decode/graph/weights';

/** The VAE of SD 1/2 and SDXL: 83.7 million weights. */
export const fullVae = {
  _class_name: 'AutoencoderKL',
  block_out_channels: [128, 256, 512, 512],
  layers_per_block: 2,
  norm_num_groups: 32,
  latent_channels: 4,
  down_block_types: Array<string>(4).fill('DownEncoderBlock2D'),
  up_block_types: Array<string>(4).fill('UpDecoderBlock2D'),
  use_quant_conv: true,
  use_post_quant_conv: true,
};

/** TAESD, which has the constructor's defaults: 2.4 million weights. */
export const taesd = { _class_name: 'AutoencoderTiny' };

/** Has every tensor that it is asked for, and remembers its shape. */
class AnyWeights extends Weights {
  readonly shapes = new Map<string, readonly number[]>();

  constructor() {
    super('a model to be', []);
  }

  override take(name: string, shape: readonly number[]): Tensor {
    this.shapes.set(name, shape);
    return { name, dtype: 'F32', shape, file: { path: name, size: 0, mtimeMs: 0 }, offset: 0, length: 0 };
  }
}

/** Writes a folder as diffusers would; answers the bytes of its weights. */
export function writeSparseModel(folder: string, config: object): number {
  mkdirSync(folder, { recursive: true });
  const text = JSON.stringify(config);
  writeFileSync(path.join(folder, 'config.json'), text);
  let end = 0;
  const entries = [...shapesOf(text)].map(([name, shape]) => {
    const begin = end;
    end += 4 * shape.reduce((product, n) => product * n, 1);
    return [name, { dtype: 'F32', shape, data_offsets: [begin, end] }] as const;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(header.length));
  const file = openSync(path.join(folder, 'diffusion_pytorch_model.safetensors'), 'w');
  writeSync(file, Buffer.concat([prefix, header]));
  ftruncateSync(file, 8 + header.length + end);
  closeSync(file);
  return end;
}

function shapesOf(text: string): ReadonlyMap<string, readonly number[]> {
  const weights = new AnyWeights();
  const parsed = parseConfig('config.json', text);
  if (parsed.kind === 'AutoencoderKL') {
    klDecoder(parsed.config, weights);
    klEncoder(parsed.config, weights);
  } else {
    tinyDecoder(parsed.config, weights);
    tinyEncoder(parsed.config, weights);
  }
  return weights.shapes;
}
