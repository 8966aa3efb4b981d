/** Pictures of steps: a request carries an id and is always answered, with pictures or with a failure. */
import * as v from 'valibot';
import { bytes, index, pixels } from './kinds';
import { changes } from './request';

/** The most pictures one request may ask for. */
export const picturesPerRequest = 64;

/** An autoencoder that is worth waiting for, and what one picture of a size takes with it. */
const better = v.object({
  label: v.string(),
  /** The smallest first. */
  sizes: v.pipe(v.array(v.object({ size: pixels, seconds: v.number(), bytes: v.number() })), v.minLength(1)),
  /** The size to decode at without being asked; null to wait for the user. */
  unasked: v.nullable(pixels),
});

/** A download that would make the pictures sharper. */
const offer = v.object({
  repository: v.string(),
  /** The models whose pictures it decodes, e.g. "SD 1/2". */
  models: v.string(),
  approximateBytes: v.number(),
  licence: v.string(),
  /** Where it would come to lie, for people to read. */
  destination: v.string(),
});

const provenance = v.object({
  decoder: v.string(),
  provider: v.string(),
  /** Null when there is no better provider. */
  whyNotBetter: v.nullable(v.string()),
  milliseconds: v.number(),
  /** Sentences: why it is this decoder, why not another, and what was assumed about it. */
  why: v.array(v.string()),
  /** The picture that was noised, in a word or by its file's name. */
  sample: v.string(),
  /** Only told with a single picture; null when there is none. */
  better: v.nullable(better),
  offer: v.nullable(offer),
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
  /** The autoencoder that answers soon, or the one that is worth waiting for. */
  quality: v.picklist(['quick', 'best']),
});

/** Host to page. */
export const picturesHostMessages = [
  /** How far a request is that takes more than a moment, in 0..1, and what is done for it now. */
  v.object({ type: v.literal('decoding'), id: index, fraction: v.number(), words: v.string() }),
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
export const picturesPageMessages = [
  picturesRequest,
  v.object({ type: v.literal('cancel'), id: index }),
  /** The user wants to choose what decodes, or what is noised. */
  v.object({ type: v.literal('chooseAutoencoder') }),
  v.object({ type: v.literal('chooseSample') }),
  /** The answer to an offer; downloading asks once more, with everything there is to know. */
  v.object({ type: v.literal('answerOffer'), answer: v.picklist(['download', 'dismiss']) }),
] as const;

export type Better = v.InferOutput<typeof better>;
export type Offer = v.InferOutput<typeof offer>;
export type Provenance = v.InferOutput<typeof provenance>;
export type StepPicture = v.InferOutput<typeof picture>;
export type PicturesRequest = v.InferOutput<typeof picturesRequest>;
