/** Names that a tensor may have in a file, by diffusers' name of today. */

/** @returns the names to look for, the likeliest first */
export type Naming = (name: string) => readonly string[];

/**
 * Attention's names changed in diffusers 0.17.
 * Source: diffusers, models/modeling_utils.py (the conversion of deprecated attention blocks).
 */
const olderAttention: readonly (readonly [today: string, older: string])[] = [
  ['.to_q.', '.query.'],
  ['.to_k.', '.key.'],
  ['.to_v.', '.value.'],
  ['.to_out.0.', '.proj_attn.'],
];

/** Names in files that diffusers wrote. */
export const diffusersNames: Naming = (name) => {
  const older = olderAttention.find(([today]) => name.includes(today));
  return older ? [name, name.replace(older[0], older[1])] : [name];
};

/** The same, after a prefix. */
export function prefixed(prefix: string): Naming {
  return (name) => diffusersNames(name).map((one) => prefix + one);
}

/**
 * Names in checkpoints of latent diffusion, where the levels of the decoder are counted from the picture.
 * Source: diffusers, loaders/single_file_utils.py (`convert_ldm_vae_checkpoint`).
 * @param prefix what all names begin with, such as `first_stage_model.`
 * @param levels how many there are
 */
export function ldmNames(prefix: string, levels: number): Naming {
  const renaming: readonly (readonly [RegExp, string | ((...parts: string[]) => string)])[] = [
    [/\.conv_norm_out\./, '.norm_out.'],
    [/\.mid_block\.resnets\.(\d)\./, (_, at) => `.mid.block_${Number(at) + 1}.`],
    [/\.mid_block\.attentions\.0\./, '.mid.attn_1.'],
    [/\.attn_1\.group_norm\./, '.attn_1.norm.'],
    [/\.attn_1\.to_([qkv])\./, '.attn_1.$1.'],
    [/\.attn_1\.to_out\.0\./, '.attn_1.proj_out.'],
    [/\.down_blocks\.(\d)\.resnets\./, '.down.$1.block.'],
    [/\.down_blocks\.(\d)\.downsamplers\.0\./, '.down.$1.downsample.'],
    [/\.up_blocks\.(\d)\.resnets\./, (_, at) => `.up.${levels - 1 - Number(at)}.block.`],
    [/\.up_blocks\.(\d)\.upsamplers\.0\./, (_, at) => `.up.${levels - 1 - Number(at)}.upsample.`],
    [/\.conv_shortcut\./, '.nin_shortcut.'],
  ];
  return (name) => [
    // `replace` takes a text or a function, and TypeScript one of the two.
    prefix +
      renaming.reduce(
        (text, [pattern, to]) => (typeof to === 'string' ? text.replace(pattern, to) : text.replace(pattern, to)),
        name,
      ),
  ];
}

/**
 * Names in TAESD's own files, one for the encoder and one for the decoder: an `nn.Sequential` each, where the decoder's first
 * member only bounds the latents.
 * Source: madebyollin/taesd, taesd.py.
 */
export const taesdNames: Naming = (name) => {
  const [, side, index, rest] = /^(encoder|decoder)\.layers\.(\d+)\.(.*)$/.exec(name) ?? [];
  return [side === 'decoder' ? `decoder ${Number(index) + 1}.${rest}` : `encoder ${index}.${rest}`];
};
