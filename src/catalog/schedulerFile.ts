import * as v from 'valibot';
import type { Disk } from './disk';
import { parsePythonJson } from './pythonJson';
import type { PythonValue } from './value';

/** A `scheduler_config.json` as it was read. */
export interface SchedulerFile {
  /** `_class_name`; null where the file names none. */
  readonly className: string | null;
  /** What was given explicitly: private keys and those of `_use_default_values` are left out. */
  readonly config: Readonly<Record<string, PythonValue>>;
}

/** What came of reading a file; a problem is a sentence with its remedy, for a file that is called `name` to the user. */
export type FileReading<T> =
  | { readonly kind: 'read'; readonly content: T }
  | { readonly kind: 'absent' }
  | { readonly kind: 'problem'; readonly problem: string };

/** Reads a scheduler's configuration. Source: diffusers, configuration_utils.py, `extract_init_dict`. */
export async function readSchedulerFile(disk: Disk, path: string, name: string): Promise<FileReading<SchedulerFile>> {
  const reading = await readObject(disk, path, name);
  if (reading.kind !== 'read') return reading;
  const content = new Map(Object.entries(reading.content));
  const className = content.get('_class_name') ?? null;
  if (className !== null && typeof className !== 'string')
    return problem(`\`_class_name\` in ${name} is not a text; write the name of a scheduler class there.`);
  const forgotten = v.safeParse(v.array(v.string()), content.get('_use_default_values') ?? []);
  if (!forgotten.success)
    return problem(`\`_use_default_values\` in ${name} is not a list of option names; remove it there.`);
  const left = new Set(forgotten.output);
  const given = [...content].filter(
    ([option]) => !option.startsWith('_') && option !== 'quantization_config' && !left.has(option),
  );
  return { kind: 'read', content: { className, config: Object.fromEntries(given) } };
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

async function readObject(
  disk: Disk,
  path: string,
  name: string,
): Promise<FileReading<Readonly<Record<string, PythonValue>>>> {
  const file = await disk.text(path);
  if (file.kind === 'absent') return file;
  if (file.kind === 'unreadable')
    return problem(`${name} cannot be read, because ${file.reason}; check the file, or download the model again.`);
  const content = parsePythonJson(file.text);
  if (content) return { kind: 'read', content };
  return problem(`${name} is not a JSON object, or is cut off; mend it, or download the model again.`);
}

const problem = (said: string): FileReading<never> => ({ kind: 'problem', problem: said });
