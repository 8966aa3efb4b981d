/** Writes ONNX graphs whose weights stay in the user's own files. Nodes are named in the order they come: same calls, same bytes. */
import { basename } from 'node:path';
import { Root } from 'protobufjs/light';
import type { WeightFile } from '../autoencoder';
import { attributeTypes, dataTypes, externalLocation, onnxSchema } from './onnxSchema';
import type { Dtype, Tensor } from './safetensors';

const model = Root.fromJSON(onnxSchema).lookupType('ModelProto');

/** Opset 20 has Gelu; IR version 9 came with it. Newer ones have nothing that is needed here. */
const opset = 20;
const irVersion = 9;

/** The types that weights may be stored in; computing is in float32. */
const weightTypes: Readonly<Partial<Record<Dtype, number>>> = {
  F32: dataTypes.FLOAT,
  F16: dataTypes.FLOAT16,
  BF16: dataTypes.BFLOAT16,
  F64: dataTypes.DOUBLE,
};

type Attribute = number | string | readonly number[] | { readonly float: number };
type Attributes = Readonly<Record<string, Attribute>>;

/** An input or output: float32, each dimension a number or the name of one that is only known at run time. */
export interface Port {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

export class OnnxGraph {
  readonly #nodes: object[] = [];
  readonly #initializers = new Map<string, object>();
  readonly #files = new Map<string, WeightFile>();

  /** The files that weights point into. */
  get files(): WeightFile[] {
    return [...this.#files.values()];
  }

  /** Adds an operator and returns the name of its output. */
  node(opType: string, input: readonly string[], attributes: Attributes = {}): string {
    const name = `${opType} ${this.#nodes.length}`;
    this.#nodes.push(operator(opType, input, name, attributes));
    return name;
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
    const initializer = `${name} [${dims.join(',')}]`;
    const value = dtype === 'F32' ? initializer : `${initializer} float32`;
    if (this.#initializers.has(initializer)) return value;
    const externalData = Object.entries({ location: basename(file.path), offset, length }).map(([key, entry]) => ({
      key,
      value: String(entry),
    }));
    this.#initializers.set(initializer, {
      name: initializer,
      dims,
      dataType,
      dataLocation: externalLocation,
      externalData,
    });
    if (value !== initializer) this.#nodes.push(operator('Cast', [initializer], value, { to: dataTypes.FLOAT }));
    return value;
  }

  /** A constant tensor of one value all over. */
  filled(dims: readonly number[], value: number): string {
    const name = `${value} [${dims.join(',')}]`;
    const floatData = Array<number>(dims.reduce((product, n) => product * n, 1)).fill(value);
    this.#initializers.set(name, { name, dims, dataType: dataTypes.FLOAT, floatData });
    return name;
  }

  /** Factors a dimension, for `Resize`. */
  scales(values: readonly number[]): string {
    const name = `×${values.join('×')}`;
    this.#initializers.set(name, { name, dims: [values.length], dataType: dataTypes.FLOAT, floatData: values });
    return name;
  }

  integers(values: readonly number[]): string {
    const name = `[${values.join(',')}]`;
    this.#initializers.set(name, { name, dims: [values.length], dataType: dataTypes.INT64, int64Data: values });
    return name;
  }

  /** Gives a value the name of an output. */
  output(value: string, name: string): void {
    this.#nodes.push(operator('Identity', [value], name, {}));
  }

  /** The finished model as the bytes of an .onnx file. */
  bytes(name: string, inputs: readonly Port[], outputs: readonly Port[]): Uint8Array {
    const graph = {
      name,
      node: this.#nodes,
      initializer: [...this.#initializers.values()],
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    };
    const opsetImport = [{ domain: '', version: opset }];
    return model.encode({ irVersion, producerName: 'sigmascope', graph, opsetImport }).finish();
  }
}

function operator(opType: string, input: readonly string[], output: string, attributes: Attributes): object {
  return { name: output, opType, input, output: [output], attribute: Object.entries(attributes).map(attributeOf) };
}

function attributeOf([name, value]: [string, Attribute]): object {
  if (typeof value === 'string') return { name, type: attributeTypes.STRING, s: new TextEncoder().encode(value) };
  if (typeof value === 'number') return { name, type: attributeTypes.INT, i: value };
  if ('float' in value) return { name, type: attributeTypes.FLOAT, f: value.float };
  return { name, type: attributeTypes.INTS, ints: value };
}

function valueInfo({ name, dims }: Port): object {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: dataTypes.FLOAT, shape: { dim } } } };
}
