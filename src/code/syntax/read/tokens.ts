import type { Source } from '../source';
import type { Span } from '../syntax';
import { endOfText } from './endOfText';

/** The text is not what this reader knows; tree-sitter, which reads anything, takes it over. */
export class Unreadable extends Error {}

/** Keywords and operators are their own type. */
type Word = 'name' | 'number' | 'text' | 'newline' | 'indent' | 'dedent' | 'end';

const keywords = new Map(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if ' +
    'import in is lambda nonlocal not or pass raise return try while with yield'
  )
    .split(' ')
    .map((word) => [word, word]),
);

/** `!` stands before the conversion in the braces of an f-string. */
const operators = new Set(
  '( ) [ ] { } , ; : . + - * / % @ & | ^ ~ < > = := -> == != <= >= << >> // ** += -= *= /= %= @= &= |= ^= //= **= <<= >>= ... !'.split(
    ' ',
  ),
);

/** By character code: the operator of this one character that no longer one begins with. */
const alone: readonly (string | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const one = String.fromCharCode(code);
  return '()[]{},;~'.includes(one) ? one : undefined;
});

const numberLiteral =
  /0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?[jJlL]?/y;

const textPrefix = /^(?:[rRbBuUfF]|[rR][bBfF]|[bBfF][rR])$/;

/** Brackets inside brackets and expressions inside expressions deeper than this are left to tree-sitter. */
const deepest = 140;

const tabWidth = 8;

/** The tokens of a stretch of Python, one at a time. Linear in the text. */
export class Tokens {
  type: string = 'newline' satisfies Word;
  start: number;
  end: number;
  /** Where the code before the current token ended. */
  codeEnd: number;
  /** How deep the expression being read lies, and how deep the deepest one inside it went. */
  depth = 0;
  reached = 0;
  /** How many blocks are open. */
  blocks = 0;

  private readonly text: string;
  private readonly indents = [0];
  private dedents = 0;
  private brackets = 0;
  private lineBegins = true;

  /** Reads from one offset to another; a part of an expression (in the braces of an f-string) knows no lines. */
  constructor(
    readonly source: Source,
    from = 0,
    private readonly to = source.text.length,
    part = false,
  ) {
    this.text = source.text;
    this.start = this.end = this.codeEnd = from;
    if (part) this.brackets = 1;
    this.next();
  }

  /** The characters of the current token. */
  get word(): string {
    return this.text.slice(this.start, this.end);
  }

  span(start: number): Span {
    return { source: this.source, start, end: this.codeEnd };
  }

  expect(type: string): void {
    if (this.type !== type) throw new Unreadable();
    this.next();
  }

  /** Goes on if the current token is of this type. */
  accept(type: string): boolean {
    if (this.type !== type) return false;
    this.next();
    return true;
  }

  /** The first character after the current token that is not blank; 0 at the end. */
  peek(): number {
    let n = this.end;
    while (n < this.to && isBlank(this.text.charCodeAt(n))) n++;
    return n < this.to ? this.text.charCodeAt(n) : 0;
  }

  /** Whether `=` follows the current token, as after the name of an argument. */
  get isNamed(): boolean {
    let n = this.end;
    while (n < this.to && isSpace(this.text.charCodeAt(n))) n++;
    return this.text.charCodeAt(n) === 61 && this.text.charCodeAt(n + 1) !== 61;
  }

  sink(levels: number): void {
    this.depth += levels;
    if (this.depth > this.reached) this.reached = this.depth;
    if (this.reached > deepest) throw new Unreadable();
  }

  next(): void {
    if (this.type !== 'newline' && this.type !== 'indent' && this.type !== 'dedent') this.codeEnd = this.end;
    if (this.dedents > 0) {
      this.dedents--;
      this.type = 'dedent';
    } else if (!this.lineBegins || this.brackets > 0 || !this.beginLine()) this.readToken();
  }

  /** The indentation of the next line with code; true when it is a token. */
  private beginLine(): boolean {
    this.lineBegins = false;
    const column = this.toCode();
    const current = this.indents.at(-1) ?? 0;
    if (column === current) return false;
    this.start = this.end;
    if (column > current) {
      this.indents.push(column);
      this.type = 'indent';
      return true;
    }
    while ((this.indents.at(-1) ?? 0) > column) {
      this.indents.pop();
      this.dedents++;
    }
    if (this.indents.at(-1) !== column) throw new Unreadable();
    this.dedents--;
    this.type = 'dedent';
    return true;
  }

