/** Writes ONNX graphs: nodes are named in the order they are added, so that the same calls give the same bytes. */
import { Buffer } from 'node:buffer';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

const schema = protobuf.loadSync(fileURLToPath(new URL('onnx.proto', import.meta.url)));
const ModelProto = schema.lookupType('onnx.ModelProto');
const AttributeType = schema.lookupEnum('onnx.AttributeProto.AttributeType').values;
const DataType = schema.lookupEnum('onnx.TensorProto.DataType').values;

/** IR version 8 is what opset 17 came with. */
const irVersion = 8;
const opset = 17;

/** A graph with one float input and one float output, each `{ name, dims }` where a dimension is a number or a name. */
export class Graph {
  #input;
  #nodes = [];
  #initializers = [];

  constructor(input) {
    this.#input = input;
  }

  /** Adds an operator and returns the name of its output. */
  node(opType, input, attributes = {}, output = `${opType.toLowerCase()}${this.#nodes.length}`) {
    this.#nodes.push({
      name: output,
      opType,
      input,
      output: [output],
      attribute: Object.entries(attributes).map(attribute),
    });
    return output;
  }

  floats(name, dims, floatData) {
    return this.#initializer({ name, dims, dataType: DataType.FLOAT, floatData });
  }

  integers(name, dims, int64Data) {
    return this.#initializer({ name, dims, dataType: DataType.INT64, int64Data });
  }

  /** The finished model as the bytes of an .onnx file. */
  bytes(name, documentation, output) {
    const graph = {
      name,
      node: this.#nodes,
      initializer: this.#initializers,
      input: [valueInfo(this.#input)],
      output: [valueInfo(output)],
    };
    const model = {
      irVersion,
      producerName: 'sigmascope',
      docString: documentation,
      graph,
      opsetImport: [{ domain: '', version: opset }],
    };
    return Buffer.from(ModelProto.encode(ModelProto.fromObject(model)).finish());
  }

  /** Initializers of one name hold one value, so a constant may be asked for wherever it is used. */
  #initializer(tensor) {
    if (!this.#initializers.some(({ name }) => name === tensor.name)) this.#initializers.push(tensor);
    return tensor.name;
  }
}

/** Integers, lists of integers and strings are all that these graphs need. */
function attribute([name, value]) {
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: Buffer.from(value) };
  if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value };
  return { name, type: AttributeType.INT, i: value };
}

function valueInfo({ name, dims }) {
  const dim = dims.map((size) => (typeof size === 'string' ? { dimParam: size } : { dimValue: size }));
  return { name, type: { tensorType: { elemType: DataType.FLOAT, shape: { dim } } } };
}
