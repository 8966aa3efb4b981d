/**
 * From the keywords a user passed to typed values. Source: diffusers, configuration_utils.py
 * (`register_to_config`, `ConfigMixin.extract_init_dict`).
 */
import { given, type Config } from './define';
import type { Option } from '../options/option';
import type { Options } from '../options/options';
import { nearest } from '../options/nearest';
import { pythonType, raise, repr, truthy } from '../arithmetic/python';

type Keywords = Readonly<Record<string, unknown>>;

/** Keywords of a call: private ones are dropped, unknown ones refused, and required ones must be there. @throws TypeError */
export function fromKeywords(options: Options, keywords: Keywords, callee: string): Keywords {
  const known = Object.entries(keywords).filter(([name]) => !name.startsWith('_'));
  for (const [name] of known) {
    if (!Object.hasOwn(options, name)) {
      raise(
        'TypeError',
        `${callee} got an unexpected keyword argument '${name}'`,
        nearest(name, Object.keys(options)) ?? `It takes ${Object.keys(options).join(', ')}.`,
      );
    }
  }
  refuseMissing(options, keywords, callee);
  return Object.fromEntries(known);
}

/** @throws TypeError if an argument without a default is left out */
function refuseMissing(options: Options, keywords: Keywords, callee: string): void {
  for (const [name, option] of Object.entries(options)) {
    if (option.required && !Object.hasOwn(keywords, name)) {
      raise('TypeError', `${callee} missing 1 required positional argument: '${name}'`, `Pass ${name}.`);
    }
  }
}

/** A configuration given to `from_config`: unknown keys are dropped in silence. @throws TypeError for a missing one */
export function fromConfig(options: Options, config: Keywords, callee: string): Keywords {
  const known = knownOf(options, keptByFromConfig(config));
  refuseMissing(options, known, callee);
  return known;
}

/** The keywords that are options. */
export function knownOf(options: Options, keywords: Keywords): Keywords {
  return Object.fromEntries(Object.entries(keywords).filter(([name]) => Object.hasOwn(options, name)));
}

/** What `from_config` keeps, known to the class or not: all but private keys and those of `_use_default_values`. */
export function keptByFromConfig(config: Keywords): Keywords {
  const className = config['_class_name'];
  if (className !== undefined && typeof className !== 'string' && !Array.isArray(className)) {
    raise(
      'ValueError',
      'Make sure that the `_class_name` is of type string or list of string (for custom pipelines).',
      'Write the class name as a string.',
    );
  }
  const isDropped = containment(config['_use_default_values'] ?? []);
  return Object.fromEntries(Object.entries(config).filter(([name]) => !name.startsWith('_') && !isDropped(name)));
}

/** Python's `in` on a list, a string or a dict. @throws TypeError on anything else */
function containment(container: unknown): (name: string) => boolean {
  if (Array.isArray(container)) return (name) => container.includes(name);
  if (typeof container === 'string') return (name) => container.includes(name);
  if (typeof container === 'object' && container !== null) return (name) => Object.hasOwn(container, name);
  raise(
    'TypeError',
    `argument of type '${pythonType(container)}' is not iterable`,
    'Make _use_default_values a list of option names, or remove it.',
  );
}

/** Every option with its value in force, defaults included. */
export function withDefaults(options: Options, keywords: Keywords): Keywords {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      Object.hasOwn(keywords, name) ? keywords[name] : option.default,
    ]),
  );
}

/**
 * Types every value by its declaration; one of the wrong type raises TypeError when a scheduler reads it.
 * @param hidden keys that the class does not know and `from_config` keeps all the same
 */
export function typed<O extends Options>(options: O, values: Keywords, hidden: Keywords = {}): Config<O> {
  const config: Record<string | symbol, unknown> = { [given]: { ...hidden, ...values } };
  for (const [name, option] of Object.entries(options)) {
    const value = values[name];
    const converted = convert(option, value);
    if (converted !== undefined) config[name] = converted;
    else Object.defineProperty(config, name, { enumerable: true, get: () => refuse(name, option, value) });
  }
  return config as Config<O>;
}

/** The value as Python would use it, or undefined if it has the wrong type. */
function convert(option: Option, value: unknown): unknown {
  if (option.nullable && (value === null || value === undefined)) return null;
  switch (option.type) {
    case 'boolean':
      return truthy(value);
    case 'choice':
    case 'text':
      return typeof value === 'string' ? value : repr(value);
    case 'integer':
      return isNumber(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined;
    case 'number':
      return isNumber(value) ? Number(value) : undefined;
    case 'numbers':
      return numbersOf(value);
  }
}

/** The numbers of a list, of a tensor (`Float32Array`) or of a numpy array (`Float64Array`). */
function numbersOf(value: unknown): number[] | undefined {
  if (value instanceof Float32Array || value instanceof Float64Array) return Array.from(value);
  return Array.isArray(value) && value.every(isNumber) ? value.map(Number) : undefined;
}

/** In Python, booleans are integers. */
const isNumber = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

const expected = { integer: 'an integer', number: 'a number', numbers: 'a list of numbers' } as const;

function refuse(name: string, option: Option, value: unknown): never {
  const wanted = option.type in expected ? expected[option.type as keyof typeof expected] : option.type;
  raise('TypeError', `${name} must be ${wanted}, not ${pythonType(value)} (${repr(value)})`, `Give ${name} ${wanted}.`);
}
