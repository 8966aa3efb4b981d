import type { Node } from 'web-tree-sitter';
import { numberOf } from './literals';
import { stringParts } from './strings';
import { isCode, partsOf, spanOf, textOf } from './nodes';
import type { PythonSource } from './trees';
import type { Argument, ComprehensionClause, Expression, NameExpression, Parameter, Span } from './syntax';
import { isUnfinished, segmentsOf, type Segment } from './unfinished';

/** Deeper than any code written by hand; keeps the recursion within the stack. */
const deepest = 150;

/** Items of one sequence that are read. */
const mostItems = 100_000;

type Lower = (node: Node, source: PythonSource, depth: number) => Expression;

/**
 * One level of tree-sitter's expression nodes as {@link Expression}s. Broken parts become `opaque`; nothing throws.
 *
 * @param type the node's type, where it is known already: every question to a node goes into WebAssembly
 */
export function lowerExpression(node: Node, source: PythonSource, depth = 0, type = node.type): Expression {
  if (depth > deepest) return { kind: 'opaque', parts: [], at: spanOf(node, source) };
  if (source.hasErrors && (node.isMissing || (isUnfinished(node) && type !== 'call')))
    return unfinished(partsOf(node), source, spanOf(node, source), depth + 1);
  const lower = byType.get(type);
  return lower ? lower(node, source, depth + 1) : opaque(node, source, depth + 1);
}

/** The parts of a node as expressions, in order. */
export function lowerParts(node: Node, source: PythonSource, depth: number): Expression[] {
  const parts: Expression[] = [];
  for (const part of node.namedChildren) {
    const { type } = part;
    if (isCode(type)) parts.push(lowerExpression(part, source, depth, type));
  }
  return parts;
}

function opaque(node: Node, source: PythonSource, depth: number): Expression {
  return {
    kind: 'opaque',
    parts: lowerParts(node, source, depth),
    at: spanOf(node, source),
  };
}

function field(node: Node, name: string, source: PythonSource, depth: number): Expression {
  const child = node.childForFieldName(name);
  return child ? lowerExpression(child, source, depth) : { kind: 'opaque', parts: [], at: spanOf(node, source) };
}

/** Parentheses, `await`, a type: the value is that of the one thing inside. */
const inner: Lower = (node, source, depth) => {
  const parts = partsOf(node);
  const part = parts.at(0);
  return part && parts.length === 1 ? lowerExpression(part, source, depth) : opaque(node, source, depth);
};

const constant =
  (value: null | boolean): Lower =>
  (node, source) => ({ kind: 'literal', value, at: spanOf(node, source) });

const number: Lower = (node, source, depth) => {
  const value = numberOf(textOf(node, source));
  return value === null ? opaque(node, source, depth) : { kind: 'literal', value, at: spanOf(node, source) };
};

export const lowerName = (node: Node, source: PythonSource): NameExpression => ({
  kind: 'name',
  name: textOf(node, source),
  at: spanOf(node, source),
});

const sequence =
  (type: 'list' | 'tuple' | 'set'): Lower =>
  (node, source, depth) => {
    const at = spanOf(node, source);
    if (node.namedChildCount > mostItems) return { kind: 'opaque', parts: [], at };
    return { kind: 'sequence', type, items: lowerParts(node, source, depth), at };
  };

const string: Lower = (node, source, depth) => ({
  kind: 'text',
  parts: stringParts(node, source, lowerExpression, depth),
  at: spanOf(node, source),
});

const concatenated: Lower = (node, source, depth) => ({
  kind: 'text',
  parts: partsOf(node).flatMap((part) => stringParts(part, source, lowerExpression, depth)),
  at: spanOf(node, source),
});

/** Arguments of a call; of one that is half typed, what can be told of them. */
export function lowerArguments(list: Node, source: PythonSource, depth: number): Argument[] {
  if (list.type === 'generator_expression') return [argument(list, source, depth)];
  if (source.hasErrors && list.hasError) return segmentsOf(list).map((segment) => argumentOf(segment, source, depth));
  return partsOf(list).map((part) => argument(part, source, depth));
}

