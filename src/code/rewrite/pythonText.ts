import type { PythonValue } from '../../json/value';

export type Quote = '"' | "'";

/** A value as Python source, complete: `[14.6, 0.03]`, `"linear"`, `float("inf")`. */
export function pythonText(value: PythonValue, quote: Quote = '"'): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return numberText(value, quote);
  if (typeof value === 'string') return textLiteral(value, quote);
  if (isList(value)) return `[${value.map((entry) => pythonText(entry, quote)).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, entry]) => `${textLiteral(key, quote)}: ${pythonText(entry, quote)}`)
    .join(', ')}}`;
}

/** The quotes that a text uses for its strings; double ones where it has none. */
export function quoteOf(text: string): Quote {
  const [first] = /["']/.exec(text.replaceAll(/#.*/g, '')) ?? [];
  return first === "'" ? "'" : '"';
}

const isList = (value: PythonValue): value is readonly PythonValue[] => Array.isArray(value);

function numberText(value: number, quote: Quote): string {
  if (Number.isNaN(value)) return `float(${quote}nan${quote})`;
  if (!Number.isFinite(value)) return `${value > 0 ? '' : '-'}float(${quote}inf${quote})`;
  return String(value).replace('e+', 'e');
}

function textLiteral(text: string, quote: Quote): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return `${quote}${escaped.replaceAll(quote, `\\${quote}`)}${quote}`;
}

/** Numbers, strings, names of constants, lists of those, and the like of `float("inf")`. */
const literal =
  /^[+-]?\s*(?:float\(\s*["'][+-]?(?:inf|nan)["']\s*\)|[\d.][\w.]*(?:[eE][+-]?\d+)?|[rbuRBU]?(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|True|False|None)$/;

/** Whether a value is written out, rather than named or calculated. */
export function isWrittenOut(value: string): boolean {
  const list = /^[[(]([^[\](){}]*)[\])]$/s.exec(value.trim());
  if (!list) return literal.test(value.trim());
  return list[1]
    .replaceAll(/#.*/g, '')
    .split(',')
    .every((entry) => entry.trim() === '' || literal.test(entry.trim()));
}

/** Code for a sentence: on one line, and short. */
export function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
