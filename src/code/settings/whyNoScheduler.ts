import type { PythonValue } from '../../json/value';

type Values = ReadonlyMap<string, PythonValue | undefined>;

const where = 'diffusers keeps the configuration of a scheduler in scheduler/scheduler_config.json.';

/**
 * Why a JSON file configures no scheduler, and what to do about it.
 *
 * @param name of the file
 * @param values of its object; null where it is JSON, but no object
 */
export function whyNoScheduler(name: string, values: Values | null): string {
  if (!values) return `${name} is JSON, but not an object: a configuration has its options by their names, in { }.`;
  if (values.has('scheduler') || /(^|[\\/])model_index\.json$/i.test(name)) return ofPipeline(name, values);
  const className = values.get('_class_name');
  if (typeof className === 'string') return `${name} configures ${className}, which is no scheduler. ${where}`;
  if (values.has('_class_name'))
    return `\`_class_name\` in ${name} is not a text. Write the name of a scheduler class there.`;
  const kinds = [values.get('model_type'), values.get('architectures')].flat();
  const kind = kinds.find((one) => typeof one === 'string');
  if (kind !== undefined) return `${name} is a configuration of Transformers (${kind}), not of a scheduler. ${where}`;
  return `${name} names no scheduler class. diffusers writes it as "_class_name": "EulerDiscreteScheduler".`;
}

/** A pipeline without a scheduler has none, or null and null for its library and its class. */
function ofPipeline(name: string, values: Values): string {
  const scheduler = values.get('scheduler');
  if (scheduler === undefined || (Array.isArray(scheduler) && scheduler.every((one) => one === null)))
    return `The pipeline of ${name} has no scheduler.`;
  return `\`scheduler\` in ${name} is not a library and a class, such as ["diffusers", "EulerDiscreteScheduler"].`;
}
