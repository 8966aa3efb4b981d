import { Language, Parser } from 'web-tree-sitter';
import { OutOfBudget } from './interpret/interpreter';
import { Run } from './interpret/run';
import { Store } from './interpret/store';
import { plainPython } from './plainPython';
import type { Cell, ProgramText } from './program';
import { Recorder } from './record/recorder';
import type { Analysis } from './site';
import { speaksOfSchedulers } from './relevance';
import { beginningOf, chunksOf } from './syntax/chunks';
import { ParsedChunks } from './syntax/parsed';
import type { Statement } from './syntax/syntax';

/** Where the runtime and the grammar lie, as file paths. */
export interface WasmFiles {
  readonly runtime: string;
  readonly python: string;
}

/** Reads programs; made once, used for every document. */
export interface Analyser {
  /** What a program says of schedulers. Never throws: where it cannot go on, the analysis says so in its notice. */
  analyse(program: ProgramText): Analysis;
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

/** Loads the runtime and the grammar. Rejects when the files are not there. */
export async function createAnalyser(wasm: WasmFiles): Promise<Analyser> {
  await Parser.init({ locateFile: () => wasm.runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.python));
  const chunks = new ParsedChunks(parser);
  return {
    analyse: (program) => (program.cells.some(({ text }) => relevant.test(text)) ? analyse(chunks, program) : nothing),
  };
}

function analyse(chunks: ParsedChunks, program: ProgramText): Analysis {
  const store = new Store();
  const recorder = new Recorder(store);
  const characters = program.cells.reduce((sum, { text }) => sum + text.length, 0);
  const run = new Run(store, recorder, Math.min(mostBudget, baseBudget + budgetPerCharacter * characters));
  chunks.begin();
  try {
    let room = mostCharacters;
    for (const { index, text } of program.cells) {
      runCell(chunks, run, { index, text: beginningOf(text, room) });
      room -= Math.min(room, text.length);
    }
    run.runUncalled();
    return recorder.finish(chunks.incomplete || characters > mostCharacters ? tooComplex : null);
  } catch (error) {
    return recorder.finish(noticeOf(error));
  } finally {
    chunks.end();
  }
}

function runCell(chunks: ParsedChunks, run: Run, { index, text }: Cell): void {
  for (const chunk of chunksOf(plainPython(text, index !== null))) {
    const load = (): readonly Statement[] => chunks.statementsOf(chunk, index);
    if (chunk.defines !== null && !speaksOfSchedulers(chunk.text)) run.defer(chunk.defines, once(load));
    else run.runModule(load());
  }
}

/** A definition that says nothing of schedulers is not even parsed until something uses it. */
const once = (load: () => readonly Statement[]): (() => readonly Statement[]) => {
  let loaded: readonly Statement[] | null = null;
  return () => (loaded ??= load());
};

const tooComplex = 'This file is too complex to be followed to its end; what was found before that is shown.';

function noticeOf(error: unknown): string {
  if (error instanceof OutOfBudget) return tooComplex;
  return 'Part of this file could not be followed; what was found before it is shown.';
}
