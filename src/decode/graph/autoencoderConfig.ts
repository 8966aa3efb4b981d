/**
 * The `config.json` of diffusers' autoencoders, with the defaults of their constructors.
 * Sources: diffusers, models/autoencoders/autoencoder_kl.py and autoencoder_tiny.py.
 */
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { interpolations } from './operators';

/** Bounds far above any real model, so that a hostile configuration costs nothing. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64));
const channels = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8192));
const list = <T extends v.GenericSchema>(item: T) => v.pipe(v.array(item), v.minLength(1), v.maxLength(8));
const scaling = v.pipe(v.number(), v.finite(), v.gtValue(0));
const statistics = v.optional(v.nullable(v.array(v.pipe(v.number(), v.finite()))), null);
const colours = (what: string) => v.optional(v.literal(3, `${what} is not 3, and pictures have 3 colours`), 3);

/** Block types by what they are made of; others have layers that are not known here. */
const blockType = (usual: string) =>
  v.pipe(
    v.string(),
    v.transform((name) => name.replace(/^UNetRes/, '')),
    v.check(
      (name) => name === usual || name === `Attn${usual}`,
      ({ input }) => `the block type "${input}" is not known; AutoencoderKL has ${usual} and Attn${usual}`,
    ),
  );

const klSchema = v.pipe(
  v.object({
    in_channels: colours('in_channels'),
    out_channels: colours('out_channels'),
    down_block_types: v.optional(list(blockType('DownEncoderBlock2D')), ['DownEncoderBlock2D']),
    up_block_types: v.optional(list(blockType('UpDecoderBlock2D')), ['UpDecoderBlock2D']),
    block_out_channels: v.optional(list(channels), [64]),
    layers_per_block: v.optional(count, 1),
    act_fn: v.optional(v.string(), 'silu'),
    latent_channels: v.optional(channels, 4),
    norm_num_groups: v.optional(channels, 32),
    scaling_factor: v.optional(scaling, 0.18215),
    shift_factor: v.optional(v.nullable(v.pipe(v.number(), v.finite())), null),
    latents_mean: statistics,
    latents_std: statistics,
    use_quant_conv: v.optional(v.boolean()),
    use_post_quant_conv: v.optional(v.boolean()),
    mid_block_add_attention: v.optional(v.boolean(), true),
  }),
  v.check(
    ({ block_out_channels: { length }, down_block_types: down, up_block_types: up }) =>
      down.length === length && up.length === length,
    'block_out_channels, down_block_types and up_block_types differ in length',
  ),
  v.check(
    ({ latents_mean: mean, latents_std: std, latent_channels: latents }) =>
      [mean, std].every((values) => values === null || values.length === latents),
    'latents_mean or latents_std does not have one number a latent channel',
  ),
  v.check(({ latents_std: std }) => std?.every((value) => value > 0) !== false, 'latents_std is not positive'),
);
export type KlConfig = v.InferOutput<typeof klSchema>;

const tinyChannels = v.optional(list(channels), [64, 64, 64, 64]);

const tinySchema = v.pipe(
  v.object({
    in_channels: colours('in_channels'),
    out_channels: colours('out_channels'),
    encoder_block_out_channels: tinyChannels,
    decoder_block_out_channels: tinyChannels,
    act_fn: v.optional(v.string(), 'relu'),
    upsample_fn: v.optional(v.picklist(interpolations), 'nearest'),
    latent_channels: v.optional(channels, 4),
    upsampling_scaling_factor: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(8)), 2),
    num_encoder_blocks: v.optional(list(count), [1, 3, 3, 3]),
    num_decoder_blocks: v.optional(list(count), [3, 3, 3, 1]),
    scaling_factor: v.optional(scaling, 1),
    shift_factor: v.optional(v.nullable(v.pipe(v.number(), v.finite())), 0),
  }),
  v.check(
    (config) =>
      config.encoder_block_out_channels.length === config.num_encoder_blocks.length &&
      config.decoder_block_out_channels.length === config.num_decoder_blocks.length,
    'block_out_channels and num_blocks of encoder or decoder differ in length',
  ),
);
export type TinyConfig = v.InferOutput<typeof tinySchema>;

/** Either kind, told apart by diffusers' class name. */
export type AutoencoderConfig =
  | { readonly kind: 'AutoencoderKL'; readonly config: KlConfig }
  | { readonly kind: 'AutoencoderTiny'; readonly config: TinyConfig };

/** A configuration is a few hundred bytes. */
const maxBytes = 64 * 1024;

/** @throws Error with a sentence naming the file and what is wrong with it */
export async function readConfig(file: string): Promise<AutoencoderConfig> {
  const found = await stat(file).catch(() => null);
  if (found === null) throw new Error(`There is no ${file}. Download the model's whole folder, or save it again.`);
  if (found.size > maxBytes)
    throw new Error(`${file} has ${found.size} bytes, and at most ${maxBytes / 1024} KB are read. Download it again.`);
  return parseConfig(file, await readFile(file, 'utf8'));
}

/** @throws Error with a sentence naming the file and what is wrong with it */
export function parseConfig(file: string, text: string): AutoencoderConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Error(`${file} is not JSON. Download it again.`);
  }
  const { _class_name: name } = parse(file, v.object({ _class_name: v.optional(v.string()) }), json);
  if (name === 'AutoencoderKL') return { kind: name, config: parse(file, klSchema, json) };
  if (name === 'AutoencoderTiny') return { kind: name, config: parse(file, tinySchema, json) };
  throw new Error(
    `${file} is of ${name === undefined ? 'no class' : `the class ${name}`}; AutoencoderKL and AutoencoderTiny are decoded here. Choose a tiny autoencoder of the model's family, or an ONNX export.`,
  );
}

function parse<T extends v.GenericSchema>(file: string, schema: T, json: unknown): v.InferOutput<T> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const where = v.getDotPath(issue);
  throw new Error(`${file} cannot be followed: ${where === null ? '' : `${where}: `}${issue.message}.`);
}