function argumentOf({ pieces, name, value }: Segment, source: PythonSource, depth: number): Argument {
  if (value && !name) return argument(value, source, depth);
  const said = name ? pieces.slice(1) : pieces;
  const at = { source, start: said[0].startIndex, end: said[said.length - 1].endIndex };
  return {
    name: name && textOf(name, source),
    nameAt: name && spanOf(name, source),
    splat: null,
    value: value ? lowerExpression(value, source, depth) : unfinished(said, source, at, depth),
  };
}

/** What is half typed has no value, but what is called in it is called. */
function unfinished(pieces: readonly Node[], source: PythonSource, at: Span, depth: number): Expression {
  const parts = pieces.filter(({ isNamed }) => isNamed).map((piece) => lowerExpression(piece, source, depth));
  return { kind: 'opaque', parts, unfinished: true, at };
}

function argument(part: Node, source: PythonSource, depth: number): Argument {
  const { type } = part;
  if (type === 'keyword_argument') {
    const name = part.childForFieldName('name');
    if (name)
      return {
        name: textOf(name, source),
        nameAt: spanOf(name, source),
        splat: null,
        value: field(part, 'value', source, depth),
      };
  }
  const splat = type === 'dictionary_splat' ? '**' : type === 'list_splat' ? '*' : null;
  return {
    name: null,
    nameAt: null,
    splat,
    value: splat ? inner(part, source, depth) : lowerExpression(part, source, depth, type),
  };
}

const dictionary: Lower = (node, source, depth) => ({
  kind: 'dict',
  entries: partsOf(node).map((entry) =>
    entry.type === 'pair'
      ? { key: field(entry, 'key', source, depth), value: field(entry, 'value', source, depth) }
      : { key: null, value: inner(entry, source, depth) },
  ),
  at: spanOf(node, source),
});

const subscript: Lower = (node, source, depth) => {
  const indices = node.childrenForFieldName('subscript').filter((child) => child.isNamed);
  const only = indices.at(0);
  const index: Expression =
    only && indices.length === 1
      ? lowerExpression(only, source, depth)
      : {
          kind: 'sequence',
          type: 'tuple',
          items: indices.map((i) => lowerExpression(i, source, depth)),
          at: spanOf(node, source),
        };
  return { kind: 'subscript', object: field(node, 'value', source, depth), index, at: spanOf(node, source) };
};

const slice: Lower = (node, source, depth) => {
  const bounds: (Expression | null)[] = [null];
  for (const child of node.children) {
    if (child.type === ':') bounds.push(null);
    else if (child.isNamed) bounds[bounds.length - 1] = lowerExpression(child, source, depth);
  }
  return { kind: 'slice', bounds, at: spanOf(node, source) };
};

const comparison: Lower = (node, source, depth) => ({
  kind: 'compare',
  operators: node.childrenForFieldName('operators').map((operator) => operator.type),
  operands: lowerParts(node, source, depth),
  at: spanOf(node, source),
});

const conditional: Lower = (node, source, depth) => {
  const [then, test, otherwise] = [0, 1, 2].map((n) => partsOf(node).at(n));
  if (!then || !test || !otherwise) return opaque(node, source, depth);
  return {
    kind: 'conditional',
    then: lowerExpression(then, source, depth),
    test: lowerExpression(test, source, depth),
    otherwise: lowerExpression(otherwise, source, depth),
    at: spanOf(node, source),
  };
};

const comprehension =
  (type: 'list' | 'dict' | 'set'): Lower =>
  (node, source, depth) => {
    const body = node.childForFieldName('body');
    if (!body) return opaque(node, source, depth);
    const pair = body.type === 'pair';
    return {
      kind: 'comprehension',
      type,
      key: pair ? field(body, 'key', source, depth) : null,
      value: pair ? field(body, 'value', source, depth) : lowerExpression(body, source, depth),
      clauses: clausesOf(node, source, depth),
      at: spanOf(node, source),
    };
  };

function clausesOf(node: Node, source: PythonSource, depth: number): ComprehensionClause[] {
  const clauses: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
  for (const part of partsOf(node)) {
    if (part.type === 'for_in_clause') {
      const [target, iterable] = [field(part, 'left', source, depth), field(part, 'right', source, depth)];
      clauses.push({ target, iterable, conditions: [] });
    } else if (part.type === 'if_clause') clauses.at(-1)?.conditions.push(inner(part, source, depth));
  }
  return clauses;
}

