/**
 * A network as a list of layers between named tensors, from which a graph of the whole is written, or one graph a layer, so that
 * large pictures can be computed layer by layer in strips.
 */
import { OnnxGraph, type Port } from './onnxGraph';
import { normalize, type GroupNorm } from './operators';

/** A tensor between layers, [batch, channels, height, width]. */
export interface Feature {
  readonly name: string;
  readonly channels: number;
}

export interface Layer {
  /** Tensors of which a strip of rows is enough for the same strip of the output. The first is the one that is normalized. */
  readonly reads: readonly Feature[];
  /** Tensors that are needed whole for any strip of the output. */
  readonly whole?: readonly Feature[];
  readonly writes: readonly Feature[];
  readonly norm?: GroupNorm;
  /** Rows beyond a strip, above and below, that it depends on. */
  readonly halo: number;
  /** Rows of output for a row of input. */
  readonly rate: number;
  /** @param inputs the values of `reads` and `whole`, in this order, the first one normalized if there is a norm */
  readonly build: (graph: OnnxGraph, inputs: readonly string[], normalized: string) => readonly string[];
}

/** A network with one input and one output. */
export interface LayeredNetwork {
  readonly name: string;
  readonly input: Feature;
  readonly output: Feature;
  readonly layers: readonly Layer[];
}

/** The network as one graph. */
export function wholeGraph({ name, input, output, layers }: LayeredNetwork): { onnx: Uint8Array; graph: OnnxGraph } {
  const graph = new OnnxGraph();
  const values = new Map([[input.name, input.name]]);
  const valueOf = ({ name: feature }: Feature): string => {
    const value = values.get(feature);
    if (value === undefined) throw new Error(`The layers of ${name} read ${feature} before it is written.`);
    return value;
  };
  for (const { reads, whole = [], writes, norm, build } of layers) {
    const inputs = [...reads, ...whole].map(valueOf);
    const outputs = build(graph, inputs, norm ? normalize(graph, inputs[0], norm) : inputs[0]);
    writes.forEach((feature, i) => values.set(feature.name, outputs[i]));
  }
  graph.output(valueOf(output), output.name);
  const onnx = graph.bytes(name, [port(input, ' in')], [port(output, ' out')]);
  return { onnx, graph };
}

/** Rows and columns are only known at run time; dimensions of one name are the same number. */
function port({ name, channels }: Feature, side: string): Port {
  return { name, dims: ['batch', channels, `height${side}`, `width${side}`] };
}
