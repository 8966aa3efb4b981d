/** ONNX files as exporters write them, each one convolution: eight pixels a latent, whatever the numbers. */
import { Buffer } from 'node:buffer';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs';
import { root } from '../build';

const schema = protobuf.loadSync(join(root, 'scripts', 'onnx.proto'));
const model = schema.lookupType('onnx.ModelProto');

/** What the product's own graphs have no need of: weights in a file of their own. */
const entry = new protobuf.Type('StringStringEntryProto')
  .add(new protobuf.Field('key', 1, 'string'))
  .add(new protobuf.Field('value', 2, 'string'));
schema
  .lookupType('onnx.TensorProto')
  .add(entry)
  .add(new protobuf.Field('externalData', 13, 'StringStringEntryProto', 'repeated'))
  .add(new protobuf.Field('dataLocation', 14, 'int32'));

/** Numbers of ONNX's element types, and of its attribute kind for lists. */
const elementTypes = { float32: 1, bool: 9, float16: 10 } as const;
const integers = 7;

export interface Export {
  readonly input: string;
  readonly output: string;
  readonly channels?: number;
  readonly type?: 'float32' | 'float16';
  /** Names of further inputs that are switches. */
  readonly switches?: readonly string[];
  /** What the decoder adds to every pixel: its weights make −1..1, and with 1 more nothing is below zero. */
  readonly bias?: number;
  /** Where the model says that its weights are, seen from its folder; a test writes them there. */
  readonly weightsAt?: string;
}

/** A decoder: each colour is the latents' first channel / 4, plus the bias. */
export function writeDecoder(file: string, { channels = 4, bias = 0, ...names }: Export): string {
  const weight = weightsOf(channels);
  const node = { opType: 'ConvTranspose', dims: [channels, 3, 8, 8], weight, bias: [bias, bias, bias] };
  return write(file, node, names, [channels, 3]);
}

/** The bytes of a decoder's weights, for a file of their own. */
export function decoderWeights(): Buffer {
  return Buffer.from(Float32Array.from(weightsOf(4)).buffer);
}

function weightsOf(channels: number): number[] {
  return Array.from({ length: channels * 3 * 64 }, (_, i) => (i < 3 * 64 ? 0.25 : 0));
}

/** An encoder: each channel is the mean of red, green and blue, plus the channel's number. */
export function writeEncoder(file: string, { channels = 4, ...names }: Export): string {
  const weight = Array<number>(channels * 3 * 64).fill(1 / 192);
  const bias = Array.from({ length: channels }, (_, i) => i);
  return write(file, { opType: 'Conv', dims: [channels, 3, 8, 8], weight, bias }, names, [3, channels]);
}

interface Convolution {
  readonly opType: string;
  readonly dims: readonly number[];
  readonly weight: readonly number[];
  readonly bias: readonly number[];
}

function write(
  file: string,
  { opType, dims, weight, bias }: Convolution,
  names: Export,
  ends: [number, number],
): string {
  const { input, output, type = 'float32', switches = [], weightsAt } = names;
  const cast = (from: string, to: string, element: number): object => ({
    opType: 'Cast',
    input: [from],
    output: [to],
    attribute: [{ name: 'to', type: 2, i: element }],
  });
  const list = (name: string, ints: readonly number[]): object => ({ name, type: integers, ints });
  const convolution = {
    opType,
    input: ['wide', 'weight', 'bias'],
    output: ['narrow'],
    attribute: [list('kernel_shape', [8, 8]), list('strides', [8, 8])],
  };
  const graph = {
    name: 'vae',
    node: [cast(input, 'wide', elementTypes.float32), convolution, cast('narrow', output, elementTypes[type])],
    initializer: [
      {
        name: 'weight',
        dims,
        dataType: elementTypes.float32,
        ...(weightsAt ? elsewhere(weightsAt) : { floatData: weight }),
      },
      { name: 'bias', dims: [bias.length], dataType: elementTypes.float32, floatData: bias },
    ],
    input: [...switches.map((name) => tensor(name, 'bool', [1])), tensor(input, type, ['b', ends[0], 'h', 'w'])],
    output: [tensor(output, type, ['b', ends[1], 'H', 'W'])],
  };
  const onnx = model.create({ irVersion: 8, graph, opsetImport: [{ domain: '', version: 17 }] });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, Buffer.from(model.encode(onnx).finish()));
  return file;
}

function elsewhere(location: string): object {
  return { dataLocation: 1, externalData: [{ key: 'location', value: location }] };
}

function tensor(name: string, type: keyof typeof elementTypes, dims: readonly (string | number)[]): object {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: elementTypes[type], shape: { dim } } } };
}
