import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { OptionsOf } from '../catalog/types/configurationReading';
import { Disk } from '../catalog/models/disk';
import type { findModels, Models } from '../catalog/models/models';
import type { Analyser } from '../code/analyser';
import type { ProgramText } from '../code/text/program';
import { speaksOfDiffusers } from '../code/text/relevance';
import { isConfigFile, mayNameScheduler } from '../code/settings/settingsFile';
import type { Analysis } from '../code/sites/site';
import { workspaceUnder, type Workspace } from '../code/workspace/workspace';
import { WorkspaceFiles } from '../code/workspace/workspaceFiles';
import type { inspectScheduler } from '../inspect/inspect';
import type { Inspection } from '../inspect/inspection';
import { isPython, isReadable, isSettings } from './format';
import { notebookOf, programUri } from './position';
import { surroundingsOf } from './surroundings';

/** A file or notebook as understood at one version, with its models as they were on this disk; immutable. */
export interface Program {
  readonly uri: vscode.Uri;
  /** What was read. */
  readonly text: ProgramText;
  readonly analysis: Analysis;
  /** What was found of the models that its schedulers start from. */
  readonly models: Models;
  /** Computed once a version. Indices as in the analysis. */
  inspect(scheduler: number, call: number | null): Inspection;
}

/** What reading takes: loaded for the first program that can hold a scheduler at all. */
interface Reader {
  readonly analyser: Analyser;
  readonly find: typeof findModels;
  readonly inspect: typeof inspectScheduler;
  readonly optionsOf: OptionsOf;
}

/** What the text alone says; without a reader it says nothing of schedulers. */
interface Understood {
  readonly text: ProgramText;
  readonly analysis: Analysis;
  readonly reader: Reader | null;
}

interface Cached {
  readonly version: string;
  readonly understood: Promise<Understood>;
  /** The modules of the workspace that were read or looked for, and how they were then. */
  readonly modules: { readonly paths: Set<string>; stamp: string };
  program: Program | null;
}

/** Edits closer together than this make one change. */
const settled = 200;

