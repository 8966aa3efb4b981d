import type { Configuration } from '../../sites/record';
import type { CallExpression, Expression, Span } from '../../syntax/syntax';
import { slotsFor } from '../../values/scope';
import type { CallSite } from '../interpreter';

/** The last name of an expression: the identifier that a reader would hover. */
export const lastName = (e: Expression): Span => (e.kind === 'attribute' ? e.nameAt : e.at);

/** The spans of a configuration, and whether its class is named there. */
export type Places = Pick<Configuration, 'anchor' | 'at' | 'dynamic'>;

/**
 * The identifier to hover: the class where it is named. For a variable, a table or an object
 * (`SCHEDULERS[name].from_config(…)`), the method that is called is included.
 *
 * @param className as diffusers names it; null when the class is not known
 * @param reexported the class is imported from another module of the workspace, which imported it itself
 */
export function placesOf(
  { expression, scope, oneOfSeveral }: CallSite,
  className: string | null,
  reexported = false,
): Places {
  const { callee, at } = expression;
  const loads = callee.kind === 'attribute' && callee.name.startsWith('from_');
  const holder = loads ? callee.object : callee;
  const anchor = lastName(holder);
  const isNamed = textOf(anchor) === className;
  const dynamic = reexported || (!isNamed && (oneOfSeveral || isParameter(holder, scope)));
  return { at, dynamic, anchor: loads && !isNamed ? withMethod(anchor, callee.nameAt) : anchor };
}

const textOf = ({ source, start, end }: Span): string => source.text.slice(start, end);

/** Whether an expression is a parameter, or the class of one. */
function isParameter(holder: Expression, scope: CallSite['scope']): boolean {
  if (holder.kind === 'attribute') return isParameter(holder.object, scope) && holder.name === '__class__';
  return (
    holder.kind === 'name' && scope.frame.parameters.has(holder.name) && slotsFor(holder.name, scope) === scope.slots
  );
}

/** From the class to its method, when they are on one line. */
function withMethod(anchor: Span, method: Span): Span {
  const between = anchor.source.text.slice(anchor.start, method.start);
  return between.includes('\n') ? method : { ...anchor, end: method.end };
}

/** The class that a call constructs or loads: `Pipeline` of `Pipeline.from_pretrained(…)`. */
export const loadedClass = ({ callee }: CallExpression): Span =>
  lastName(callee.kind === 'attribute' && callee.name.startsWith('from_') ? callee.object : callee);
