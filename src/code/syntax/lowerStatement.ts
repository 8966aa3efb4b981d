import type { Node } from 'web-tree-sitter';
import { lowerArguments, lowerExpression, lowerParameters, lowerParts } from './lowerExpression';
import { partsOf, spanOf, textOf } from './nodes';
import { lowerPatterns } from './lowerPattern';
import type { PythonSource } from './trees';
import { isUnfinished } from './unfinished';
import type { Expression, ImportedName, MatchCase, Statement } from './syntax';

/** Blocks inside blocks deeper than this are not read. */
const deepest = 60;

/** Statements of one block that are read. */
const mostStatements = 100_000;

type Lower = (node: Node, source: PythonSource, depth: number) => Statement;

/** The statements of a module or block, in order. */
export function lowerBlock(block: Node | null, source: PythonSource, depth = 0): Statement[] {
  if (!block || depth > deepest) return [];
  const nodes = partsOf(block);
  source.isCut ||= nodes.length > mostStatements;
  return nodes.slice(0, mostStatements).map((node) => lowerStatement(node, source, depth + 1));
}

function lowerStatement(node: Node, source: PythonSource, depth: number): Statement {
  const lower = byType.get(node.type);
  if (lower) return lower(node, source, depth);
  const parts =
    source.hasErrors && (node.isError || node.hasError)
      ? brokenParts(node, source, depth)
      : expressionsOf(node, source);
  return { kind: 'other', parts, at: spanOf(node, source) };
}

const expressionsOf = (node: Node, source: PythonSource): Expression[] => lowerParts(node, source, 0);

/**
 * What can be saved of text that does not parse. A call that is not closed yet swallows the lines after it as its
 * arguments; `name = value` among them is most likely an assignment.
 */
function brokenParts(node: Node, source: PythonSource, depth: number): (Expression | Statement)[] {
  if (depth > deepest) return [];
  return partsOf(node).map((part) => {
    if (part.type === 'keyword_argument') {
      const [name, value] = [part.childForFieldName('name'), part.childForFieldName('value')];
      if (name && value)
        return {
          kind: 'assign',
          targets: [lowerExpression(name, source)],
          value: lowerExpression(value, source),
          at: spanOf(part, source),
        };
    }
    if (part.type === 'argument_list')
      return { kind: 'opaque', parts: lowerArguments(part, source, 0).map((a) => a.value), at: spanOf(part, source) };
    return byType.has(part.type) || part.isError
      ? lowerStatement(part, source, depth + 1)
      : lowerExpression(part, source);
  });
}

const field = (node: Node, name: string, source: PythonSource): Expression => {
  const child = node.childForFieldName(name);
  return child ? lowerExpression(child, source) : { kind: 'opaque', parts: [], at: spanOf(node, source) };
};

const expressionStatement: Lower = (node, source) => {
  const parts = partsOf(node);
  const only = parts.at(0);
  if (only?.type === 'assignment') return assignment(only, source);
  if (only?.type === 'augmented_assignment')
    return {
      kind: 'augment',
      operator: (only.childForFieldName('operator')?.type ?? '=').slice(0, -1),
      target: field(only, 'left', source),
      value: field(only, 'right', source),
      at: spanOf(node, source),
    };
  const value: Expression =
    only && parts.length === 1
      ? lowerExpression(only, source)
      : { kind: 'sequence', type: 'tuple', items: expressionsOf(node, source), at: spanOf(node, source) };
  return { kind: 'expression', value, at: spanOf(node, source) };
};

/** `a = b = value`, with or without a type. */
function assignment(node: Node, source: PythonSource): Statement {
  const targets = [field(node, 'left', source)];
  let right = node.childForFieldName('right');
  while (right?.type === 'assignment') {
    targets.push(field(right, 'left', source));
    right = right.childForFieldName('right');
  }
  const target = targets.at(0);
  if (!right && target) return { kind: 'annotate', target, at: spanOf(node, source) };
  const value: Expression =
    right && !(source.hasErrors && isUnfinished(node))
      ? lowerExpression(right, source)
      : {
          kind: 'opaque',
          parts: right ? [lowerExpression(right, source)] : [],
          unfinished: true,
          at: spanOf(node, source),
        };
  return { kind: 'assign', targets, value, at: spanOf(node, source) };
}

