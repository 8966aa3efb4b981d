import { Language, Parser } from 'web-tree-sitter';
import { OutOfBudget } from './interpret/interpreter';
import { Memory } from './memory';
import { Run } from './run';
import { Store } from './values/store';
import { constant, type Slots } from './values/values';
import { modulesOf, noModules, type Modules } from './workspace/modules';
import { plainPython } from './text/plainPython';
import type { Cell, ProgramText } from './text/program';
import { Recorder } from './sites/recorder';
import { Report } from './sites/report';
import type { Analysis } from './sites/site';
import { beginningOf } from './text/chunks';
import { ParsedChunks, type Parsed } from './syntax/parsed';
import type { Workspace } from './workspace/workspace';

/** Where the runtime and the grammar lie, as file paths. */
export interface WasmFiles {
  readonly runtime: string;
  readonly python: string;
}

/** Reads programs; made once, used for every document. */
export interface Analyser {
  /**
   * What a program says of schedulers. Never throws: where it cannot go on, the analysis says so in its notice.
   * @param workspace where the program stands; without one, nothing that it imports is known
   */
  analyse(program: ProgramText, workspace?: Workspace): Analysis;
}

/** Steps per document: a start, so much for every character, and an end. A step takes about a quarter of a microsecond. */
const baseBudget = 200_000;
const budgetPerCharacter = 2;
const mostBudget = 1_500_000;

/** Longer texts are read up to here: no program is, but data that was given the name of one. */
const mostCharacters = 5_000_000;

/** Texts without any of these words say nothing of schedulers, and are not even parsed. */
const relevant = /Scheduler|diffusers|set_timesteps|num_inference_steps|init_noise_sigma/;

const nothing: Analysis = { schedulers: [], unattached: [], sites: [], notice: null };

/** Loads the runtime and the grammar, for an editor. Rejects when the files are not there. */
export async function createAnalyser(wasm: WasmFiles): Promise<Analyser> {
  return analyserWith(await createParser(wasm));
}

/** The same for documents that are read once. */
export async function createScanner(wasm: WasmFiles): Promise<Analyser> {
  return analyserWith(await createParser(wasm), new Memory(false));
}

export async function createParser(wasm: WasmFiles): Promise<Parser> {
  await Parser.init({ locateFile: () => wasm.runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.python));
  return parser;
}

/** An analyser that has seen no program yet. */
export function analyserWith(parser: Parser, memory = new Memory()): Analyser {
  const chunks = new ParsedChunks(parser);
  return {
    analyse: (program, workspace) =>
      program.cells.some(({ text }) => relevant.test(text)) ? analyseIn(chunks, memory, program, workspace) : nothing,
  };
}

/** Where following its modules asks for too much, the program is read by itself. */
function analyseIn(chunks: ParsedChunks, memory: Memory, program: ProgramText, workspace?: Workspace): Analysis {
  const modules = workspace ? modulesOf(program, workspace) : noModules;
  const analysis = analyse(chunks, memory, program, modules, workspace);
  const isAlone = modules.files.length === 0;
  return analysis.notice === null || isAlone ? analysis : analyse(chunks, memory, program, noModules, workspace);
}

function analyse(
  chunks: ParsedChunks,
  memory: Memory,
  program: ProgramText,
  modules: Modules,
  workspace: Workspace | undefined,
): Analysis {
  const store = new Store();
  const recorder = new Recorder(store, memory.identities, memory.inForce);
  const characters = [...program.cells, ...modules.files].reduce((sum, { text }) => sum + text.length, 0);
  const run = new Run(
    store,
    recorder,
    chunks,
    memory,
    Math.min(mostBudget, baseBudget + budgetPerCharacter * characters),
  );
  chunks.begin();
  try {
    const notice = follow(new Reader(chunks, run, memory), program, modules, workspace?.path ?? null);
    return reported(run, chunks.incomplete || characters > mostCharacters ? tooComplex : notice);
  } finally {
    store.rewind();
    chunks.end();
  }
}

/** Runs a program to its end; the notice says why not if that cannot be. */
function follow(reader: Reader, { cells }: ProgramText, modules: Modules, path: string | null): string | null {
  try {
    reader.readModules(modules);
    if (path !== null) reader.name(path);
    let room = mostCharacters;
    for (const { index, text } of cells) {
      reader.readCell({ index, text: beginningOf(text, room) });
      room -= Math.min(room, text.length);
    }
    reader.run.runUncalled();
    return null;
  } catch (error) {
    return error instanceof OutOfBudget ? tooComplex : broken;
  }
}

/** Goes through the text of a program and of the modules it imports. */
class Reader {
  constructor(
    private readonly chunks: ParsedChunks,
    readonly run: Run,
    private readonly memory: Memory,
  ) {}

  /** Tells the program where it stands. */
  name(path: string): void {
    this.run.store.write(this.memory.module, '__file__', constant(path, null));
  }

  readModules(modules: Modules): void {
    this.run.link(modules);
    for (const { path, text } of modules.files) {
      const module = this.memory.moduleAt(path);
      this.run.store.write(module, '__file__', constant(path, null));
      this.run.store.write(module, '__name__', constant('module', null));
      this.read(this.chunks.of(plainPython(text, false), null, path), module, path);
    }
  }

  readCell({ index, text }: Cell): void {
    this.read(this.chunks.of(plainPython(text, index !== null), index), this.memory.module, null);
  }

  private read(chunks: readonly Parsed[], module: Slots, file: string | null): void {
    for (const chunk of chunks) {
      if (chunk.defines !== null && !chunk.speaksOfSchedulers) this.run.defer(chunk.defines, chunk, module);
      else this.run.runChunk(chunk, module, file);
    }
  }
}

function reported(run: Run, notice: string | null): Analysis {
  const report = new Report();
  for (const findings of run.findings) report.add(findings);
  return report.finish(notice);
}

const tooComplex = 'This file is too complex to be followed to its end; what was found before that is shown.';

const broken = 'Part of this file could not be followed; what was found before it is shown.';
