/**
 * What travels between the editor and the decode process, checked on both sides. Arrays cross as they are
 * (`serialization: 'advanced'`), never as JSON.
 */
import * as v from 'valibot';

const shape = v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1))), v.readonly());
const floats = v.instance(Float32Array<ArrayBufferLike>);

const runRequest = v.object({
  kind: v.literal('run'),
  /** Absolute path of the ONNX file. */
  model: v.string(),
  tensor: v.object({ data: floats, shape }),
  /** `pixels` asks for rows of RGB bytes, `floats` for the model's output as it is. */
  output: v.picklist(['pixels', 'floats']),
});

const encodeSampleRequest = v.object({
  kind: v.literal('encodeSample'),
  model: v.string(),
  /** Absolute path of a JPEG. */
  picture: v.string(),
  /** Side in pixels to shrink the picture to before it is encoded. */
  size: v.pipe(v.number(), v.integer(), v.minValue(1)),
});

/** What the process can be asked for. */
export const requestSchema = v.variant('kind', [runRequest, encodeSampleRequest]);
export type Request = v.InferOutput<typeof requestSchema>;

/** A request on its way, with the number its reply will carry. */
export const envelopeSchema = v.object({ id: v.number(), request: requestSchema });

const answerSchema = v.object({
  /** Floats in the model's own layout, or bytes as [batch, height, width, 3]. */
  data: v.union([floats, v.instance(Uint8Array<ArrayBufferLike>)]),
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
  v.object({
    kind: v.literal('refusal'),
    id: v.number(),
    fault: v.picklist(['runtime', 'model', 'input', 'process']),
    message: v.string(),
  }),
]);
export type Message = v.InferOutput<typeof messageSchema>;

/** The execution providers that are used; others exist in ONNX Runtime. */
export const providerSchema = v.picklist(['cpu', 'webgpu']);
export type Provider = v.InferOutput<typeof providerSchema>;
