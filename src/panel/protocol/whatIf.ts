/** What the user makes of a what-if: an edit of the code, or a text to paste. */
import * as v from 'valibot';
import { changes } from './request';

/** What can be copied as Python. */
export const pythonKinds = ['constructor', 'from_config', 'sigmas', 'timesteps'] as const;

/** Page to host. Each is answered with an `announcement`. */
export const whatIfPageMessages = [
  v.object({ type: v.literal('apply'), changes }),
  v.object({ type: v.literal('copyPython'), what: v.picklist(pythonKinds), changes }),
] as const;

export type PythonKind = (typeof pythonKinds)[number];
