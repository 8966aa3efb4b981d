/**
 * A network as a list of layers between named tensors, from which a graph of the whole is written, or one graph a layer, so that
 * large pictures can be computed layer by layer in strips.
 */
import { OnnxGraph } from './onnxGraph';
import type { Port } from './onnxMessages';
import type { StripLayer } from '../shared/autoencoder';
import { epsilon, normalize, normalizeWith, type GroupNorm } from './operators';

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

/** The network as a graph for each layer. */
export function layerGraphs({ name, layers }: LayeredNetwork): StripLayer[] {
  return layers.map(({ reads, whole = [], writes, norm, halo, rate, build }) => {
    const graph = new OnnxGraph();
    const inputs = [...reads, ...whole].map((feature) => feature.name);
    const normalized = norm ? normalizeWith(graph, inputs[0], norm, 'mean', 'inverse_std') : inputs[0];
    build(graph, inputs, normalized).forEach((value, i) => graph.output(value, writes[i].name));
    const statistics = norm ? [statistic('mean', norm), statistic('inverse_std', norm)] : [];
    const ports = [...reads.map((one) => port(one, ' in')), ...whole.map((one) => port(one, ' of all')), ...statistics];
    return {
      onnx: graph.bytes(
        `${name}: ${writes.map((feature) => feature.name).join(', ')}`,
        ports,
        writes.map((one) => port(one, ' out')),
      ),
      reads: reads.map((feature) => feature.name),
      whole: whole.map((feature) => feature.name),
      writes: writes.map((feature) => feature.name),
      norm: norm ? { groups: norm.groups, epsilon } : null,
      halo,
      rate,
    };
  });
}

function statistic(name: string, { channels }: GroupNorm): Port {
  return { name, dims: [1, channels, 1, 1] };
}

/** Rows and columns are only known at run time; dimensions of one name are the same number. */
function port({ name, channels }: Feature, side: string): Port {
  return { name, dims: ['batch', channels, `height${side}`, `width${side}`] };
}
