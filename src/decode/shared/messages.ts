/**
 * What travels between the editor and the decode process, checked on both sides. Arrays cross as they are
 * (`serialization: 'advanced'`), never as JSON.
 */
import * as v from 'valibot';
import { latentFamilies } from '../../catalog/known/latentFamily';
import type { Network } from './autoencoder';
import { decodeFaults } from './errors';

const shape = v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.readonly());
const floats = v.instance(Float32Array<ArrayBufferLike>);
const bytes = v.instance(Uint8Array<ArrayBufferLike>);
const range = v.pipe(v.tuple([v.number(), v.number()]), v.readonly());

const names = v.pipe(v.array(v.string()), v.readonly());
const stripLayer = v.object({
  onnx: bytes,
  reads: names,
  whole: names,
  writes: names,
  norm: v.nullable(v.object({ groups: v.number(), epsilon: v.number() })),
  halo: v.number(),
  rate: v.number(),
});

/** A network as it is sent: the bytes of graphs that the process already has are left out. */
const networkOnWire = v.variant('kind', [
  v.object({ kind: v.literal('file'), path: v.string() }),
  v.object({
    kind: v.literal('linear'),
    path: v.string(),
    family: v.picklist(latentFamilies),
    role: v.picklist(['decoder', 'encoder']),
  }),
  v.object({
    kind: v.literal('graph'),
    key: v.string(),
    onnx: v.nullable(bytes),
    inStrips: v.boolean(),
    layers: v.nullable(v.pipe(v.array(stripLayer), v.readonly())),
    weights: v.array(v.object({ path: v.string(), size: v.number(), mtimeMs: v.number() })),
  }),
]);

const runRequest = v.object({
  kind: v.literal('run'),
  network: networkOnWire,
  tensor: v.object({ data: floats, shape }),
  /** `pixels` asks for rows of RGB bytes, `floats` for the model's output as it is. */
  output: v.picklist(['pixels', 'floats']),
  /** Black and white in the model's output, for `pixels`. */
  range,
});

const encodeSampleRequest = v.object({
  kind: v.literal('encodeSample'),
  network: networkOnWire,
  /** Absolute path of a PNG, JPEG or WebP. */
  picture: v.string(),
  /** Side in pixels that the middle square of the picture is brought to before it is encoded. */
  size: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** Black and white in the model's input. */
  range,
});

/** What the process receives. */
export const requestOnWire = v.variant('kind', [runRequest, encodeSampleRequest]);
export type RequestOnWire = v.InferOutput<typeof requestOnWire>;
export type NetworkOnWire = v.InferOutput<typeof networkOnWire>;

/** What the process can be asked for. */
export type RunRequest = Omit<v.InferOutput<typeof runRequest>, 'network'> & { readonly network: Network };
export type EncodeSampleRequest = Omit<v.InferOutput<typeof encodeSampleRequest>, 'network'> & {
  readonly network: Network;
};
export type Request = RunRequest | EncodeSampleRequest;

/** A request as it is sent, with the number that its reply carries. */
export const envelopeSchema = v.object({ id: v.number(), request: requestOnWire });

const answerSchema = v.object({
  /** Floats in the model's own layout, or bytes as [batch, height, width, 3]. */
  data: v.union([floats, bytes]),
  shape,
  /** Time inside the process, without the way there and back. */
  milliseconds: v.number(),
});
export type Answer = v.InferOutput<typeof answerSchema>;

/** What the process says: once whether it can work, then one reply a request. */
export const messageSchema = v.variant('kind', [
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('unavailable'), message: v.string() }),
  v.object({ kind: v.literal('answer'), id: v.number(), answer: answerSchema }),
  v.object({ kind: v.literal('refusal'), id: v.number(), fault: v.picklist(decodeFaults), message: v.string() }),
]);
export type Message = v.InferOutput<typeof messageSchema>;

/** The execution providers that are used, by ONNX Runtime's own names; others exist. `javascript` does without it. */
export const providerSchema = v.picklist(['cpu', 'webgpu', 'cuda', 'dml', 'coreml', 'javascript']);
export type Provider = v.InferOutput<typeof providerSchema>;
