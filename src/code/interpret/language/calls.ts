import type { Argument, CallExpression, Span } from '../../syntax/syntax';
import { combined } from '../arguments';
import { parserMethod } from '../library/argparse';
import { dataclassMethod } from '../library/commandClasses';
import { callBuiltin } from '../library/builtins';
import { instantiate, member } from '../classes';
import { memberOf } from './imports';
import { callFunction } from '../functions';
import type { CallSite, Interpreter } from '../interpreter';
import { onEach } from '../../values/join';
import { valueMethod } from '../library/methods';
import { callPipeline, makePipeline, pipelineMethod } from '../diffusers/pipelines';
import { constructScheduler, loadScheduler, schedulerMethod, stepsArguments } from '../diffusers/schedulers';
import {
  imported,
  lastOf,
  unknown,
  type Value,
  type Scope,
  type Arguments,
  type Given,
  type Imported,
} from '../../values/values';

/** Methods that return the object they are called on. */
const passThrough = new Set(
  'to cuda cpu half float bfloat16 eval train double requires_grad_ contiguous copy clone detach'.split(' '),
);

/** `callee(arguments)`: callee and arguments are evaluated in Python's order, then the call is made on every alternative. */
export function evaluateCall(i: Interpreter, e: CallExpression, scope: Scope): Value {
  if (e.callee.kind === 'attribute') {
    const { name } = e.callee;
    const object = i.evaluate(e.callee.object, scope);
    const args = evaluateArguments(i, e.args, scope);
    const site = siteOf(e, scope, object);
    return onEach(object, (one) => callMethod(i, one, name, args, site));
  }
  const callee = i.evaluate(e.callee, scope);
  const args = evaluateArguments(i, e.args, scope);
  const site = siteOf(e, scope, callee);
  return onEach(callee, (one) => i.call(one, args, site));
}

const siteOf = (expression: CallExpression, scope: Scope, on: Value): CallSite => ({
  expression,
  scope,
  oneOfSeveral: on.kind === 'choice',
});

/** Evaluates arguments and unpacks `*` and `**` where their content is known. */
export function evaluateArguments(i: Interpreter, args: readonly Argument[], scope: Scope): Arguments {
  const positional: Value[] = [];
  const named = new Map<string, Given>();
  let spread: Value | null = null;
  let open: string | null = null;
  for (const { name, nameAt, splat, value: expression } of args) {
    const value = i.evaluate(expression, scope);
    if (name !== null) named.set(name, { value, at: nameAt && whole(nameAt, expression.at), nameAt });
    // Python takes no positional argument after a keyword: it is a name that is being typed.
    else if (splat === null) {
      if (named.size === 0) positional.push(value);
    } else if (splat === '*' && value.kind === 'list') positional.push(...value.items);
    else if (splat === '**' && value.kind === 'dict') {
      for (const [key, entry] of value.entries.pairs())
        if (key !== '**') named.set(key, { value: entry, at: null, nameAt: null });
      const rest = value.entries.get('**');
      if (rest?.kind === 'config') spread = rest;
      else if (rest) open = rest.kind === 'unknown' ? rest.reason : 'unpacked values';
    } else if (splat === '**' && value.kind === 'config') spread = value;
    else open = value.kind === 'unknown' ? value.reason : 'unpacked values that depend on which branch runs';
  }
  return { positional, named, spread, open };
}

const whole = (from: Span, to: Span): Span => ({ source: from.source, start: from.start, end: to.end });

/** Calls a value that is not one of several. */
export function call(i: Interpreter, callee: Value, args: Arguments, site: CallSite): Value {
  i.spend();
  switch (callee.kind) {
    case 'choice':
      return onEach(callee, (one) => call(i, one, args, site));
    case 'function':
      return i.recorder.during(site.expression, () => callFunction(i, callee, args));
    case 'class':
      return (
        constructScheduler(i, callee, args, site) ??
        i.recorder.during(site.expression, () => instantiate(i, callee, args))
      );
    case 'partial':
      return i.call(callee.callee, combined(callee.given, args), site);
    case 'imported':
      return callImported(i, callee, args, site);
    case 'pipeline':
      return callPipeline(i, callee, args, site);
    case 'instance': {
      const method = member(callee, '__call__');
      return method ? i.call(method, args, site) : foreign(i, callee, args, site);
    }
    default:
      return foreign(i, callee, args, site);
  }
}

