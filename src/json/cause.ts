import { printParseErrorCode, type ParseError } from 'jsonc-parser';

/** What JSON spells otherwise than Python and JavaScript. */
const otherSpellings: Readonly<Record<string, string>> = { True: 'true', False: 'false', None: 'null', nan: 'NaN' };

/** By jsonc-parser's names for what it found. */
const causes: Readonly<Record<string, string>> = {
  InvalidCommentToken: 'JSON has no comments',
  PropertyNameExpected: 'a name in double quotes is expected, perhaps after one comma too many',
  ValueExpected: 'a value is missing, or there is one comma too many',
  ColonExpected: 'a colon is missing after the name',
  CommaExpected: 'a comma is missing before this',
  CloseBraceExpected: 'a } is missing before this',
  CloseBracketExpected: 'a ] is missing before this',
  EndOfFileExpected: 'more follows after the end of the object',
  InvalidEscapeCharacter: 'a text has a \\ that begins no escape; write \\\\ for one',
  InvalidCharacter: 'a text has a line break or another control character in it',
  InvalidUnicode: 'a \\u is not followed by four hexadecimal digits',
  UnexpectedEndOfString: 'the text that begins there is not closed on its line',
  InvalidNumberFormat: 'this is not how JSON writes a number',
};

/** What is wrong at the place of an error, as the end of a sentence. */
export function causeOf(text: string, { error, offset, length }: ParseError): string {
  const found = text.slice(offset, offset + Math.min(length, 40));
  if (found.startsWith('//') || found.startsWith('/*') || found.startsWith('#')) return 'JSON has no comments';
  if (found.startsWith("'")) return 'JSON writes texts in double quotes';
  if (Object.hasOwn(otherSpellings, found)) return `JSON writes \`${otherSpellings[found]}\` for \`${found}\``;
  if (/^\w+\s*:/.test(text.slice(offset, offset + 100))) return 'JSON writes names in double quotes';
  const code = printParseErrorCode(error);
  return Object.hasOwn(causes, code) ? causes[code] : `\`${found}\` is nothing that JSON knows`;
}
