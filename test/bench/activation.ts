import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quantile, spread, type Figure } from './measure';

/**
 * Loads the packaged bundle and activates it against a `vscode` module that only records, in a fresh process each time:
 * what VS Code waits for when a Python file is opened. Also holds that nothing native was loaded.
 */
const script = `
const Module = require('node:module');
const anything = new Proxy(function () {}, { get: (_t, key) => key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : anything, apply: () => anything, construct: () => anything });
const load = Module._load;
const names = ['commands', 'env', 'languages', 'window', 'workspace', 'ColorThemeKind', 'Disposable', 'EventEmitter', 'Hover', 'MarkdownString', 'NotebookCellKind', 'Position', 'Range', 'Selection', 'TabInputNotebook', 'TabInputText', 'Uri', 'ViewColumn'];
const vscode = Object.fromEntries(names.map((name) => [name, anything]));
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
const began = performance.now();
const extension = require(process.argv[1]);
const loaded = performance.now();
const storage = { fsPath: process.argv[3], scheme: 'file' };
extension.activate({ subscriptions: [], extensionPath: process.argv[2], extensionUri: anything, extension: anything, globalState: anything, workspaceState: anything, globalStorageUri: storage, storageUri: storage, logUri: storage, asAbsolutePath: (p) => require('node:path').join(process.argv[2], p) });
const done = performance.now();
const natives = Object.keys(require.cache).filter((file) => file.endsWith('.node') || file.includes('onnxruntime'));
console.log(JSON.stringify({ load: loaded - began, activate: done - loaded, natives }));
process.exit(0);
`;

export function activation(dist: string): Figure {
  const measured: number[] = [];
  const storage = mkdtempSync(path.join(tmpdir(), 'sigmascope-bench-'));
  for (let i = 0; i < 11; i++) {
    const places = [path.join(dist, 'extension.js'), path.dirname(dist), storage];
    const done = spawnSync(process.execPath, ['-e', script, ...places], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`Activation failed: ${done.stderr.slice(-600)}`);
    const report = JSON.parse(done.stdout) as { load: number; activate: number; natives: string[] };
    if (report.natives.length > 0) throw new Error(`Activation loaded native code: ${report.natives.join(', ')}`);
    measured.push(report.load + report.activate);
  }
  rmSync(storage, { recursive: true });
  measured.sort((a, b) => a - b);
  return {
    what: 'activation (load and activate)',
    unit: 'ms',
    value: quantile(measured, 0.5),
    atMost: 30,
    note: spread(measured),
  };
}
