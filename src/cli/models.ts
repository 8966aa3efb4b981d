import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { Disk } from '../catalog/models/disk';
import { findModels, type Models } from '../catalog/models/models';
import type { Analysis } from '../code/sites/site';

/** The models that a file's schedulers start from, in the user's Hugging Face cache and beside the file. */
export function modelsOf({ schedulers }: Analysis, file: string): Promise<Models> {
  return findModels(schedulers, {
    disk: new Disk(),
    environment: { variables: process.env, home: homedir() },
    extraRoots: [],
    folders: [dirname(resolve(file)), process.cwd()],
  });
}