/** The programs that are open, each analysed once a version, and only on demand. */
export class Programs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A program's text has changed and come to rest; the address is the file's or the notebook's. */
  readonly onDidChange = this.changed.event;

  private readonly cache = new Map<string, Cached>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private readonly disk = new Disk();
  private readonly files = new WorkspaceFiles(openText);
  private reader: Promise<Reader> | null = null;

  /** @param wasmFolder holds web-tree-sitter.wasm and tree-sitter-python.wasm */
  constructor(
    private readonly wasmFolder: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!isReadable(document)) return;
        this.announce(programUri(document));
        for (const [address, { modules }] of this.cache)
          if (modules.paths.has(document.uri.fsPath)) this.announce(vscode.Uri.parse(address));
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.announce(notebook.uri);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.forget(notebook.uri)),
    ];
  }

  /** The program a document belongs to, as of now; a notebook cell's is the whole notebook. Null for what is not read. */
  async of(document: vscode.TextDocument): Promise<Program | null> {
    if (!isReadable(document)) return null;
    const notebook = notebookOf(document);
    return notebook
      ? this.read(notebook.uri, pythonCells(notebook))
      : this.read(document.uri, [{ index: null, document }]);
  }

  /** The program at an address, if it is open. */
  async at(uri: vscode.Uri): Promise<Program | null> {
    const address = uri.toString();
    const notebook = vscode.workspace.notebookDocuments.find((candidate) => candidate.uri.toString() === address);
    if (notebook) return this.read(notebook.uri, pythonCells(notebook));
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === address);
    return document ? this.of(document) : null;
  }

  /** The program of the active editor. */
  async active(): Promise<Program | null> {
    const editor = vscode.window.activeTextEditor;
    if (editor) return this.of(editor.document);
    const notebook = vscode.window.activeNotebookEditor?.notebook;
    return notebook ? this.read(notebook.uri, pythonCells(notebook)) : null;
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const subscription of this.subscriptions) subscription.dispose();
    this.cache.clear();
  }

  /** The models are looked for at every look, which reads no file twice; the program is the same until they change. */
  private async read(uri: vscode.Uri, cells: readonly PythonCell[]): Promise<Program> {
    const cached = this.cached(uri, cells);
    const { text, analysis, reader } = await cached.understood;
    if (!reader) return (cached.program ??= withoutSchedulers(uri, text));
    const models = await reader.find(analysis.schedulers, surroundingsOf(uri, this.disk));
    if (cached.program?.models.fingerprint !== models.fingerprint)
      cached.program = programOf({ uri, text, analysis, models }, reader.inspect);
    return cached.program;
  }

  private cached(uri: vscode.Uri, cells: readonly PythonCell[]): Cached {
    const address = uri.toString();
    const version = cells
      .map(({ index, document }) => `${index ?? ''}@${document.uri.fragment}:${document.version}`)
      .join(' ');
    const known = this.cache.get(address);
    if (known?.version === version && this.files.stampOf([...known.modules.paths]) === known.modules.stamp)
      return known;
    const modules = { paths: new Set<string>(), stamp: '' };
    const settings = cells.find(({ document }) => isSettings(document) && !isPython(document));
    const understood = settings
      ? this.understandSettings(settings.document)
      : this.understand(uri, textOf(cells), modules);
    const cached: Cached = { version, understood, modules, program: null };
    this.cache.set(address, cached);
    understood.catch(() => this.cache.delete(address));
    return cached;
  }

  private async understand(uri: vscode.Uri, text: ProgramText, modules: Cached['modules']): Promise<Understood> {
    if (!text.cells.some((cell) => speaksOfDiffusers(cell.text))) return { text, analysis: nothing, reader: null };
    this.reader ??= this.load();
    const reader = await this.reader;
    const began = performance.now();
    const analysis = reader.analyser.analyse(text, this.workspaceOf(uri, modules));
    modules.stamp = this.files.stampOf([...modules.paths]);
    this.log.debug(`Analysed ${text.cells.length} cell(s) in ${(performance.now() - began).toFixed(1)} ms.`);
    return { text, analysis, reader };
  }

  /** What a file on this disk can import: the folder that is open in the editor bounds it. */
  private workspaceOf(uri: vscode.Uri, { paths }: Cached['modules']): Workspace | undefined {
    if (uri.scheme !== 'file') return undefined;
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    return workspaceUnder(folder?.uri.fsPath ?? path.dirname(uri.fsPath), uri.fsPath, (file) => {
      paths.add(file);
      return this.files.read(file);
    });
  }

  /** Its text is no program's, so that nothing is ever written into it. */
  private async understandSettings(document: vscode.TextDocument): Promise<Understood> {
    const text = { cells: [] };
    const written = document.getText();
    if (!mayNameScheduler(written) && !isConfigFile(document.fileName))
      return { text, analysis: nothing, reader: null };
    this.reader ??= this.load();
    const [reader, { readSettingsFile }] = await Promise.all([this.reader, import('../code/settings/readFile')]);
    const beside = (relative: string) => textBeside(document.uri, relative);
    return {
      text,
      analysis: readSettingsFile(path.basename(document.fileName), written, reader.optionsOf, beside),
      reader,
    };
  }

  private async load(): Promise<Reader> {
    try {
      const [{ createAnalyser }, { findModels: find }, { inspectScheduler: inspect, optionsOf }] = await Promise.all([
        import('../code/analyser'),
        import('../catalog/models/models'),
        import('../inspect/inspect'),
      ]);
      const analyser = await createAnalyser({
        runtime: path.join(this.wasmFolder, 'web-tree-sitter.wasm'),
        python: path.join(this.wasmFolder, 'tree-sitter-python.wasm'),
      });
      return { analyser, find, inspect, optionsOf };
    } catch (error) {
      this.reader = null;
      throw error;
    }
  }

  private announce(uri: vscode.Uri): void {
    const address = uri.toString();
    clearTimeout(this.timers.get(address));
    const timer = setTimeout(() => {
      this.timers.delete(address);
      this.changed.fire(uri);
    }, settled);
    this.timers.set(address, timer);
  }

  private forget(uri: vscode.Uri): void {
    this.cache.delete(uri.toString());
  }
}

interface PythonCell {
  readonly index: number | null;
  readonly document: vscode.TextDocument;
}

const textOf = (cells: readonly PythonCell[]): ProgramText => ({
  cells: cells.map(({ index, document }) => ({ index, text: document.getText() })),
});

/** What is open wins over what is saved. */
const openText = (file: string): string | undefined =>
  vscode.workspace.textDocuments
    .find(({ uri, isDirty }) => isDirty && uri.scheme === 'file' && uri.fsPath === file)
    ?.getText();

/** The text of a file beside another one on this disk. */
function textBeside({ scheme, fsPath }: vscode.Uri, relative: string): string | undefined {
  try {
    return scheme === 'file' ? readFileSync(path.join(path.dirname(fsPath), relative), 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

function pythonCells(notebook: vscode.NotebookDocument): PythonCell[] {
  return notebook
    .getCells()
    .filter((cell) => cell.kind === vscode.NotebookCellKind.Code && isPython(cell.document))
    .map(({ index, document }) => ({ index, document }));
}

const nothing: Analysis = { schedulers: [], unattached: [], sites: [], notice: null };

/** Nothing of the catalog is loaded for a program without schedulers. */
function withoutSchedulers(uri: vscode.Uri, text: ProgramText): Program {
  const inspect = (): never => {
    throw new RangeError('This program has no scheduler.');
  };
  return { uri, text, analysis: nothing, models: { of: () => null, fingerprint: '' }, inspect };
}

function programOf(program: Omit<Program, 'inspect'>, inspectScheduler: Reader['inspect']): Program {
  const inspections = new Map<string, Inspection>();
  const inspect = (scheduler: number, call: number | null): Inspection => {
    const key = `${scheduler}:${call ?? ''}`;
    const known = inspections.get(key) ?? inspectScheduler(program.analysis, scheduler, call, program.models);
    inspections.set(key, known);
    return known;
  };
  return { ...program, inspect };
}
