import { noBase, type Base, type Configuration } from '../../sites/record';
import { argument } from '../arguments';
import { registerToConfig } from '../edits';
import type { CallSite, Interpreter } from '../interpreter';
import { lastName, placesOf } from './places';
import { schedulerClassOf, type SchedulerClass } from './schedulerClass';
import {
  constant,
  snapshot,
  unknown,
  type SchedulerValue,
  type Value,
  type Arguments,
  type Given,
  type LoadingValues,
} from '../../values/values';

/** Keywords of `from_pretrained` and `from_config` that say what to load; they are not options of the scheduler. */
const loaderKeywords = new Set(
  (
    'subfolder revision variant cache_dir torch_dtype return_unused_kwargs return_commit_hash local_files_only use_auth_token token ' +
    'force_download resume_download proxies use_safetensors mirror low_cpu_mem_usage trust_remote_code user_agent'
  ).split(' '),
);

/** Those of them that choose among a model's files. */
const choosingKeywords = ['subfolder', 'revision', 'cache_dir', 'config', 'original_config', 'original_config_file'];

/** The first parameters of nearly every constructor, for arguments given by position. */
const firstOptions = ['num_train_timesteps', 'beta_start', 'beta_end', 'beta_schedule', 'trained_betas'];
const firstFlowOptions = ['num_train_timesteps', 'shift', 'use_dynamic_shifting'];

/** `X(...)` of a scheduler class; null for any other value. */
export function constructScheduler(i: Interpreter, callee: Value, args: Arguments, site: CallSite): Value | null {
  if (callee.kind === 'imported' && callee.assumed && isOfAnOptimizer(args)) return null;
  const made = schedulerClassOf(callee);
  return made && construct(i, made, args, site);
}

/** A learning-rate scheduler, `WarmupScheduler(optimizer, 100)`: diffusers' classes take numbers and strings. */
const isOfAnOptimizer = ({ positional, named }: Arguments): boolean =>
  named.has('optimizer') || positional.some((value) => value.kind !== 'constant');

/** `X.from_config(...)`, `X.from_pretrained(...)` or `X.load_config(...)` of a scheduler class; null for any other. */
export function loadScheduler(
  i: Interpreter,
  owner: Value,
  method: string,
  args: Arguments,
  site: CallSite,
): Value | null {
  const made = schedulerClassOf(owner);
  return made && load(i, made, method, args, site);
}

function construct(i: Interpreter, made: SchedulerClass, args: Arguments, site: CallSite): Value {
  const { className, subclass } = made;
  const names = className.startsWith('FlowMatch') ? firstFlowOptions : firstOptions;
  const named = new Map<string, Given>();
  args.positional.forEach((value, n) => {
    const name = names.at(n);
    if (name) named.set(name, { value, at: null, nameAt: null });
  });
  for (const [name, given] of args.named) named.set(name, given);
  const open = args.positional.length > names.length ? 'options given by position' : args.open;
  const base = args.spread ? baseOf(args.spread) : null;
  return i.recorder.scheduler({
    className,
    subclass,
    via: 'constructor',
    options: { ...args, named, open: open ?? openOf(made, site) },
    base,
    ...placesOf(site, subclass?.name ?? className, made.reexported),
  });
}

/** Why the configuration may contain more than the call gives. */
function openOf({ subclass }: ConfiguredClass, { oneOfSeveral }: CallSite): string | null {
  if (oneOfSeveral) return 'the class depends on which branch runs';
  return subclass?.overrides.includes('__init__') ? `\`${subclass.name}\` has an \`__init__\` of its own` : null;
}

/** A known class, or null for the class of a model's own scheduler. */
type ConfiguredClass = Pick<Configuration, 'className' | 'subclass'> & { readonly reexported?: boolean };