function callImported(i: Interpreter, callee: Imported, args: Arguments, site: CallSite): Value {
  const { path } = callee;
  const owner = imported(path.slice(0, Math.max(0, path.lastIndexOf('.'))));
  return (
    constructScheduler(i, callee, args, site) ??
    loadScheduler(i, owner, lastOf(path), args, site) ??
    makePipeline(i, path, args, site) ??
    callBuiltin(i, path, args, site) ??
    foreign(i, callee, args, site)
  );
}

function callMethod(i: Interpreter, object: Value, name: string, args: Arguments, site: CallSite): Value {
  switch (object.kind) {
    case 'scheduler':
      return schedulerMethod(i, object, name, args, site) ?? otherMethod(i, object, name, args, site);
    case 'pipeline':
      return pipelineMethod(i, object, name, args, site) ?? otherMethod(i, object, name, args, site);
    case 'imported':
      return i.call(memberOf(i, object, name), args, site);
    case 'parser':
    case 'namespace':
      return (
        dataclassMethod(i, object, name, args) ??
        parserMethod(i, object, name, args) ??
        unknown('command-line arguments')
      );
    case 'class':
    case 'instance':
      return callMember(i, object, name, args, site);
    default:
      return valueMethod(i, object, name, args, site) ?? otherMethod(i, object, name, args, site);
  }
}

function callMember(
  i: Interpreter,
  object: Extract<Value, { kind: 'class' | 'instance' }>,
  name: string,
  args: Arguments,
  site: CallSite,
): Value {
  const method = member(object, name);
  const { callee } = site.expression;
  if (method && name === 'set_timesteps' && callee.kind === 'attribute')
    i.recorder.unattached(
      name,
      unknown("an object whose class is not diffusers'"),
      callee.nameAt,
      stepsArguments(args),
    );
  if (method) return i.call(method, args, site);
  if (object.kind === 'instance' && name === 'register_modules') {
    for (const [module, { value }] of args.named) i.store.write(object.attributes, module, value);
    return unknown('nothing');
  }
  const scheduler = loadScheduler(i, object, name, args, site);
  if (scheduler) return scheduler;
  const base = (object.kind === 'class' ? object : object.of).bases.find((one) => one.kind === 'imported');
  const made =
    base?.kind === 'imported' && object.kind === 'class' ? makePipeline(i, `${base.path}.${name}`, args, site) : null;
  return made ?? otherMethod(i, object, name, args, site);
}

/** A method that is not followed; `set_timesteps` may be a scheduler's on any object. */
function otherMethod(i: Interpreter, object: Value, name: string, args: Arguments, site: CallSite): Value {
  const { callee } = site.expression;
  if (passThrough.has(name)) return object;
  if (callee.kind !== 'attribute') return foreign(i, object, args, site);
  if (name === 'set_timesteps') i.recorder.unattached('set_timesteps', object, callee.nameAt, stepsArguments(args));
  return foreign(i, object, args, site);
}

/** A call into code that is not available. */
function foreign(i: Interpreter, callee: Value, args: Arguments, site: CallSite): Value {
  const steps = args.named.get('num_inference_steps');
  if (steps?.nameAt) i.recorder.unattached('num_inference_steps', callee, steps.nameAt, stepsArguments(args));
  const { source, start, end } = site.expression.callee.at;
  const text = source.text.slice(start, Math.min(end, start + 60)).replace(/\s+/g, ' ');
  return unknown(`the result of \`${text}(…)\``);
}
