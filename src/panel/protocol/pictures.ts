/** Pictures of steps: a request carries an id and is always answered, with pictures or with a failure. */
import * as v from 'valibot';
import { bytes, index, pixels } from './kinds';
import { changes } from './request';

/** The most pictures one request may ask for. */
export const picturesPerRequest = 64;

const provenance = v.object({
  decoder: v.string(),
  provider: v.string(),
  /** Null when there is no better provider. */
  whyNotBetter: v.nullable(v.string()),
  milliseconds: v.number(),
});

const picture = v.pipe(
  v.object({ step: index, width: pixels, height: pixels, rgb: bytes }),
  v.check((p) => p.rgb.length === p.width * p.height * 3, 'pixels do not fill the picture'),
);

const picturesRequest = v.object({
  type: v.literal('pictures'),
  id: index,
  /** Names the pictures of what the code says. */
  key: v.string(),
  /** What the user has changed about it; null for what the code says. */
  changes: v.nullable(changes),
  steps: v.pipe(v.array(index), v.minLength(1), v.maxLength(picturesPerRequest)),
  size: pixels,
});

/** Host to page. */
export const picturesHostMessages = [
  v.object({ type: v.literal('pictures'), id: index, pictures: v.array(picture), provenance }),
  v.object({
    type: v.literal('noPictures'),
    id: index,
    /** The question was overtaken by an edit or cancelled: nothing to tell the user. */
    stale: v.boolean(),
    message: v.string(),
  }),
] as const;

/** Page to host. */
export const picturesPageMessages = [picturesRequest, v.object({ type: v.literal('cancel'), id: index })] as const;

export type Provenance = v.InferOutput<typeof provenance>;
export type StepPicture = v.InferOutput<typeof picture>;
export type PicturesRequest = v.InferOutput<typeof picturesRequest>;
