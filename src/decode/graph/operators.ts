/**
 * The operators that VAEs are made of, in forms that every provider computes rightly: ONNX Runtime's fused group norm does not
 * load on WebGPU, and its fused attention was seen to be wrong there.
 */
import type { OnnxGraph } from './onnxGraph';
import type { Tensor } from './safetensors';
import type { Weights } from './weights';

/** A 2-D convolution's weights, checked against what the configuration calls for. */
export interface Convolution {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
}

/** @throws Error when a tensor is missing or has another shape */
export function convolution(
  weights: Weights,
  name: string,
  inputs: number,
  outputs: number,
  kernel: 1 | 3 = 3,
  hasBias = true,
): Convolution {
  const weight = weights.take(`${name}.weight`, [outputs, inputs, kernel, kernel]);
  const bias = hasBias ? weights.take(`${name}.bias`, [outputs]) : null;
  return { weight, bias, inputs, outputs, kernel };
}

/** A linear layer over the channels of each pixel is a 1×1 convolution; old files store it as one. */
export function projection(weights: Weights, name: string, inputs: number, outputs: number): Convolution {
  const weight = weights.take(`${name}.weight`, [outputs, inputs], [outputs, inputs, 1, 1]);
  return { weight, bias: weights.take(`${name}.bias`, [outputs]), inputs, outputs, kernel: 1 };
}

interface Steps {
  readonly stride?: number;
  /** top, left, bottom, right; a 3×3 kernel pads 1 all round unless told otherwise */
  readonly pads?: readonly [number, number, number, number];
}

export function convolve(graph: OnnxGraph, x: string, conv: Convolution, { stride = 1, pads }: Steps = {}): string {
  const { weight, bias, inputs, outputs, kernel } = conv;
  const rim = (kernel - 1) / 2;
  const operands = [x, graph.weight(weight, [outputs, inputs, kernel, kernel])];
  if (bias) operands.push(graph.weight(bias, [outputs]));
  return graph.node('Conv', operands, {
    kernel_shape: [kernel, kernel],
    strides: [stride, stride],
    pads: pads ?? [rim, rim, rim, rim],
  });
}

/** Group normalization's weights. */
export interface GroupNorm {
  readonly scale: Tensor;
  readonly offset: Tensor;
  readonly channels: number;
  readonly groups: number;
}

/** What diffusers adds to the variance everywhere in its VAEs. */
export const epsilon = 1e-6;

/** @throws Error when a tensor is missing or has another shape, or the groups do not divide the channels */
export function groupNorm(weights: Weights, name: string, channels: number, groups: number): GroupNorm {
  if (channels % groups !== 0)
    throw new Error(
      `config.json asks for ${groups} groups in normalizing ${channels} channels ("${name}"), which they do not divide. Correct norm_num_groups or block_out_channels.`,
    );
  const scale = weights.take(`${name}.weight`, [channels]);
  return { scale, offset: weights.take(`${name}.bias`, [channels]), channels, groups };
}

/** Normalizes over the whole of `x`: InstanceNormalization of the groups, then scale and offset a channel. */
export function normalize(graph: OnnxGraph, x: string, { scale, offset, channels, groups }: GroupNorm): string {
  const grouped = graph.node('Reshape', [x, graph.integers([0, groups, -1])]);
  const ones = graph.filled([groups], 1);
  const zeros = graph.filled([groups], 0);
  const normal = graph.node('InstanceNormalization', [grouped, ones, zeros], { epsilon: { float: epsilon } });
  const shaped = graph.node('Reshape', [normal, graph.node('Shape', [x])]);
  const scaled = graph.node('Mul', [shaped, graph.weight(scale, [channels, 1, 1])]);
  return graph.node('Add', [scaled, graph.weight(offset, [channels, 1, 1])]);
}

/** Normalizes a part of a tensor with the statistics of the whole: mean and 1 / standard deviation as [1, channels, 1, 1]. */
export function normalizeWith(
  graph: OnnxGraph,
  x: string,
  { scale, offset, channels }: GroupNorm,
  mean: string,
  inverseStd: string,
): string {
  const factor = graph.node('Mul', [inverseStd, graph.weight(scale, [channels, 1, 1])]);
  const shift = graph.node('Sub', [graph.weight(offset, [channels, 1, 1]), graph.node('Mul', [mean, factor])]);
  return graph.node('Add', [graph.node('Mul', [x, factor]), shift]);
}

/** Activations by diffusers' names. Source: diffusers, models/activations.py (`ACT2CLS`). */
const activations = {
  silu: (graph: OnnxGraph, x: string) => graph.node('Mul', [x, graph.node('Sigmoid', [x])]),
  relu: (graph: OnnxGraph, x: string) => graph.node('Relu', [x]),
  mish: (graph: OnnxGraph, x: string) => graph.node('Mul', [x, graph.node('Tanh', [graph.node('Softplus', [x])])]),
  gelu: (graph: OnnxGraph, x: string) => {
    const erf = graph.node('Erf', [graph.node('Mul', [x, graph.filled([], Math.SQRT1_2)])]);
    const half = graph.node('Mul', [x, graph.filled([], 0.5)]);
    return graph.node('Mul', [half, graph.node('Add', [erf, graph.filled([], 1)])]);
  },
} as const;
export type Activation = (graph: OnnxGraph, x: string) => string;

export const { silu, relu } = activations;

/** @throws Error naming the activation when it is not one of diffusers' */
export function activationNamed(name: string): Activation {
  const known: Readonly<Record<string, Activation>> = { ...activations, swish: activations.silu };
  const activation = Object.hasOwn(known, name.toLowerCase()) ? known[name.toLowerCase()] : undefined;
  if (activation) return activation;
  throw new Error(`config.json asks for the activation "${name}"; diffusers has ${Object.keys(known).join(', ')}.`);
}

/** How enlarged pictures are filled in, by `torch.nn.Upsample`'s names. */
export const interpolations = ['nearest', 'bilinear'] as const;
export type Interpolation = (typeof interpolations)[number];

export function enlarge(graph: OnnxGraph, x: string, factor: number, interpolation: Interpolation): string {
  const scales = graph.scales([1, 1, factor, factor]);
  return interpolation === 'nearest'
    ? graph.node('Resize', [x, '', scales], {
        mode: 'nearest',
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
      })
    : graph.node('Resize', [x, '', scales], { mode: 'linear', coordinate_transformation_mode: 'half_pixel' });
}

/**
 * Attention with one head, from pixels to pixels: softmax(qᵀk / √C) v, all [batch, C, height, width]. The queries may be some
 * rows of the picture that keys and values come from.
 */
export function attend(graph: OnnxGraph, q: string, k: string, v: string, channels: number): string {
  const flat = (x: string): string => graph.node('Reshape', [x, graph.integers([0, channels, -1])]);
  const turned = (x: string): string => graph.node('Transpose', [x], { perm: [0, 2, 1] });
  const scaled = graph.node('Mul', [q, graph.filled([], 1 / Math.sqrt(channels))]);
  const scores = graph.node('MatMul', [turned(flat(scaled)), flat(k)]);
  const mixed = graph.node('MatMul', [graph.node('Softmax', [scores], { axis: -1 }), turned(flat(v))]);
  return graph.node('Reshape', [turned(mixed), graph.node('Shape', [q])]);
}
