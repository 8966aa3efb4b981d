import { basename } from 'node:path';
import type { ConfigurationReading } from './types/configurationReading';
import type { Reading } from '../json/value';

/** Which of a scheduler's values, or whether it itself, stand in other modules of the workspace. */
export function otherFilesNotices(
  { file, options }: Pick<ConfigurationReading, 'file' | 'options'>,
  args: Readonly<Record<string, Reading>>,
): string[] {
  const byFile = new Map<string, string[]>();
  for (const [name, reading] of Object.entries({ ...options, ...args }))
    if (reading.file !== undefined && reading.file !== file)
      byFile.set(reading.file, [...(byFile.get(reading.file) ?? []), `\`${name}\``]);
  return [
    ...(file === undefined ? [] : [`The scheduler is made in ${basename(file)}.`]),
    ...[...byFile].map(
      ([path, names]) => `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} written in ${basename(path)}.`,
    ),
  ];
}