const ifStatement: Lower = (node, source, depth) => {
  const [first, ...others] = node.childrenForFieldName('alternative');
  return {
    kind: 'if',
    test: field(node, 'condition', source),
    then: lowerBlock(node.childForFieldName('consequence'), source, depth),
    otherwise: alternatives(first, others, source, depth),
    at: spanOf(node, source),
  };
};

/** `elif … elif … else` as an `if` in the `else`. */
function alternatives(
  first: Node | undefined,
  others: readonly Node[],
  source: PythonSource,
  depth: number,
): Statement[] {
  if (!first || depth > deepest) return [];
  if (first.type === 'else_clause') return lowerBlock(first.childForFieldName('body'), source, depth);
  const [next, ...rest] = others;
  return [
    {
      kind: 'if',
      test: field(first, 'condition', source),
      then: lowerBlock(first.childForFieldName('consequence'), source, depth),
      otherwise: alternatives(next, rest, source, depth + 1),
      at: spanOf(first, source),
    },
  ];
}

const elseOf = (node: Node, source: PythonSource, depth: number): Statement[] => {
  const clause =
    node.childForFieldName('alternative') ?? node.namedChildren.find((child) => child.type === 'else_clause');
  return clause ? lowerBlock(clause.childForFieldName('body'), source, depth) : [];
};

const tryStatement: Lower = (node, source, depth) => {
  const clauses = partsOf(node);
  const blocksOf = (type: string): Statement[][] =>
    clauses
      .filter((clause) => clause.type === type)
      .map((clause) => lowerBlock(clause.namedChildren.find((child) => child.type === 'block') ?? null, source, depth));
  return {
    kind: 'try',
    body: lowerBlock(node.childForFieldName('body'), source, depth),
    handlers: [...blocksOf('except_clause'), ...blocksOf('except_group_clause')],
    otherwise: elseOf(node, source, depth),
    cleanup: blocksOf('finally_clause').flat(),
    at: spanOf(node, source),
  };
};

const withStatement: Lower = (node, source, depth) => {
  const clause = node.namedChildren.find((child) => child.type === 'with_clause');
  const items = (clause ? partsOf(clause) : []).map((item) => {
    const value = item.childForFieldName('value') ?? item;
    if (value.type !== 'as_pattern') return { value: lowerExpression(value, source), target: null };
    const inner = partsOf(value).at(0);
    return {
      value: inner ? lowerExpression(inner, source) : lowerExpression(value, source),
      target: field(value, 'alias', source),
    };
  });
  return {
    kind: 'with',
    items,
    body: lowerBlock(node.childForFieldName('body'), source, depth),
    at: spanOf(node, source),
  };
};

const matchStatement: Lower = (node, source, depth) => ({
  kind: 'match',
  subject: subjectOf(node, source),
  cases: (node.childForFieldName('body') ?? node).namedChildren
    .filter((child) => child.type === 'case_clause')
    .map((clause) => matchCase(clause, source, depth)),
  at: spanOf(node, source),
});

/** Several between commas are a tuple. */
function subjectOf(node: Node, source: PythonSource): Expression {
  const parts = node.childrenForFieldName('subject').filter((child) => child.isNamed);
  const [first, last] = [parts.at(0), parts.at(-1)];
  if (!first || !last || parts.length === 1) return field(node, 'subject', source);
  const items = parts.map((part) => lowerExpression(part, source));
  return {
    kind: 'sequence',
    type: 'tuple',
    items,
    at: { source, start: first.startIndex, end: last.endIndex },
  };
}

function matchCase(clause: Node, source: PythonSource, depth: number): MatchCase {
  const guard = clause.childForFieldName('guard')?.namedChildren.at(0);
  return {
    pattern: lowerPatterns(clause, source),
    guard: guard ? lowerExpression(guard, source) : null,
    body: lowerBlock(clause.childForFieldName('consequence'), source, depth),
  };
}

const decorated: Lower = (node, source, depth) => {
  const definition = node.childForFieldName('definition');
  const decorators = node.namedChildren
    .filter((child) => child.type === 'decorator')
    .flatMap((child) => expressionsOf(child, source));
  const lowered = definition ? lowerStatement(definition, source, depth) : null;
  if (lowered?.kind === 'function' || lowered?.kind === 'class') return { ...lowered, decorators };
  return { kind: 'other', parts: decorators, at: spanOf(node, source) };
};

