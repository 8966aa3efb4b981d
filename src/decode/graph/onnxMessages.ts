/**
 * The messages of the ONNX interchange format that graphs are written with, each written by a function of its own with protobufjs's
 * writer. Encoders that pbjs generates would be three times as long; a description read at run time would take longer to
 * prepare than the graphs take to write.
 * Source: the ONNX specification, onnx/onnx.proto (Apache-2.0), whose names and field numbers these are.
 */
import { Writer } from 'protobufjs/minimal';

/** `TensorProto.DataType` */
export const dataTypes = { FLOAT: 1, INT64: 7, FLOAT16: 10, DOUBLE: 11, BFLOAT16: 16 } as const;

/** `AttributeProto.AttributeType` */
const attributeTypes = { FLOAT: 1, INT: 2, STRING: 3, INTS: 7 } as const;

/** `TensorProto.DataLocation` */
const externalLocation = 1;

export type Attribute = number | string | readonly number[] | { readonly float: number };
export type Attributes = Readonly<Record<string, Attribute>>;

export interface Node {
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: string;
  readonly attributes: Attributes;
}

/** A tensor's values, in the message or in a file beside the model. */
export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly values:
    | { readonly floats: readonly number[] }
    | { readonly integers: readonly number[] }
    | { readonly location: string; readonly offset: number; readonly length: number };
}

/** An input or output: float32, each dimension a number or the name of one that is only known at run time. */
export interface Port {
  readonly name: string;
  readonly dims: readonly (number | string)[];
}

export interface Model {
  readonly irVersion: number;
  readonly opset: number;
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: Iterable<Initializer>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The bytes of an .onnx file. */
export function modelBytes({ irVersion, opset, ...graph }: Model): Uint8Array {
  const writer = Writer.create();
  integer(writer, 1, irVersion);
  text(writer, 2, 'sigmascope');
  message(writer, 7, () => writeGraph(writer, graph));
  message(writer, 8, () => integer(writer, 2, opset));
  return writer.finish();
}

type Graph = Omit<Model, 'irVersion' | 'opset'>;

function writeGraph(writer: Writer, { name, nodes, initializers, inputs, outputs }: Graph): void {
  for (const node of nodes) message(writer, 1, () => writeNode(writer, node));
  text(writer, 2, name);
  for (const tensor of initializers) message(writer, 5, () => writeTensor(writer, tensor));
  for (const port of inputs) message(writer, 11, () => writePort(writer, port));
  for (const port of outputs) message(writer, 12, () => writePort(writer, port));
}

function writeNode(writer: Writer, { opType, input, output, attributes }: Node): void {
  for (const name of input) text(writer, 1, name);
  text(writer, 2, output);
  text(writer, 3, output);
  text(writer, 4, opType);
  for (const name of Object.keys(attributes)) message(writer, 5, () => writeAttribute(writer, name, attributes[name]));
}

function writeAttribute(writer: Writer, name: string, value: Attribute): void {
  text(writer, 1, name);
  if (typeof value === 'string') {
    text(writer, 4, value);
    integer(writer, 20, attributeTypes.STRING);
  } else if (typeof value === 'number') {
    integer(writer, 3, value);
    integer(writer, 20, attributeTypes.INT);
  } else if ('float' in value) {
    writer.uint32(tag(2, wireTypes.fourBytes)).float(value.float);
    integer(writer, 20, attributeTypes.FLOAT);
  } else {
    for (const one of value) integer(writer, 8, one);
    integer(writer, 20, attributeTypes.INTS);
  }
}

function writeTensor(writer: Writer, { name, dims, dataType, values }: Initializer): void {
  for (const size of dims) integer(writer, 1, size);
  integer(writer, 2, dataType);
  if ('floats' in values) message(writer, 4, () => values.floats.forEach((value) => writer.float(value)));
  else if ('integers' in values) message(writer, 7, () => values.integers.forEach((value) => writer.int64(value)));
  text(writer, 8, name);
  if (!('location' in values)) return;
  for (const [key, value] of Object.entries(values))
    message(writer, 13, () => {
      text(writer, 1, key);
      text(writer, 2, String(value));
    });
  integer(writer, 14, externalLocation);
}

function writePort(writer: Writer, { name, dims }: Port): void {
  const writeShape = (): void => {
    for (const size of dims)
      message(writer, 1, () => (typeof size === 'string' ? text(writer, 2, size) : integer(writer, 1, size)));
  };
  text(writer, 1, name);
  message(writer, 2, () =>
    message(writer, 1, () => {
      integer(writer, 1, dataTypes.FLOAT);
      message(writer, 2, writeShape);
    }),
  );
}

/** How a field's value is laid out. */
const wireTypes = { varint: 0, lengthFirst: 2, fourBytes: 5 } as const;

function tag(field: number, wireType: number): number {
  return field * 8 + wireType;
}

function integer(writer: Writer, field: number, value: number): void {
  writer.uint32(tag(field, wireTypes.varint)).int64(value);
}

function text(writer: Writer, field: number, value: string): void {
  writer.uint32(tag(field, wireTypes.lengthFirst)).string(value);
}

/** A message inside a message, or a packed list. */
function message(writer: Writer, field: number, write: () => void): void {
  writer.uint32(tag(field, wireTypes.lengthFirst)).fork();
  write();
  writer.ldelim();
}
