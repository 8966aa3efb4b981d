import type { Span } from '../syntax/syntax';
import { constant, unknown, type Arguments, type Scalar, type Value } from '../values/values';

/** Texts longer than this are not built. */
const longest = 10_000;

/** Methods of a text that is known; null for those that are not followed. */
export function textMethod(text: string, name: string, args: Arguments, at: Span): Value | null {
  if (name === 'format') return formatted(text, args, at);
  if (name === 'join') return joinedTexts(text, args.positional.at(0), at);
  const given = args.positional.map((value) => (value.kind === 'constant' ? value.value : undefined));
  const result = Object.hasOwn(methods, name) ? methods[name](text, given) : undefined;
  if (result === undefined) return null;
  if (typeof result === 'object') return listOf(result, at);
  return typeof result === 'string' && result.length > longest ? unknown('a long text') : constant(result, at);
}

type Result = string | boolean | number | readonly string[] | undefined;

/** By name; undefined for arguments that are not followed. */
const methods: Readonly<Record<string, (text: string, given: readonly (Scalar | undefined)[]) => Result>> = {
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  title: (text) => text.replace(/\b\w/g, (letter) => letter.toUpperCase()),
  capitalize: (text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase(),
  strip: (text, given) => (given.length === 0 ? text.trim() : undefined),
  startswith: (text, [start]) => (typeof start === 'string' ? text.startsWith(start) : undefined),
  endswith: (text, [end]) => (typeof end === 'string' ? text.endsWith(end) : undefined),
  removeprefix: (text, [start]) =>
    typeof start === 'string' ? (text.startsWith(start) ? text.slice(start.length) : text) : undefined,
  removesuffix: (text, [end]) =>
    typeof end === 'string' ? (text.endsWith(end) ? text.slice(0, text.length - end.length) : text) : undefined,
  replace: (text, [old, by, ...more]) =>
    typeof old === 'string' && old !== '' && typeof by === 'string' && more.length === 0
      ? text.replaceAll(old, () => by)
      : undefined,
  split: (text, [separator, ...more]) =>
    typeof separator === 'string' && separator !== '' && more.length === 0 ? text.split(separator) : undefined,
};

const listOf = (texts: readonly string[], at: Span): Value => ({
  kind: 'list',
  type: 'list',
  items: texts.map((text) => constant(text, at)),
});

function joinedTexts(between: string, list: Value | undefined, at: Span): Value | null {
  if (list?.kind !== 'list') return null;
  const texts = list.items.flatMap((item) =>
    item.kind === 'constant' && typeof item.value === 'string' ? item.value : [],
  );
  return texts.length === list.items.length ? constant(texts.join(between), at) : null;
}

/** `"{}_{name}".format(...)` with plain fields; null with conversions, widths or attributes. */
function formatted(text: string, args: Arguments, at: Span): Value | null {
  if (/[{}]/.test(text.replace(/\{\w*\}/g, ''))) return null;
  let next = 0;
  const pieces = Array.from(text.matchAll(/\{(\w*)\}/g), ([, name = '']) => {
    const position = name === '' ? next++ : /^\d+$/.test(name) ? Number(name) : null;
    const value = position === null ? args.named.get(name)?.value : args.positional.at(position);
    return value && plainText(value);
  });
  if (pieces.includes(undefined)) return null;
  let field = 0;
  return constant(
    text.replace(/\{\w*\}/g, () => pieces[field++] ?? ''),
    at,
  );
}

/** `"%s_%d" % values`; undefined with anything but plain fields. */
export function percentText(text: string, given: Value): string | undefined {
  const values = given.kind === 'list' && given.type === 'tuple' ? given.items : [given];
  const pieces = values.map(plainText);
  const fields = text.match(/%[^sd]|%$/) ? [] : [...text.matchAll(/%[sd]/g)];
  if (fields.length === 0 || fields.length !== pieces.length || pieces.includes(undefined)) return undefined;
  let next = 0;
  return text.replace(/%[sd]/g, () => pieces[next++] ?? '');
}

/** A value as `str` writes it: only what JavaScript writes the same. */
function plainText(value: Value): string | undefined {
  if (value.kind !== 'constant' || value.origin !== 'code') return undefined;
  return typeof value.value === 'string' || Number.isSafeInteger(value.value) ? String(value.value) : undefined;
}
