import type { SourceRange } from '../../json/value';
import type { Source } from './source';

/** A stretch of one source; offsets in UTF-16 units. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

interface At {
  readonly at: Span;
}

export interface NameExpression extends At {
  readonly kind: 'name';
  readonly name: string;
}

export interface AttributeExpression extends At {
  readonly kind: 'attribute';
  readonly object: Expression;
  readonly name: string;
  readonly nameAt: Span;
}

export interface SubscriptExpression extends At {
  readonly kind: 'subscript';
  readonly object: Expression;
  readonly index: Expression;
}

export interface CallExpression extends At {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly args: readonly Argument[];
}

/** `name` is set for keywords, `splat` for `*x` and `**x`. */
export interface Argument {
  readonly name: string | null;
  readonly nameAt: Span | null;
  readonly splat: '*' | '**' | null;
  readonly value: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly splat: '*' | '**' | null;
  /** After `*`: can only be given by name. */
  readonly keywordOnly: boolean;
  readonly fallback: Expression | null;
}

/** What one `for … in … if …` of a comprehension says. */
export interface ComprehensionClause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

/** The part of Python's expressions that the interpreter tells apart; everything else is `opaque`, with its parts. */
export type Expression =
  | NameExpression
  | AttributeExpression
  | SubscriptExpression
  | CallExpression
  | (At & { readonly kind: 'literal'; readonly value: null | boolean | number | string })
  | (At & { readonly kind: 'text'; readonly parts: readonly (string | Expression)[] })
  | (At & { readonly kind: 'sequence'; readonly type: 'list' | 'tuple' | 'set'; readonly items: readonly Expression[] })
  | (At & { readonly kind: 'dict'; readonly entries: readonly { key: Expression | null; value: Expression }[] })
  | (At & { readonly kind: 'slice'; readonly bounds: readonly (Expression | null)[] })
  | (At & { readonly kind: 'splat'; readonly value: Expression })
  | (At & { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression })
  | (At & { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression })
  | (At & {
      readonly kind: 'logical';
      readonly operator: 'and' | 'or';
      readonly left: Expression;
      readonly right: Expression;
    })
  | (At & { readonly kind: 'compare'; readonly operators: readonly string[]; readonly operands: readonly Expression[] })
  | (At & {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise: Expression;
    })
  | (At & { readonly kind: 'lambda'; readonly parameters: readonly Parameter[]; readonly body: Expression })
  | (At & { readonly kind: 'walrus'; readonly target: NameExpression; readonly value: Expression })
  | (At & {
      readonly kind: 'comprehension';
      readonly type: 'list' | 'dict' | 'set';
      readonly key: Expression | null;
      readonly value: Expression;
      readonly clauses: readonly ComprehensionClause[];
    })
  | (At & {
      readonly kind: 'opaque';
      readonly parts: readonly Expression[];
      /** It is half typed. */
      readonly unfinished?: true;
    });

export interface FunctionDefinition extends At {
  readonly kind: 'function';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Expression[];
  /** Its statements, read when they are first asked for. */
  readonly body: () => readonly Statement[];
}

export interface ClassDefinition extends At {
  readonly kind: 'class';
  readonly name: string;
  readonly bases: readonly Expression[];
  readonly decorators: readonly Expression[];
  readonly body: readonly Statement[];
}

export interface ImportedName {
  /** Dotted path in the imported module, or of the module itself. */
  readonly path: string;
  readonly alias: string | null;
  /** The identifier that a reader would hover. */
  readonly at: Span;
}

/**
 * `case pattern if guard:`. A pattern is kept as the expression that looks like it: `a | b` as the operator, `p as name`
 * as `name := p`, `Class(x, y=z)` as a call. Null for one that is not read: it may match, and what it binds is not known.
 */
export interface MatchCase {
  readonly pattern: Expression | null;
  readonly guard: Expression | null;
  readonly body: readonly Statement[];
}

export type Statement =
  | FunctionDefinition
  | ClassDefinition
  | (At & { readonly kind: 'expression'; readonly value: Expression })
  | (At & { readonly kind: 'assign'; readonly targets: readonly Expression[]; readonly value: Expression })
  | (At & {
      readonly kind: 'augment';
      readonly operator: string;
      readonly target: Expression;
      readonly value: Expression;
    })
  | (At & { readonly kind: 'annotate'; readonly target: Expression })
  | (At & { readonly kind: 'import'; readonly names: readonly ImportedName[] })
  | (At & { readonly kind: 'from import'; readonly module: string; readonly names: readonly ImportedName[] })
  | (At & {
      readonly kind: 'if';
      readonly test: Expression;
      readonly then: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (At & {
      readonly kind: 'for';
      readonly target: Expression;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (At & {
      readonly kind: 'while';
      readonly test: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | (At & {
      readonly kind: 'with';
      readonly items: readonly { value: Expression; target: Expression | null }[];
      readonly body: readonly Statement[];
    })
  | (At & {
      readonly kind: 'try';
      readonly body: readonly Statement[];
      readonly handlers: readonly (readonly Statement[])[];
      readonly otherwise: readonly Statement[];
      readonly cleanup: readonly Statement[];
    })
  | (At & { readonly kind: 'match'; readonly subject: Expression; readonly cases: readonly MatchCase[] })
  | (At & { readonly kind: 'return'; readonly value: Expression | null })
  /** `raise`, `break`, `continue`: control leaves here. */
  | (At & {
      readonly kind: 'leave';
      readonly how: 'raise' | 'break' | 'continue';
      readonly parts: readonly Expression[];
    })
  | (At & { readonly kind: 'delete'; readonly targets: readonly Expression[] })
  | (At & { readonly kind: 'global'; readonly names: readonly string[] })
  /** Anything else, and text that could not be parsed: what is inside is still looked at, in order. */
  | (At & { readonly kind: 'other'; readonly parts: readonly (Expression | Statement)[] });

/** The range of a span, in the words that leave this room. */
export function rangeOf(span: Span): SourceRange {
  const from = span.source.position(span.start);
  const to = span.source.position(span.end);
  return { cell: span.source.cell, line: from.line, col: from.col, endLine: to.line, endCol: to.col };
}
