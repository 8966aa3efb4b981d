import { noBase } from '../../sites/record';
import { argument } from '../arguments';
import type { CallSite, Interpreter } from '../interpreter';
import { loadedClass } from './places';
import { loadingOf, stepsArguments } from './schedulers';
import { lastOf, unknown, type PipelineValue, type Value, type Arguments, Slots } from '../../values/values';

const loaders = new Set(['from_pretrained', 'from_single_file', 'from_pipe', 'from_config']);

/** `XPipeline(...)`, `XPipeline.from_pretrained(...)` and their like; null for any other path. */
export function makePipeline(i: Interpreter, path: string, args: Arguments, site: CallSite): Value | null {
  const last = lastOf(path);
  if (isPipelineClass(last)) return newPipeline(i, last, null, args, site);
  const owner = lastOf(path.slice(0, Math.max(0, path.lastIndexOf('.'))));
  if (!loaders.has(last) || !isPipelineClass(owner)) return null;
  const given =
    argument(args, 0, 'pretrained_model_name_or_path') ?? argument(args, null, 'pretrained_model_link_or_path');
  const source = last === 'from_pipe' ? (given ?? argument(args, null, 'pipeline')) : undefined;
  const model = source?.kind === 'pipeline' ? source.model : (given ?? unknown('no model is given'));
  const pipeline = newPipeline(i, owner, model, args, site);
  if (source?.kind === 'pipeline' && pipeline.attributes.get('scheduler') === undefined)
    i.store.write(pipeline.attributes, 'scheduler', schedulerOf(i, source));
  return owner.startsWith('Flax')
    ? { kind: 'list', type: 'tuple', items: [pipeline, unknown('the parameters of the model')] }
    : pipeline;
}

/** Pipelines of other packages count too: they are derived from diffusers' and hold a scheduler. */
export const isPipelineClass = (name: string): boolean => /^[A-Z]\w*Pipeline(?!Output|Mixin)\w*$/.test(name);

function newPipeline(
  i: Interpreter,
  className: string,
  model: Value | null,
  args: Arguments,
  { expression }: CallSite,
): PipelineValue {
  const attributes = new Slots();
  for (const [name, { value }] of args.named) i.store.write(attributes, name, value);
  const { callee } = expression;
  const anchor = loadedClass(expression);
  const method = callee.kind === 'attribute' && callee.name === 'from_single_file' ? callee.name : 'from_pretrained';
  const loading = model && loadingOf(method, args);
  return { kind: 'pipeline', className, model, loading, attributes, anchor, at: expression.at };
}

/** The scheduler of a pipeline: the one the program assigned, else the one of its model. */
export function schedulerOf(i: Interpreter, pipeline: PipelineValue): Value {
  const given = pipeline.attributes.get('scheduler');
  if (given) return given;
  const { className, model, loading, anchor, at } = pipeline;
  const reason = model ? null : 'the pipeline is put together from parts';
  const own = i.recorder.scheduler({
    className: null,
    subclass: null,
    dynamic: false,
    via: 'from_pretrained',
    options: { positional: [], named: new Map(), spread: null, open: null },
    base: { ...noBase, model, loading, pipelineClass: className, reason },
    anchor,
    at,
  });
  i.store.write(pipeline.attributes, 'scheduler', own);
  return own;
}

/** `pipe(prompt, num_inference_steps=n)`: the arguments that reach the scheduler. */
export function callPipeline(i: Interpreter, pipeline: PipelineValue, args: Arguments, site: CallSite): Value {
  const steps = stepsArguments({ ...args, positional: [] });
  if (steps.size > 0) {
    const call = { kind: 'num_inference_steps', args: steps, pipeline, at: site.expression.at } as const;
    i.recorder.steps(call, schedulerOf(i, pipeline), args.named.get('num_inference_steps')?.nameAt ?? null);
  }
  return unknown('the result of a pipeline');
}

export function pipelineMethod(
  i: Interpreter,
  pipeline: PipelineValue,
  name: string,
  args: Arguments,
  site: CallSite,
): Value | null {
  const own = pipeline.attributes.get(name);
  if (own) return i.call(own, args, site);
  if (args.named.has('num_inference_steps') || name === '__call__') return callPipeline(i, pipeline, args, site);
  if (name === 'register_modules')
    for (const [module, { value }] of args.named) i.store.write(pipeline.attributes, module, value);
  return null;
}
