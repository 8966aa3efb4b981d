import * as v from 'valibot';
import { notAnObject, notJson, type FileFault } from '../../json/fileFault';
import { readPythonJson } from '../../json/pythonJson';
import { pythonValue } from '../../json/pythonValue';
import type { Disk } from './disk';
import type { PythonValue } from '../../json/value';

/** A `scheduler_config.json` as it was read. */
export interface SchedulerFile {
  /** `_class_name`; null where the file names none. */
  readonly className: string | null;
  /** What was given explicitly: private keys and those of `_use_default_values` are left out. */
  readonly config: Readonly<Record<string, PythonValue>>;
}

/** The outcome of reading a file; messages call it `name`. */
export type FileReading<T> =
  | { readonly kind: 'read'; readonly content: T }
  | { readonly kind: 'absent' }
  /** It is not looked into, and nothing is known of what diffusers makes of it. A sentence with its remedy. */
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** diffusers does not load it. */
  | { readonly kind: 'broken'; readonly fault: FileFault };

type Content = Readonly<Record<string, PythonValue>>;

/** Reads a scheduler's configuration. Source: diffusers, configuration_utils.py, `extract_init_dict`. */
export async function readSchedulerFile(disk: Disk, path: string, name: string): Promise<FileReading<SchedulerFile>> {
  const reading = await readObject(disk, path, name);
  if (reading.kind !== 'read') return reading;
  const content = new Map(Object.entries(reading.content));
  const className = content.get('_class_name');
  if (className !== undefined && typeof className !== 'string' && !Array.isArray(className))
    return broken(
      'ValueError',
      `\`_class_name\` in ${name} is not a text.`,
      'Write the name of a scheduler class there.',
    );
  const forgotten = v.safeParse(v.array(v.string()), content.get('_use_default_values') ?? []);
  if (!forgotten.success)
    return broken('TypeError', `\`_use_default_values\` in ${name} is not a list of option names.`, 'Remove it there.');
  const left = new Set(forgotten.output);
  const given = [...content].filter(
    ([option]) => !option.startsWith('_') && option !== 'quantization_config' && !left.has(option),
  );
  const config = Object.fromEntries(given);
  return { kind: 'read', content: { className: typeof className === 'string' ? className : null, config } };
}

/** The class of a pipeline's own scheduler, from its `model_index.json`; null where it names none. */
export async function readModelIndex(disk: Disk, path: string, name: string): Promise<FileReading<string | null>> {
  const reading = await readObject(disk, path, name);
  if (reading.kind !== 'read') return reading;
  const scheduler = v.safeParse(
    v.tuple([v.nullable(v.string()), v.nullable(v.string())]),
    reading.content['scheduler'],
  );
  return { kind: 'read', content: scheduler.success ? scheduler.output[1] : null };
}

async function readObject(disk: Disk, path: string, name: string): Promise<FileReading<Content>> {
  const file = await disk.text(path);
  if (file.kind === 'absent') return file;
  if (file.kind === 'unreadable') {
    const problem = `${name} cannot be read, because ${file.reason}; check the file, or download the model again.`;
    return { kind: 'unreadable', problem };
  }
  const { root, fault, contentOf } = readPythonJson(file.text);
  if (fault) return { kind: 'broken', fault: notJson(name, fault) };
  const content = v.safeParse(v.record(v.string(), pythonValue), root && contentOf(root));
  if (root?.type === 'object' && content.success) return { kind: 'read', content: content.output };
  return { kind: 'broken', fault: notAnObject(name) };
}

const broken = (type: string, message: string, remedy: string): FileReading<never> => ({
  kind: 'broken',
  fault: { type, message, remedy },
});