function load(i: Interpreter, made: ConfiguredClass, method: string, args: Arguments, site: CallSite): Value | null {
  if (method === 'load_config') return loadConfig(i, args, site);
  if (method !== 'from_config' && method !== 'from_pretrained') return null;
  const given = argument(args, 0, method === 'from_config' ? 'config' : 'pretrained_model_name_or_path') ?? args.spread;
  const loading = loadingOf('from_pretrained', args);
  const base = method === 'from_config' ? baseOf(given, loading) : modelBase(given, loading);
  const named = new Map<string, Given>();
  for (const [name, option] of args.named) if (!isLoaderKeyword(name)) named.set(name, option);
  const { className, subclass } = made;
  const options = { ...args, named, open: args.open ?? openOf(made, site) };
  const scheduler = i.recorder.scheduler({
    className,
    subclass,
    via: method,
    options,
    base,
    ...placesOf(site, subclass?.name ?? className, made.reexported),
  });
  const both = className?.startsWith('Flax') === true || argument(args, null, 'return_unused_kwargs') !== undefined;
  return both
    ? { kind: 'list', type: 'tuple', items: [scheduler, unknown('what from_config did not use')] }
    : scheduler;
}

/** `X.load_config(model)`: the configuration of the scheduler that X.from_pretrained would make, for any X. */
function loadConfig(i: Interpreter, args: Arguments, site: CallSite): Value {
  const base = modelBase(argument(args, 0, 'pretrained_model_name_or_path'), loadingOf('from_pretrained', args));
  const options = { ...args, named: new Map<string, Given>() };
  const of = i.recorder.scheduler({
    className: null,
    subclass: null,
    via: 'from_pretrained',
    options,
    base,
    ...placesOf(site, null),
  });
  const config: Value = { kind: 'config', of };
  const both = ['return_unused_kwargs', 'return_commit_hash'].some((name) => args.named.has(name));
  return both ? { kind: 'list', type: 'tuple', items: [config, unknown('what load_config did not use')] } : config;
}

/** The keywords that choose among a model's files. */
export function loadingOf(method: LoadingValues['method'], args: Arguments): LoadingValues {
  const given = choosingKeywords.flatMap((name) => {
    const value = args.named.get(name)?.value;
    return value && (name !== 'config' || method === 'from_single_file') ? [[name, value] as const] : [];
  });
  return { method, keywords: new Map(given) };
}

const isLoaderKeyword = (name: string): boolean =>
  loaderKeywords.has(name) || name === 'config' || name === 'pretrained_model_name_or_path' || name.startsWith('_');

const modelBase = (model: Value | undefined | null, loading: LoadingValues | null): Base => ({
  ...noBase,
  loading,
  model: model ?? unknown('no model is given'),
});

/** The base of a configuration given to `from_config`. */
function baseOf(given: Value | undefined | null, loading: LoadingValues | null = null): Base {
  if (given?.kind === 'config') return schedulerBase(given.of);
  if (given?.kind === 'scheduler') return schedulerBase(given);
  if (given?.kind === 'constant' && typeof given.value === 'string') return modelBase(given, loading);
  if (given?.kind !== 'dict') return { ...noBase, reason: reasonOf(given) };
  const rest = given.entries.get('**');
  const entries = given.entries.pairs().filter(([name]) => name !== '**' && !name.startsWith('_'));
  return { ...(rest ? baseOf(rest) : noBase), config: new Map(entries) };
}

const schedulerBase = (of: SchedulerValue): Base => ({ ...noBase, scheduler: of, edits: snapshot(of.edits.items) });

function reasonOf(given: Value | undefined | null): string {
  if (given?.kind === 'unknown') return given.reason;
  return given?.kind === 'choice' ? 'it depends on which branch runs' : 'no configuration is given';
}

/** A method of a scheduler object; null for those that do not affect its schedule. */
export function schedulerMethod(
  i: Interpreter,
  scheduler: SchedulerValue,
  name: string,
  args: Arguments,
  site: CallSite,
): Value | null {
  const { callee, at } = site.expression;
  if (name === 'set_timesteps') {
    const call = { kind: name, args: stepsArguments(args), pipeline: null, at } as const;
    i.recorder.steps(call, scheduler, lastName(callee));
    return constant(null, at);
  }
  if (name === 'register_to_config') {
    registerToConfig(i, scheduler, args);
    return constant(null, at);
  }
  return load(i, scheduler, name, args, site);
}

/** Arguments that decide the timesteps, under diffusers' names; the count may be given by position. */
export function stepsArguments(args: Arguments): ReadonlyMap<string, Value> {
  const found = new Map<string, Value>();
  const count = args.positional.at(0);
  if (count) found.set('num_inference_steps', count);
  for (const name of ['num_inference_steps', 'timesteps', 'sigmas', 'mu']) {
    const given = args.named.get(name);
    if (given) found.set(name, given.value);
  }
  return found;
}