const functionDefinition: Lower = (node, source, depth) => {
  const name = node.childForFieldName('name');
  const parameters = node.childForFieldName('parameters');
  const at = spanOf(node, source);
  return {
    kind: 'function',
    name: name ? textOf(name, source) : '',
    parameters: parameters ? lowerParameters(parameters, source) : [],
    decorators: [],
    body: once(() => lowerBlock(source.functionAt(at)?.childForFieldName('body') ?? null, source, depth)),
    at,
  };
};

/** Most functions of a program are never run here, and their bodies never asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

const classDefinition: Lower = (node, source, depth) => {
  const name = node.childForFieldName('name');
  const bases = node.childForFieldName('superclasses');
  return {
    kind: 'class',
    name: name ? textOf(name, source) : '',
    bases: bases ? lowerArguments(bases, source, 0).flatMap((base) => (base.name === null ? [base.value] : [])) : [],
    decorators: [],
    body: lowerBlock(node.childForFieldName('body'), source, depth),
    at: spanOf(node, source),
  };
};

function importedNames(node: Node, source: PythonSource): ImportedName[] {
  return node.childrenForFieldName('name').flatMap((child) => {
    const dotted = child.type === 'aliased_import' ? child.childForFieldName('name') : child;
    const alias = child.type === 'aliased_import' ? child.childForFieldName('alias') : null;
    if (!dotted) return [];
    const path = textOf(dotted, source).replace(/\s/g, '');
    return [{ path, alias: alias ? textOf(alias, source) : null, at: spanOf(dotted, source) }];
  });
}

const fromImport: Lower = (node, source) => {
  const module = node.childForFieldName('module_name');
  const everything = node.namedChildren.find((child) => child.type === 'wildcard_import');
  return {
    kind: 'from import',
    module: module ? textOf(module, source).replace(/\s/g, '') : '',
    names: everything ? [{ path: '*', alias: null, at: spanOf(everything, source) }] : importedNames(node, source),
    at: spanOf(node, source),
  };
};

const leave =
  (how: 'raise' | 'break' | 'continue'): Lower =>
  (node, source) => ({ kind: 'leave', how, parts: expressionsOf(node, source), at: spanOf(node, source) });

const lowering: Readonly<Record<string, Lower>> = {
  expression_statement: expressionStatement,
  if_statement: ifStatement,
  try_statement: tryStatement,
  with_statement: withStatement,
  match_statement: matchStatement,
  decorated_definition: decorated,
  function_definition: functionDefinition,
  class_definition: classDefinition,
  import_from_statement: fromImport,
  // What `__future__` gives are switches, not values.
  future_import_statement: (node, source) => ({ kind: 'other', parts: [], at: spanOf(node, source) }),
  import_statement: (node, source) => ({
    kind: 'import',
    names: importedNames(node, source),
    at: spanOf(node, source),
  }),
  for_statement: (node, source, depth) => ({
    kind: 'for',
    target: field(node, 'left', source),
    iterable: field(node, 'right', source),
    body: lowerBlock(node.childForFieldName('body'), source, depth),
    otherwise: elseOf(node, source, depth),
    at: spanOf(node, source),
  }),
  while_statement: (node, source, depth) => ({
    kind: 'while',
    test: field(node, 'condition', source),
    body: lowerBlock(node.childForFieldName('body'), source, depth),
    otherwise: elseOf(node, source, depth),
    at: spanOf(node, source),
  }),
  return_statement: (node, source) => {
    const value = partsOf(node).at(0);
    return { kind: 'return', value: value ? lowerExpression(value, source) : null, at: spanOf(node, source) };
  },
  raise_statement: leave('raise'),
  break_statement: leave('break'),
  continue_statement: leave('continue'),
  delete_statement: (node, source) => ({
    kind: 'delete',
    targets: expressionsOf(node, source),
    at: spanOf(node, source),
  }),
  global_statement: (node, source) => ({
    kind: 'global',
    names: partsOf(node).map((name) => textOf(name, source)),
    at: spanOf(node, source),
  }),
  block: (node, source, depth) => ({ kind: 'other', parts: lowerBlock(node, source, depth), at: spanOf(node, source) }),
};

const byType = new Map(Object.entries(lowering));
