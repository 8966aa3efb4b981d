/** Configurations of small autoencoders, as diffusers writes them: what a test does not care about is filled in. */
import type { KlModel, TinyModel } from './reference';

export function kl(given: Partial<KlModel>): KlModel {
  const levels = given.block_out_channels?.length ?? 2;
  return {
    block_out_channels: [8, 16],
    layers_per_block: 1,
    latent_channels: 4,
    norm_num_groups: 4,
    act_fn: 'silu',
    use_quant_conv: true,
    use_post_quant_conv: true,
    mid_block_add_attention: true,
    down_block_types: Array<string>(levels).fill('DownEncoderBlock2D'),
    up_block_types: Array<string>(levels).fill('UpDecoderBlock2D'),
    ...given,
  };
}

export function tiny(given: Partial<TinyModel>): TinyModel {
  return {
    encoder_block_out_channels: [8, 8],
    decoder_block_out_channels: [8, 8],
    num_encoder_blocks: [1, 2],
    num_decoder_blocks: [2, 1],
    latent_channels: 4,
    upsampling_scaling_factor: 2,
    upsample_fn: 'nearest',
    act_fn: 'relu',
    ...given,
  };
}
