/** A decoded picture as a file: a line of JSON that says what it is, then its pixels. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { Decoded, Picture } from '../shared/picture';

/** A decoded picture, and what decoded it. */
export interface KeptPicture extends Omit<Decoded, 'pictures' | 'milliseconds'> {
  readonly picture: Picture;
}

/** Where pictures are kept beyond the memory. */
export interface PictureStore {
  get(key: string): Promise<KeptPicture | undefined>;
  /** Returns at once. */
  set(key: string, picture: KeptPicture): void;
}

const size = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 14));

const headSchema = v.object({
  /** The whole key: names are hashes of it. */
  key: v.string(),
  width: size,
  height: size,
  provider: v.string(),
  whyNotBetter: v.nullable(v.string()),
  decoder: v.string(),
  /** Of the pixels: after a power failure a file may have its length and not its content. */
  sha1: v.string(),
});
const headLine = v.pipe(v.string(), v.parseJson(), headSchema);

export function toBytes({ picture: { width, height, rgb }, ...origin }: KeptPicture, key: string): Uint8Array {
  const { provider, whyNotBetter, decoder } = origin;
  const head = { key, width, height, provider, whyNotBetter, decoder, sha1: hashOf(rgb) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), rgb]);
}

/** The picture of a key, or undefined when these are not the bytes of it, or damaged. */
export function fromBytes(bytes: Buffer, key: string): KeptPicture | undefined {
  const end = bytes.indexOf('\n');
  const head = v.safeParse(headLine, bytes.toString('utf8', 0, Math.max(0, end)));
  if (!head.success || head.output.key !== key) return undefined;
  const { width, height, provider, whyNotBetter, decoder, sha1 } = head.output;
  const rgb = new Uint8Array(bytes.subarray(end + 1));
  if (rgb.length !== width * height * 3 || hashOf(rgb) !== sha1) return undefined;
  return { picture: { width, height, rgb }, provider, whyNotBetter, decoder };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}
