/**
 * From the keywords a user passed to typed values. Source: diffusers, configuration_utils.py
 * (`register_to_config`, `ConfigMixin.extract_init_dict`).
 */
import { given, type Config } from './define';
import type { Option } from './option';
import type { Options } from './options';
import { nearest } from './nearest';
import { pythonType, raise, repr, truthy } from './python';

type Keywords = Readonly<Record<string, unknown>>;

/** Keywords of a constructor call: private ones are dropped, unknown ones refused. @throws TypeError */
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
  return Object.fromEntries(known);
}

/** A configuration given to `from_config`: values it only had by default are forgotten, unknown keys dropped in silence. */
export function fromConfig(options: Options, config: Keywords): Keywords {
  const className = config['_class_name'];
  if (className !== undefined && typeof className !== 'string' && !Array.isArray(className)) {
    raise(
      'ValueError',
      'Make sure that the `_class_name` is of type string or list of string (for custom pipelines).',
      'Write the class name as a string.',
    );
  }
  const forgotten = config['_use_default_values'] ?? [];
  const isForgotten = Array.isArray(forgotten) ? (name: string) => forgotten.includes(name) : () => false;
  return Object.fromEntries(
    Object.entries(config).filter(([name]) => Object.hasOwn(options, name) && !isForgotten(name)),
  );
}

/** Every option with its value in force, defaults included. */
export function withDefaults(options: Options, keywords: Keywords): Keywords {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [name, name in keywords ? keywords[name] : option.default]),
  );
}

/** Types every value by its declaration; one of the wrong type raises TypeError when a scheduler reads it. */
export function typed<O extends Options>(options: O, values: Keywords): Config<O> {
  const config: Record<string | symbol, unknown> = { [given]: values };
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
      return isNumber(value) && Number.isInteger(Number(value)) ? Number(value) : undefined;
    case 'number':
      return isNumber(value) ? Number(value) : undefined;
    case 'numbers':
      return Array.isArray(value) && value.every(isNumber) ? value.map(Number) : undefined;
  }
}

/** Python's booleans are integers. */
const isNumber = (value: unknown): value is number | boolean => typeof value === 'number' || typeof value === 'boolean';

const expected = { integer: 'an integer', number: 'a number', numbers: 'a list of numbers' } as const;

function refuse(name: string, option: Option, value: unknown): never {
  const wanted = option.type in expected ? expected[option.type as keyof typeof expected] : option.type;
  raise('TypeError', `${name} must be ${wanted}, not ${pythonType(value)} (${repr(value)})`, `Give ${name} ${wanted}.`);
}
