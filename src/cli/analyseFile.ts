import { readFileSync } from 'node:fs';
import type { Analyser } from '../code/analyser';
import { readConfigFile } from '../code/configFile';
import { parseNotebook, parseScript } from '../code/program';
import type { Analysis } from '../code/site';
import { pathBeside } from './sourceFiles';

/** What a file says of schedulers: a JSON configuration, a notebook, or else a Python file. */
export function analyseFile(file: string, text: string, analyser: Analyser): Analysis {
  if (file.endsWith('.json')) return readConfigFile(text, (path) => textOf(pathBeside(file, path)));
  return analyser.analyse(file.endsWith('.ipynb') ? parseNotebook(text) : parseScript(text));
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
