import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Analyser } from '../code/analyser';
import { parseNotebook, parseScript } from '../code/text/program';
import type { Analysis } from '../code/sites/site';
import { workspaceUnder } from '../code/workspace/workspace';
import { WorkspaceFiles } from '../code/workspace/workspaceFiles';
import { isSettingsFile, mayNameScheduler } from '../code/settings/settingsFile';
import { optionsOf } from '../inspect/inspect';
import { pathBeside } from './sourceFiles';

const files = new WorkspaceFiles();

const nothing: Analysis = { schedulers: [], unattached: [], sites: [], notice: null };

/** What a file says of schedulers: settings in JSON, YAML or TOML, a notebook, or else a Python file. */
export async function analyseFile(file: string, written: string, analyser: Analyser): Promise<Analysis> {
  const text = written.replace(/^\uFEFF/, '');
  if (isSettingsFile(file)) {
    const isJson = /\.json$/i.test(file);
    if (!isJson && !mayNameScheduler(text)) return nothing;
    const { readSettingsFile } = await import('../code/settings/readFile');
    // Python refuses JSON that begins with a byte order mark.
    return readSettingsFile(file, isJson ? written : text, optionsOf, (path) => textOf(pathBeside(file, path)));
  }
  const absolute = resolve(file);
  const workspace = workspaceUnder(files.rootOf(absolute), absolute, files.read);
  return analyser.analyse(file.endsWith('.ipynb') ? parseNotebook(text) : parseScript(text), workspace);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
