/** A VAE of the usual shape with some 27 million weights: too slow on a CPU to decode a strip with. */
import { safetensors, type StoredTensor } from '../decode/graph/models';
import { klDecode, klEncode, type KlModel, type Parameters } from '../decode/graph/reference';

const model: KlModel = {
  block_out_channels: [72, 144, 288, 288],
  layers_per_block: 2,
  latent_channels: 4,
  norm_num_groups: 8,
  act_fn: 'silu',
  use_quant_conv: true,
  use_post_quant_conv: true,
  mid_block_add_attention: true,
  down_block_types: Array<string>(4).fill('DownEncoderBlock2D'),
  up_block_types: Array<string>(4).fill('UpDecoderBlock2D'),
};

/** The files of its folder. */
export function heavyVae(): Readonly<Record<string, Uint8Array | object>> {
  const tensors = new Map<string, StoredTensor>();
  const parameters: Parameters = (name, shape) => {
    const size = shape.reduce((product, n) => product * n, 1);
    const mean = /norm\w*\.weight$/.test(name) ? 1 : 0;
    const spread = shape.length > 1 ? 2 / Math.sqrt(size / shape[0]) : 0.1;
    // Multiples of the golden ratio are spread evenly: random enough, and made in no time.
    const values = Float32Array.from({ length: size }, (_, i) => mean + spread * (((i * 0.618034) % 1) - 0.5));
    const halves = Uint16Array.from(new Uint32Array(values.buffer), (bits) => bits >>> 16);
    tensors.set(name, { dtype: 'BF16', shape, bytes: new Uint8Array(halves.buffer) });
    return Float64Array.from(values);
  };
  const grid = (channels: number, side: number) => ({
    channels,
    height: side,
    width: side,
    data: new Float64Array(channels * side * side),
  });
  // What the network asks for is what it has.
  klDecode(model, parameters, grid(4, 1));
  klEncode(model, parameters, grid(3, 8));
  return {
    'vae/config.json': {
      _class_name: 'AutoencoderKL',
      ...model,
      scaling_factor: 0.18215,
      in_channels: 3,
      out_channels: 3,
    },
    'vae/diffusion_pytorch_model.safetensors': safetensors(tensors),
  };
}
