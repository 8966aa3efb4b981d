/** Writes ONNX graphs whose weights stay in the user's own files. Nodes are named in the order they come: same calls, same bytes. */
import { basename } from 'node:path';
import type { WeightFile } from '../shared/autoencoder';
import { dataTypes, modelBytes, type Attributes, type Initializer, type Node, type Port } from './onnxMessages';
import type { Dtype, Tensor } from './safetensors';

/** The oldest operators that will do, and the version of the format that came with them. */
const opset = 17;
const irVersion = 8;

/** The types that weights may be stored in; computing is in float32. */
const weightTypes: Readonly<Partial<Record<Dtype, number>>> = {
  F32: dataTypes.FLOAT,
  F16: dataTypes.FLOAT16,
  BF16: dataTypes.BFLOAT16,
  F64: dataTypes.DOUBLE,
};

export class OnnxGraph {
  readonly #nodes: Node[] = [];
  readonly #initializers = new Map<string, Initializer>();
  readonly #files = new Map<string, WeightFile>();

  /** How many weights there are. */
  weightCount = 0;
  /** The types that they are stored in. */
  readonly dtypes = new Set<Dtype>();

  /** The files that weights point into. */
  get files(): WeightFile[] {
    return [...this.#files.values()];
  }

  /** Adds an operator and returns the name of its output. */
  node(opType: string, input: readonly string[], attributes: Attributes = {}): string {
    const output = `${opType} ${this.#nodes.length}`;
    this.#nodes.push({ opType, input, output, attributes });
    return output;
  }

  /**
   * A tensor of the user's file as float32, with the dimensions that the operator wants; the bytes are the same.
   * @throws Error when it is stored in a type that is not for weights
   */
  weight({ name, dtype, file, offset, length }: Tensor, dims: readonly number[]): string {
    const dataType = weightTypes[dtype];
    if (dataType === undefined)
      throw new Error(
        `"${name}" in ${file.path} is stored as ${dtype}, and weights are read as F32, F16 or BF16. Save the VAE in one of these.`,
      );
    this.#files.set(file.path, file);
    const stored = `${name} [${dims.join(',')}]`;
    const value = dtype === 'F32' ? stored : `${stored} float32`;
    if (this.#initializers.has(stored)) return value;
    this.dtypes.add(dtype);
    this.weightCount += dims.reduce((product, n) => product * n, 1);
    const values = { location: basename(file.path), offset, length };
    this.#initializers.set(stored, { name: stored, dims, dataType, values });
    if (value !== stored)
      this.#nodes.push({ opType: 'Cast', input: [stored], output: value, attributes: { to: dataTypes.FLOAT } });
    return value;
  }

  /** A constant tensor of one value all over. */
  filled(dims: readonly number[], value: number): string {
    const size = dims.reduce((product, n) => product * n, 1);
    return this.#constant(`${value} [${dims.join(',')}]`, dims, { floats: Array<number>(size).fill(value) });
  }

  /** Factors a dimension, for `Resize`. */
  scales(values: readonly number[]): string {
    return this.#constant(`×${values.join('×')}`, [values.length], { floats: values });
  }

  integers(values: readonly number[]): string {
    return this.#constant(`[${values.join(',')}]`, [values.length], { integers: values });
  }

  /** Gives a value the name of an output. */
  output(value: string, name: string): void {
    this.#nodes.push({ opType: 'Identity', input: [value], output: name, attributes: {} });
  }

  /** The finished model as the bytes of an .onnx file. */
  bytes(name: string, inputs: readonly Port[], outputs: readonly Port[]): Uint8Array {
    const [nodes, initializers] = [this.#nodes, this.#initializers.values()];
    return modelBytes({ irVersion, opset, name, nodes, initializers, inputs, outputs });
  }

  /** Equal constants have equal names and are kept once. */
  #constant(name: string, dims: readonly number[], values: Initializer['values']): string {
    const dataType = 'floats' in values ? dataTypes.FLOAT : dataTypes.INT64;
    if (!this.#initializers.has(name)) this.#initializers.set(name, { name, dims, dataType, values });
    return name;
  }
}
