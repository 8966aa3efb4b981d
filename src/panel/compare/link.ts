/** A comparison as a link that opens it anywhere: the schedules themselves, compressed, and nothing of the disk. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { mostPins, namedSubject, type NamedSubject } from '../protocol';

/** Longer links are not passed on whole by browsers, chats and operating systems. */
export const longestLink = 32_000;

/** What a link may unfold to. */
const largestContent = 256_000;

/** Deeper lists and dicts are in no configuration. */
const deepest = 12;

const version = 1;

const content = v.object({
  version: v.literal(version),
  schedules: v.pipe(v.array(namedSubject), v.minLength(1), v.maxLength(mostPins)),
});

/** The path that links of comparisons have. */
export const linkPath = '/compare';

/**
 * The query of a link.
 *
 * @throws RangeError when it would be too long to travel
 */
export function linkQuery(schedules: readonly NamedSubject[]): string {
  const json = JSON.stringify({ version, schedules });
  const query = `c=${deflateRawSync(json, { level: 9 }).toString('base64url')}`;
  if (json.length > largestContent || query.length > longestLink)
    throw new RangeError('These schedules are too much for a link. Save them as JSON, or compare fewer.');
  return query;
}

/** Why a link is not opened, in a sentence for the user. */
export class BadLink extends Error {}

/**
 * The schedules of a link. A link may come from anyone, so it is bounded before it is unfolded and checked before it
 * is used.
 *
 * @throws BadLink
 */
export function schedulesOfLink(path: string, query: string): readonly NamedSubject[] {
  if (path !== linkPath)
    throw new BadLink(
      `Sigmascope has nothing to open at “${path.slice(0, 40)}”. Links of comparisons begin with ${linkPath}.`,
    );
  if (query.length > longestLink)
    throw new BadLink(`This link is longer (${query.length}) than any that Sigmascope makes (${longestLink}).`);
  const code = new URLSearchParams(query).get('c');
  if (code === null || !/^[\w-]+$/.test(code))
    throw new BadLink('This link is incomplete: it names no schedules. Copy the whole link.');
  const parsed = v.safeParse(content, unfolded(code));
  if (parsed.success) return parsed.output.schedules;
  const issue = parsed.issues.at(0);
  const place = issue ? v.getDotPath(issue) : null;
  throw new BadLink(
    `This link does not hold schedules that can be compared (${place ?? 'content'}: ${issue?.message.slice(0, 100) ?? ''}).`,
  );
}

function unfolded(code: string): unknown {
  let text: string;
  try {
    text = inflateRawSync(Buffer.from(code, 'base64url'), { maxOutputLength: largestContent }).toString('utf8');
  } catch {
    throw new BadLink('This link is damaged or cut off: its content cannot be read. Copy the whole link.');
  }
  if (depthOf(text) > deepest) throw new BadLink('This link holds lists within lists that no schedule has.');
  try {
    return JSON.parse(text);
  } catch {
    throw new BadLink('This link is damaged: its content is not JSON. Copy the whole link.');
  }
}

/** How deep brackets are nested, strings left out; before parsing, which would follow them. */
function depthOf(text: string): number {
  let [depth, most] = [0, 0];
  for (const [bracket] of text.replace(/"(?:[^"\\]|\\.)*"/g, '').matchAll(/[[{\]}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
}