const lambda: Lower = (node, source, depth) => {
  const parameters = node.childForFieldName('parameters');
  return {
    kind: 'lambda',
    parameters: parameters ? lowerParameters(parameters, source) : [],
    body: field(node, 'body', source, depth),
    at: spanOf(node, source),
  };
};

export function lowerParameters(list: Node, source: PythonSource): Parameter[] {
  const parameters: Parameter[] = [];
  let keywordOnly = false;
  for (const part of partsOf(list)) {
    const typed = part.type === 'typed_parameter' ? (part.namedChild(0) ?? part) : part;
    const splat = typed.type === 'list_splat_pattern' ? '*' : typed.type === 'dictionary_splat_pattern' ? '**' : null;
    const name = splat ? typed.namedChild(0) : (typed.childForFieldName('name') ?? typed);
    const value = part.childForFieldName('value');
    if (name?.type === 'identifier')
      parameters.push({
        name: textOf(name, source),
        splat,
        keywordOnly,
        fallback: value ? lowerExpression(value, source) : null,
      });
    if (splat === '*' || part.type === 'keyword_separator') keywordOnly = true;
  }
  return parameters;
}

const lowering: Readonly<Record<string, Lower>> = {
  identifier: lowerName,
  // Words that are names where Python 3 reads them, such as `print`.
  keyword_identifier: lowerName,
  integer: number,
  float: number,
  true: constant(true),
  false: constant(false),
  none: constant(null),
  string,
  concatenated_string: concatenated,
  list: sequence('list'),
  tuple: sequence('tuple'),
  set: sequence('set'),
  expression_list: sequence('tuple'),
  pattern_list: sequence('tuple'),
  list_pattern: sequence('list'),
  tuple_pattern: sequence('tuple'),
  dictionary,
  slice,
  subscript,
  parenthesized_expression: inner,
  await: inner,
  type: inner,
  as_pattern_target: inner,
  attribute: (node, source, depth) => {
    const name = node.childForFieldName('attribute');
    if (!name) return opaque(node, source, depth);
    const object = field(node, 'object', source, depth);
    return {
      kind: 'attribute',
      object,
      name: textOf(name, source),
      nameAt: spanOf(name, source),
      at: spanOf(node, source),
    };
  },
  call: (node, source, depth) => {
    const list = node.childForFieldName('arguments');
    const args = list ? lowerArguments(list, source, depth) : [];
    return { kind: 'call', callee: field(node, 'function', source, depth), args, at: spanOf(node, source) };
  },
  list_splat: (node, source, depth) => ({ kind: 'splat', value: inner(node, source, depth), at: spanOf(node, source) }),
  list_splat_pattern: (node, source, depth) => ({
    kind: 'splat',
    value: inner(node, source, depth),
    at: spanOf(node, source),
  }),
  unary_operator: (node, source, depth) => ({
    kind: 'unary',
    operator: node.childForFieldName('operator')?.type ?? '',
    operand: field(node, 'argument', source, depth),
    at: spanOf(node, source),
  }),
  not_operator: (node, source, depth) => ({
    kind: 'unary',
    operator: 'not',
    operand: field(node, 'argument', source, depth),
    at: spanOf(node, source),
  }),
  binary_operator: (node, source, depth) => ({
    kind: 'binary',
    operator: node.childForFieldName('operator')?.type ?? '',
    left: field(node, 'left', source, depth),
    right: field(node, 'right', source, depth),
    at: spanOf(node, source),
  }),
  boolean_operator: (node, source, depth) => ({
    kind: 'logical',
    operator: node.childForFieldName('operator')?.type === 'and' ? 'and' : 'or',
    left: field(node, 'left', source, depth),
    right: field(node, 'right', source, depth),
    at: spanOf(node, source),
  }),
  comparison_operator: comparison,
  conditional_expression: conditional,
  lambda,
  list_comprehension: comprehension('list'),
  generator_expression: comprehension('list'),
  set_comprehension: comprehension('set'),
  dictionary_comprehension: comprehension('dict'),
  named_expression: (node, source, depth) => {
    const name = node.childForFieldName('name');
    if (!name) return opaque(node, source, depth);
    return {
      kind: 'walrus',
      target: lowerName(name, source),
      value: field(node, 'value', source, depth),
      at: spanOf(node, source),
    };
  },
};

const byType = new Map(Object.entries(lowering));