  /** Skips lines without code; the column at which the next one begins. */
  private toCode(): number {
    const { text, to } = this;
    let column = 0;
    let n = this.end;
    for (; n < to; n++) {
      const c = text.charCodeAt(n);
      if (c === 32) column++;
      else if (c === 9) column += tabWidth - (column % tabWidth);
      else if (c === 10 || c === 13 || c === 12) column = 0;
      else if (c === 35) {
        n = endOfLine(text, n, to) - 1;
      } else break;
    }
    this.end = n;
    return n < to ? column : 0;
  }

  private readToken(): void {
    const { text, to } = this;
    const n = this.skipBlanks(this.end);
    this.start = n;
    if (n >= to) {
      this.endOfInput(n);
      return;
    }
    const c = text.charCodeAt(n);
    if (c < 128 && alone[c] !== undefined) {
      this.type = alone[c];
      this.end = n + 1;
      this.brackets += bracketStep(c);
      if (this.brackets < 0) throw new Unreadable();
    } else if (isNameStart(c)) this.readName(n);
    else if (c === 34 || c === 39) this.readText(n, n);
    else if (isDigit(c) || (c === 46 && isDigit(text.charCodeAt(n + 1)))) this.readNumber(n);
    else if (c === 10 || c === 13) {
      this.type = 'newline';
      this.end = n + 1;
      this.lineBegins = true;
    } else this.readOperator(n);
  }

  private endOfInput(n: number): void {
    this.end = n;
    if (this.brackets > 0 || this.type === 'end') {
      this.type = 'end';
      return;
    }
    if (this.type !== 'newline' && this.type !== 'dedent') {
      this.type = 'newline';
      this.lineBegins = true;
    } else this.type = 'end';
  }

  /** Past blanks, comments, joined lines and, inside brackets, ends of lines. */
  private skipBlanks(from: number): number {
    const { text, to } = this;
    let n = from;
    for (; n < to; n++) {
      const c = text.charCodeAt(n);
      if (c === 92) {
        if (text.charCodeAt(n + 1) === 13) n++;
        if (text.charCodeAt(n + 1) !== 10) throw new Unreadable();
        n++;
      } else if (c === 35) n = endOfLine(text, n, to) - 1;
      else if (!(isBlank(c) || (this.brackets > 0 && (c === 10 || c === 13)))) break;
    }
    return n;
  }

  private readName(n: number): void {
    const { text, to } = this;
    let end = n + 1;
    while (end < to && isNamePart(text.charCodeAt(end))) end++;
    this.end = end;
    const c = text.charCodeAt(end);
    const word = text.slice(n, end);
    if ((c === 34 || c === 39) && end < to && textPrefix.test(word)) this.readText(n, end);
    else this.type = keywords.get(word) ?? 'name';
  }

  private readText(start: number, quote: number): void {
    const end = endOfText(this.text, quote, this.to);
    if (end === null) throw new Unreadable();
    this.type = 'text';
    this.start = start;
    this.end = end;
  }

  private readNumber(n: number): void {
    numberLiteral.lastIndex = n;
    const literal = numberLiteral.exec(this.text);
    if (!literal) throw new Unreadable();
    this.type = 'number';
    this.end = Math.min(this.to, n + literal[0].length);
    if (isNamePart(this.text.charCodeAt(this.end))) throw new Unreadable();
  }

  private readOperator(n: number): void {
    for (let length = 3; length > 0; length--) {
      const operator = this.text.slice(n, Math.min(this.to, n + length));
      if (operator.length !== length || !operators.has(operator)) continue;
      this.type = operator;
      this.end = n + length;
      return;
    }
    throw new Unreadable();
  }
}

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 12;

const isSpace = (c: number): boolean => isBlank(c) || c === 10 || c === 13;

const isDigit = (c: number): boolean => c >= 48 && c <= 57;

const isNameStart = (c: number): boolean =>
  (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || (c >= 128 && isForeignLetter(c));

const isNamePart = (c: number): boolean => isNameStart(c) || isDigit(c);

const isForeignLetter = (c: number): boolean => /\p{ID_Continue}/u.test(String.fromCharCode(c));

const bracketStep = (c: number): number => {
  if (c === 40 || c === 91 || c === 123) return 1;
  return c === 41 || c === 93 || c === 125 ? -1 : 0;
};

function endOfLine(text: string, from: number, to: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 || end > to ? to : end;
}
