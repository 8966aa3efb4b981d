import path from 'node:path';
import * as vscode from 'vscode';
import type { Analyser } from '../code/analyser';
import type { ProgramText } from '../code/program';
import type { Analysis } from '../code/site';
import type { inspectScheduler } from '../inspect/inspect';
import type { Inspection } from '../inspect/inspection';
import { notebookOf, programUri } from './position';

/** A file or notebook as understood at one version; immutable. */
export interface Program {
  readonly uri: vscode.Uri;
  readonly analysis: Analysis;
  /** Computed once a version. Indices as in the analysis. */
  inspect(scheduler: number, call: number | null): Inspection;
}

/** What reading takes: loaded for the first program that can hold a scheduler at all. */
interface Reader {
  readonly analyser: Analyser;
  readonly inspect: typeof inspectScheduler;
}

interface Cached {
  readonly version: string;
  readonly program: Promise<Program>;
}

/** Edits closer together than this make one change. */
const settled = 200;

/** The programs that are open, each analysed once a version and only when somebody asks. */
export class Programs implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** A program's text has changed and come to rest; the address is the file's or the notebook's. */
  readonly onDidChange = this.changed.event;

  private readonly cache = new Map<string, Cached>();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private reader: Promise<Reader> | null = null;

  /** @param wasmFolder holds web-tree-sitter.wasm and tree-sitter-python.wasm */
  constructor(
    private readonly wasmFolder: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isPython(document)) this.announce(programUri(document));
      }),
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, contentChanges }) => {
        if (contentChanges.length > 0) this.announce(notebook.uri);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.forget(document.uri)),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => this.forget(notebook.uri)),
    ];
  }

  /** The program a document belongs to, as of now; a notebook cell's is the whole notebook. Null for anything but Python. */
  async of(document: vscode.TextDocument): Promise<Program | null> {
    if (!isPython(document)) return null;
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

  private read(uri: vscode.Uri, cells: readonly PythonCell[]): Promise<Program> {
    const address = uri.toString();
    const version = cells
      .map(({ index, document }) => `${index ?? ''}@${document.uri.fragment}:${document.version}`)
      .join(' ');
    const known = this.cache.get(address);
    if (known?.version === version) return known.program;
    const text = { cells: cells.map(({ index, document }) => ({ index, text: document.getText() })) };
    const program = this.understand(uri, text);
    this.cache.set(address, { version, program });
    program.catch(() => this.cache.delete(address));
    return program;
  }

  private async understand(uri: vscode.Uri, text: ProgramText): Promise<Program> {
    if (!text.cells.some((cell) => cell.text.includes('diffusers'))) return withoutSchedulers(uri);
    this.reader ??= this.load();
    const { analyser, inspect } = await this.reader;
    const began = performance.now();
    const analysis = analyser.analyse(text);
    this.log.debug(`Analysed ${text.cells.length} cell(s) in ${(performance.now() - began).toFixed(1)} ms.`);
    return programOf(uri, analysis, inspect);
  }

  private async load(): Promise<Reader> {
    try {
      const [{ createAnalyser }, { inspectScheduler }] = await Promise.all([
        import('../code/analyser'),
        import('../inspect/inspect'),
      ]);
      const analyser = await createAnalyser({
        runtime: path.join(this.wasmFolder, 'web-tree-sitter.wasm'),
        python: path.join(this.wasmFolder, 'tree-sitter-python.wasm'),
      });
      return { analyser, inspect: inspectScheduler };
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

export function isPython(document: vscode.TextDocument): boolean {
  return document.languageId === 'python';
}

function pythonCells(notebook: vscode.NotebookDocument): PythonCell[] {
  return notebook
    .getCells()
    .filter((cell) => cell.kind === vscode.NotebookCellKind.Code && isPython(cell.document))
    .map(({ index, document }) => ({ index, document }));
}

function withoutSchedulers(uri: vscode.Uri): Program {
  const inspect = (): never => {
    throw new RangeError('This program has no scheduler.');
  };
  return { uri, analysis: { schedulers: [], unattached: [], sites: [], notice: null }, inspect };
}

function programOf(uri: vscode.Uri, analysis: Analysis, inspectScheduler: Reader['inspect']): Program {
  const inspections = new Map<string, Inspection>();
  const inspect = (scheduler: number, call: number | null): Inspection => {
    const key = `${scheduler}:${call ?? ''}`;
    const known = inspections.get(key) ?? inspectScheduler(analysis, scheduler, call);
    inspections.set(key, known);
    return known;
  };
  return { uri, analysis, inspect };
}
