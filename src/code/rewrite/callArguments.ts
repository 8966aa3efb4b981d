/** Finds the arguments of a call in its text, skipping comments and strings. */

/** A stretch of a text, in UTF-16 units. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** One argument as it is written. */
export interface WrittenArgument extends Stretch {
  readonly name: string | null;
  readonly splat: '*' | '**' | null;
  /** The value alone, without `name=`. */
  readonly value: Stretch;
}

/** The inside of a call's brackets. */
export interface WrittenArguments {
  /** Just after the opening bracket, and at the closing one. */
  readonly inside: Stretch;
  readonly list: readonly WrittenArgument[];
  /** The position of a comma after the last argument, or null. */
  readonly trailingComma: number | null;
}

/** The arguments of a call whose text is `text` from `start` to `end`; null for anything that does not end with a call. */
export function argumentsOf(text: string, { start, end }: Stretch): WrittenArguments | null {
  if (text[end - 1] !== ')') return null;
  const open = openingBracket(text, start, end - 1);
  return open === null ? null : readArguments(text, { start: open + 1, end: end - 1 });
}

/** The bracket that the one at `close` closes. */
function openingBracket(text: string, start: number, close: number): number | null {
  const open: number[] = [];
  for (let at = start; at <= close;) {
    const after = afterToken(text, at);
    if (after === at + 1) {
      if ('([{'.includes(text[at])) open.push(at);
      else if (')]}'.includes(text[at])) {
        const opened = open.pop();
        if (at === close) return opened ?? null;
      }
    }
    at = after;
  }
  return null;
}

function readArguments(text: string, inside: Stretch): WrittenArguments {
  const list: WrittenArgument[] = [];
  let trailingComma: number | null = null;
  let depth = 0;
  let first = -1;
  let last = -1;
  const close = (): void => {
    if (first >= 0) list.push(argumentOf(text, { start: first, end: last }));
    first = -1;
  };
  for (let at = inside.start; at < inside.end;) {
    const after = afterToken(text, at);
    const char = text[at];
    if (after === at + 1 && '([{'.includes(char)) depth++;
    if (after === at + 1 && ')]}'.includes(char)) depth--;
    if (char === ',' && depth === 0) {
      close();
      trailingComma = at;
    } else if (char !== '#' && !/[\s\\]/.test(char)) {
      if (first < 0) first = at;
      last = after;
      trailingComma = null;
    }
    at = after;
  }
  close();
  return { inside, list, trailingComma };
}

function argumentOf(text: string, { start, end }: Stretch): WrittenArgument {
  const written = text.slice(start, end);
  const splat = /^\*\*?/.exec(written)?.[0];
  if (splat) {
    const kind = splat === '**' ? '**' : '*';
    return { start, end, name: null, splat: kind, value: { start: start + splat.length, end } };
  }
  const keyword = /^([^\W\d]\w*)\s*=(?!=)\s*/.exec(written);
  const value = { start: start + (keyword?.[0].length ?? 0), end };
  return { start, end, name: keyword?.[1] ?? null, splat: null, value };
}

/** The first argument with a syntax error: half typed, or with the comma before it missing. */
export function unfinishedIn(text: string, { list }: WrittenArguments): WrittenArgument | null {
  const firstKeyword = list.findIndex(({ name }) => name !== null);
  const isMisplaced = ({ name, splat }: WrittenArgument, place: number): boolean =>
    name === null && splat === null && firstKeyword >= 0 && place > firstKeyword;
  const isBroken = ({ value }: WrittenArgument): boolean => value.start === value.end || assigns(text, value);
  return list.find((argument, place) => isMisplaced(argument, place) || isBroken(argument)) ?? null;
}

/** Whether a value holds a `=` of its own, which only a function's default may do. */
function assigns(text: string, { start, end }: Stretch): boolean {
  if (/\blambda\b/.test(text.slice(start, end))) return false;
  let depth = 0;
  for (let at = start; at < end; at = afterToken(text, at)) {
    if ('([{'.includes(text[at])) depth++;
    if (')]}'.includes(text[at])) depth--;
    if (depth === 0 && text[at] === '=' && text[at + 1] !== '=' && !/[=!<>:]/.test(text[at - 1])) return true;
  }
  return false;
}

/** Where the string, comment or single character at `at` ends. */
function afterToken(text: string, at: number): number {
  if (text[at] === '#') {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (text[at] !== '"' && text[at] !== "'") return at + 1;
  const quote = text.startsWith(text[at].repeat(3), at) ? text[at].repeat(3) : text[at];
  for (let i = at + quote.length; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text.startsWith(quote, i)) return i + quote.length;
    else if (quote.length === 1 && text[i] === '\n') return i;
  }
  return text.length;
}
