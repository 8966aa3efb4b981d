import type { Expression, Statement } from '../syntax';
import { Tokens } from './tokens';

/** What the parts of the grammar ask of each other, over the tokens they read. */
export abstract class Reading extends Tokens {
  /** `a if b else c`, `lambda`, `name := value`, or anything that binds more tightly. */
  abstract expression(): Expression;
  /** Operators that bind at least as tightly as `least`, and their operands. */
  abstract operation(least: number): Expression;
  /** Statements up to the end of the text or block, which is not read. */
  abstract statements(): Statement[];
  /** Statements between semicolons, to the end of the line. */
  abstract simpleLine(): Statement[];
  /** A part of the text that is an expression: what stands in the braces of an f-string. */
  abstract part(from: number, to: number): Reading;
}
