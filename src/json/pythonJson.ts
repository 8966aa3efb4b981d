/**
 * JSON as Python's `json.loads` reads it, and where it does not: with `NaN` and `Infinity`, without comments, trailing
 * commas or a byte order mark. jsonc-parser reads; what Python takes otherwise is told here. Source: Python, Lib/json/__init__.py and decoder.py.
 */
import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import * as v from 'valibot';
import type { PythonValue } from './value';
import { causeOf } from './cause';
import { pythonValue } from './pythonValue';

/** A text that Python refuses; line and column count from 1, `cause` is the end of a sentence: "a comma is missing". */
export interface JsonFault {
  readonly line: number;
  readonly column: number;
  readonly cause: string;
}

/** A text as far as it could be followed. */
export interface JsonReading {
  /** Undefined where nothing could be. */
  readonly root: Node | undefined;
  /** The first thing that Python refuses; null for JSON. */
  readonly fault: JsonFault | null;
  /** The value of a node, as Python holds it; undefined for one that is broken. */
  readonly contentOf: (node: Node) => PythonValue | undefined;
}

/** Reads what can be read, also of a text that is broken or half typed. Never throws. */
export function readPythonJson(text: string): JsonReading {
  const encoding = encodingFault(text);
  const { masked, floats } = withoutFloats(text.replace(/^\uFEFF/, ' '));
  const errors: ParseError[] = [];
  const root = treeOf(masked, errors);
  const fault = encoding ?? (root === null ? tooDeep : faultOf(masked, errors.at(0)));
  return { root: root ?? undefined, fault, contentOf: (node) => plainOf(contentOf(node, floats)) };
}

const tooDeep: JsonFault = { line: 1, column: 1, cause: 'it is nested deeper than any configuration' };

/** A file that is no UTF-8 was read into characters that stand for what they are not. */
function encodingFault(text: string): JsonFault | null {
  const cause = text.startsWith('\uFEFF')
    ? 'it begins with a byte order mark, which Python refuses; save it as UTF-8 without one'
    : text.includes('\0')
      ? 'it is no UTF-8 text (UTF-16, it seems, or no text at all); save it as UTF-8'
      : 'these bytes are no UTF-8; save it as UTF-8';
  const at = text.search(/[\uFEFF\0\uFFFD]/);
  const isRefused = at === 0 || (at > 0 && text[at] !== '\uFEFF');
  return isRefused ? { ...placeOf(text, at), cause } : null;
}

/** Null for nesting that ends the stack. */
function treeOf(text: string, errors: ParseError[]): Node | undefined | null {
  try {
    return parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  } catch {
    return null;
  }
}

/** What Python's json writes for floats that JSON has no word for, or a text, which stays as it is. Runs in linear time. */
const token = /"(?:[^"\\\n]|\\[^])*"?|-?\bInfinity\b|\bNaN\b/g;

/** Numbers of the same length in place of floats that JSON has no word for; `floats` has them by their offset. */
function withoutFloats(text: string): { masked: string; floats: ReadonlyMap<number, number> } {
  const floats = new Map<number, number>();
  const masked = text.replace(token, (found, offset: number) => {
    if (found.startsWith('"')) return found;
    floats.set(offset, Number(found));
    return '1'.repeat(found.length);
  });
  return { masked, floats };
}

function faultOf(text: string, error: ParseError | undefined): JsonFault | null {
  if (!error) return null;
  const written = text.trimEnd();
  if (written === '') return { line: 1, column: 1, cause: 'it is empty' };
  const isOpen = printParseErrorCode(error.error) === 'UnexpectedEndOfString';
  const reached = error.offset + (isOpen ? error.length : 0);
  if (reached >= written.length) return { ...placeOf(text, written.length), cause: 'it is cut off there' };
  return { ...placeOf(text, error.offset), cause: causeOf(text, error) };
}

function placeOf(text: string, offset: number): Pick<JsonFault, 'line' | 'column'> {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function plainOf(value: unknown): PythonValue | undefined {
  const parsed = v.safeParse(pythonValue, value);
  return parsed.success ? parsed.output : undefined;
}

function contentOf(node: Node, floats: ReadonlyMap<number, number>): unknown {
  const children = node.children ?? [];
  if (node.type === 'array') return children.map((child) => contentOf(child, floats));
  if (node.type === 'object')
    return Object.fromEntries(
      children.flatMap(({ children: pair = [] }) => {
        const [key, value] = [pair.at(0), pair.at(1)];
        return key && value ? [[String(key.value), contentOf(value, floats)] as const] : [];
      }),
    );
  return floats.get(node.offset) ?? node.value;
}
