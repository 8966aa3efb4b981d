import type { Source } from '../source';
import type { Expression, Statement } from '../syntax';
import { expression, operation } from './expressions';
import { patterns } from './patterns';
import { Reading } from './reading';
import { simpleLine, statements } from './statements';
import { Unreadable } from './tokens';

/**
 * The statements of a text, read in one pass. Null for a text with anything in it that is not plainly Python 3: what is
 * half typed, Python 2, or too deep to be read by recursion. Those are left to tree-sitter.
 */
export function readModule(source: Source): readonly Statement[] | null {
  try {
    const reading = new PythonReading(source);
    const list = reading.statements();
    return reading.type === 'end' ? list : null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** The patterns of a `case` that stand in a stretch of a text; null where that is anything else. */
export function readPatterns(source: Source, from: number, to: number): Expression | null {
  try {
    const reading = new PythonReading(source, from, to, true);
    const pattern = patterns(reading);
    return reading.type === 'end' ? pattern : null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

/** Puts the parts of the grammar together. */
class PythonReading extends Reading {
  expression(): Expression {
    return expression(this);
  }

  operation(least: number): Expression {
    return operation(this, least);
  }

  statements(): Statement[] {
    return statements(this);
  }

  simpleLine(): Statement[] {
    return simpleLine(this);
  }

  part(from: number, to: number): Reading {
    return new PythonReading(this.source, from, to, true);
  }
}
