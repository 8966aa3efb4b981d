/**
 * `sigmascope show FILE [--json] [--svg OUT] [--png OUT]`: what a hover says, for every scheduler of a Python file or
 * notebook and every call that gives it its steps.
 */
import { readFile, writeFile } from 'node:fs/promises';
import type { Models } from '../catalog/models/models';
import { parseNotebook } from '../code/text/program';
import type { Analysis } from '../code/sites/site';
import { inspectScheduler } from '../inspect/inspect';
import type { Inspection } from '../inspect/inspection';
import { curveSvg } from '../render/curve/curveSvg';
import { hasNoiseLevels } from '../render/words/noiseLevels';
import { inspectionText } from '../render/text';
import { analyseFile } from './analyseFile';
import { calls, parsed } from './calls';
import { modelsOf } from './models';
import { inspectionJson } from './inspectionJson';
import { numbered } from './numbered';
import { print, toJson } from './output';
import { bundledAnalyser } from './python';
import { writeStrips } from './strips';

/** A scheduler under one of its calls, and where the program says so. */
interface Shown {
  readonly inspection: Inspection;
  /** `file.py:18`, or `file.ipynb, cell 3, line 2`. */
  readonly place: string;
}

export async function show(args: readonly string[]): Promise<number> {
  const {
    values: { json, svg, png },
    files: [file],
  } = parsed('show', calls.show.options, args);
  const analysis = await analyse(file);
  const shown = inspections(analysis, file, await modelsOf(analysis, file));
  if (json)
    print(
      toJson({ file, notice: analysis.notice, schedulers: shown.map(({ inspection }) => inspectionJson(inspection)) }),
    );
  else print(report(shown, analysis, file));
  if (svg !== undefined) await writeCurves(shown, svg);
  if (png !== undefined)
    await writeStrips(
      shown.map(({ inspection }) => inspection),
      png,
    );
  return 0;
}

async function analyse(file: string): Promise<Analysis> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be read (${reason}). Check that it exists and that you may read it.`);
  });
  if (file.endsWith('.ipynb') && parseNotebook(text).cells.length === 0) {
    throw new Error(`${file} has no Python cells: it holds none, or it is not a readable Jupyter notebook.`);
  }
  return analyseFile(file, text, await bundledAnalyser());
}

/** Every scheduler, once for each call that reaches it, or once when none does. */
function inspections(analysis: Analysis, file: string, models: Models): Shown[] {
  return analysis.schedulers.flatMap(({ anchor, calls }, scheduler) => {
    const meant = calls.length > 0 ? calls.map((_, call) => call) : [null];
    return meant.map((call) => ({
      inspection: inspectScheduler(analysis, scheduler, call, models),
      place: placeOf(file, anchor),
    }));
  });
}

function placeOf(file: string, { cell, line }: Inspection['reading']['anchor']): string {
  return cell === null ? `${file}:${line + 1}` : `${file}, cell ${cell + 1}, line ${line + 1}`;
}

function report(shown: readonly Shown[], { notice }: Analysis, file: string): string {
  const sections = shown.map(({ inspection, place }) => `${place}\n${inspectionText(inspection)}`);
  if (sections.length === 0 && notice === null) sections.push(`${file} configures no diffusers scheduler.`);
  if (notice !== null) sections.push(notice);
  return sections.join('\n\n');
}

async function writeCurves(shown: readonly Shown[], out: string): Promise<void> {
  const schedules = shown
    .flatMap(({ inspection: { outcome } }) => (outcome.ok ? [outcome.schedule] : []))
    .filter(hasNoiseLevels);
  if (schedules.length === 0)
    throw new Error('There is no curve to write: no schedule with noise levels could be computed.');
  for (const [i, schedule] of schedules.entries()) {
    await writeFile(numbered(out, i), curveSvg(schedule, 'light', { width: 720, height: 320 }, true));
  }
}
