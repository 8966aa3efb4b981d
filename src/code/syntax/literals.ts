/** Python's number literals: decimal, hexadecimal, octal, binary, with underscores. Null for complex ones and what is no number. */
export function numberOf(text: string): number | null {
  const digits = text.replaceAll('_', '').replace(/[lL]$/, '');
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  const value = Number(digits);
  return digits === '' || Number.isNaN(value) ? null : value;
}

const simpleEscapes: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const escapes = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[\s\S])/g;

/** The text between the quotes of a string literal that is not raw, with its escapes resolved. */
export function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(escapes, (escape) => {
    const first = escape.charAt(1);
    if (/[xuU]/.test(first) && escape.length > 2) return codePoint(Number.parseInt(escape.slice(2), 16)) ?? escape;
    if (/[0-7]/.test(first)) return codePoint(Number.parseInt(escape.slice(1), 8)) ?? escape;
    return simpleEscapes[first] ?? escape;
  });
}

function codePoint(code: number): string | null {
  return code <= 0x10ffff ? String.fromCodePoint(code) : null;
}
