/** What travels between a sweep's thread and the one that asked for it, checked on both sides. */
import * as v from 'valibot';

const floats = v.instance(Float32Array<ArrayBufferLike>);
const keywords = v.record(v.string(), v.unknown());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const runSchema = v.object({
  className: v.string(),
  via: v.picklist(['init', 'from_config']),
  config: keywords,
  call: keywords,
  stepArguments: keywords,
  seed: v.number(),
  initNoiseSigma: v.nullable(v.number()),
  strength: v.nullable(v.number()),
  trainedPrediction: v.nullable(v.string()),
  evenSigmas: v.optional(v.boolean()),
});

const sweepSchema = v.object({
  run: runSchema,
  pictures: v.object({ means: v.array(floats), shape: v.array(count) }),
  option: v.nullable(v.string()),
  values: v.array(v.union([v.number(), v.string(), v.boolean()])),
  order: v.array(count),
  everyStep: v.boolean(),
});

/** What the thread can be told; `id` tells sweeps apart, of which there may be several at a time. */
export const orderSchema = v.variant('kind', [
  v.object({ kind: v.literal('begin'), id: v.number(), sweep: sweepSchema }),
  v.object({ kind: v.literal('stop'), id: v.number() }),
]);
export type Order = v.InferOutput<typeof orderSchema>;

const stepSchema = v.object({
  index: count,
  timestep: v.number(),
  sigma: v.number(),
  inputScale: v.number(),
  noisy: floats,
  clean: floats,
  next: floats,
});

const eventSchema = v.variant('kind', [
  v.object({ kind: v.literal('step'), cell: count, count, step: stepSchema }),
  v.object({
    kind: v.literal('final'),
    cell: count,
    count,
    initNoiseSigma: v.nullable(v.number()),
    latents: floats,
  }),
  v.object({
    kind: v.literal('refused'),
    cell: count,
    refusal: v.object({
      type: v.string(),
      message: v.string(),
      where: v.picklist(['loading', 'init', 'set_timesteps', 'step', 'sweep']),
      remedy: v.string(),
    }),
  }),
]);

/** What the thread says: what happened in a sweep, and last that there is no more to come, and why if it failed. */
export const reportSchema = v.variant('kind', [
  v.object({ kind: v.literal('event'), id: v.number(), event: eventSchema }),
  v.object({ kind: v.literal('end'), id: v.number(), failure: v.nullable(v.string()) }),
]);
export type Report = v.InferOutput<typeof reportSchema>;
