/**
 * A VAE in one file without a configuration: a checkpoint as latent diffusion and its tools write them, or TAESD's own pair of
 * files. What the configuration would say is seen from the tensors, but for the scaling, which is the family's.
 */
import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { latentFormats, type LatentFamily } from '../../catalog/known/latentFamily';
import { parseConfig, type AutoencoderConfig } from './autoencoderConfig';
import { readSafetensors, type Tensor } from './safetensors';
import { ldmNames, prefixed, taesdNames } from './weightNames';
import { Weights } from './weights';

export interface SingleFile {
  readonly config: AutoencoderConfig;
  readonly weights: Weights;
}

/** @throws Error with a sentence when it holds no VAE that is known here */
export async function vaeInFile(file: string, family: LatentFamily): Promise<SingleFile> {
  const tensors = await readSafetensors(file);
  const shapes: Shapes = new Map(tensors.map(({ name, shape }) => [name, shape]));
  if (isTaesd(shapes)) return taesd(file, tensors);
  const prefix = prefixes.find((one) => shapes.has(`${one}decoder.conv_in.weight`));
  if (prefix === undefined)
    throw new Error(
      `${file} holds no VAE that is known here: it has no tensor "decoder.conv_in.weight", with or without ${prefixes.filter(Boolean).join(' or ')}. Choose a VAE's file, or a folder of diffusers.`,
    );
  const { scaling, shift } = latentFormats[family];
  const isLdm = shapes.has(`${prefix}decoder.mid.block_1.conv1.weight`);
  const structure = isLdm ? ldmStructure(shapes, prefix) : diffusersStructure(shapes, prefix);
  const levels = structure.block_out_channels.length;
  const config = parseConfig(
    file,
    JSON.stringify({
      _class_name: 'AutoencoderKL',
      ...structure,
      latent_channels: shapes.get(`${prefix}decoder.conv_in.weight`)?.[1],
      down_block_types: Array<string>(levels).fill('DownEncoderBlock2D'),
      up_block_types: Array<string>(levels).fill('UpDecoderBlock2D'),
      ...{ scaling_factor: scaling, shift_factor: shift },
    }),
  );
  return { config, weights: new Weights(file, tensors, isLdm ? ldmNames(prefix, levels) : prefixed(prefix)) };
}

type Shapes = ReadonlyMap<string, readonly number[]>;

/** What the names of a VAE begin with in checkpoints of whole models. */
const prefixes = ['', 'first_stage_model.', 'vae.'];

interface Structure {
  readonly block_out_channels: readonly number[];
  readonly layers_per_block: number;
  readonly mid_block_add_attention: boolean;
}

function ldmStructure(shapes: Shapes, prefix: string): Structure {
  return {
    block_out_channels: widths(shapes, (level) => `${prefix}decoder.up.${level}.block.0.conv1.weight`),
    layers_per_block: widths(shapes, (layer) => `${prefix}decoder.up.0.block.${layer}.conv1.weight`).length - 1,
    mid_block_add_attention: shapes.has(`${prefix}decoder.mid.attn_1.norm.weight`),
  };
}

function diffusersStructure(shapes: Shapes, prefix: string): Structure {
  const levels = widths(shapes, (level) => `${prefix}decoder.up_blocks.${level}.resnets.0.conv1.weight`);
  return {
    block_out_channels: levels.reverse(),
    layers_per_block:
      widths(shapes, (layer) => `${prefix}decoder.up_blocks.0.resnets.${layer}.conv1.weight`).length - 1,
    mid_block_add_attention: shapes.has(`${prefix}decoder.mid_block.attentions.0.group_norm.weight`),
  };
}

/** Output channels of convolutions that are counted from 0. */
function widths(shapes: Shapes, nameOf: (index: number) => string): number[] {
  const found: number[] = [];
  for (let shape = shapes.get(nameOf(0)); shape; shape = shapes.get(nameOf(found.length))) found.push(shape[0]);
  return found;
}

/** TAESD's decoder begins with what has no weights, and so with the number 1. */
function isTaesd(shapes: Shapes): boolean {
  return shapes.has('1.weight') && shapes.has('3.conv.0.weight') && !shapes.has('0.weight');
}

async function taesd(file: string, decoder: readonly Tensor[]): Promise<SingleFile> {
  const encoderFile = join(dirname(file), basename(file).replace('decoder', 'encoder'));
  const hasEncoder = encoderFile !== file && (await stat(encoderFile).catch(() => null))?.isFile() === true;
  const encoder = hasEncoder ? await readSafetensors(encoderFile) : [];
  const latents = decoder.find(({ name }) => name === '1.weight')?.shape[1];
  const config = parseConfig(file, JSON.stringify({ _class_name: 'AutoencoderTiny', latent_channels: latents }));
  const tensors = [...named('decoder', decoder), ...named('encoder', encoder)];
  return { config, weights: new Weights(file, tensors, taesdNames) };
}

function named(side: string, tensors: readonly Tensor[]): Tensor[] {
  return tensors.map((tensor) => ({ ...tensor, name: `${side} ${tensor.name}` }));
}
