/**
 * `sigmascope scan FILE...`: every place of Python files, notebooks and diffusers' JSON configurations that configures a
 * scheduler or gives it steps, one JSON line each. Folders are searched; on a terminal it says how far it is.
 */
import { readFile } from 'node:fs/promises';
import type { Reading, SourceRange } from '../json/value';
import type { Analysis, ConfigBase, SchedulerReading, SiteKind } from '../code/sites/site';
import { analyseFile } from './analyseFile';
import { calls, parsed } from './calls';
import { print, toJson } from './output';
import { Progress } from './progress';
import { bundledAnalyser } from './python';
import { sourceFiles } from './sourceFiles';

const listed: ReadonlySet<SiteKind> = new Set<SiteKind>([
  'constructor',
  'from_config',
  'from_pretrained',
  'set_timesteps',
  'init_noise_sigma',
  'num_inference_steps',
]);

export async function scan(args: readonly string[]): Promise<number> {
  const { files } = parsed('scan', calls.scan.options, args);
  const analyser = await bundledAnalyser();
  const progress = new Progress(process.stderr);
  let failures = 0;
  const complain = (path: string): void => {
    progress.clear();
    process.stderr.write(`sigmascope: ${path} cannot be read; check that it exists and that you may read it.\n`);
    failures++;
  };
  for (const argument of files) {
    for await (const file of sourceFiles(argument, complain)) {
      progress.next(file);
      const text = await readFile(file, 'utf8').catch(() => null);
      if (text === null) complain(file);
      else report(file, await analyseFile(file, text, analyser), progress);
    }
  }
  progress.clear();
  return failures > 0 ? 1 : 0;
}

function report(file: string, analysis: Analysis, progress: Progress): void {
  const rows = rowsOf(analysis);
  if (rows.length > 0 || analysis.notice !== null) progress.clear();
  if (analysis.notice !== null) process.stderr.write(`sigmascope: ${withFile(file, analysis.notice)}\n`);
  for (const row of rows) print(toJson({ file, ...row }));
}

const withFile = (file: string, notice: string): string => (notice.includes(file) ? notice : `${file}: ${notice}`);

/** One row a site, in order of position. */
function rowsOf(analysis: Analysis): object[] {
  const attached = analysis.sites
    .filter(({ kind }) => listed.has(kind))
    .flatMap(({ kind, range, scheduler }) => {
      const reading = analysis.schedulers.at(scheduler);
      return reading
        ? { range, row: { ...place(range), kind: kindOf(kind, reading), ...about(reading, analysis) } }
        : [];
    });
  const unattached = analysis.unattached.map(({ kind, range, args, reason }) => ({
    range,
    row: {
      ...place(range),
      kind,
      class: null,
      ...arguments_(args),
      base: null,
      complete: false,
      numInferenceSteps: countsOf([args]),
      reason,
    },
  }));
  return [...attached, ...unattached].sort((a, b) => byPosition(a.range, b.range)).map(({ row }) => row);
}

/**
 * `constructor`, `from_config` and `from_pretrained` are of classes that diffusers has and that stand there by name;
 * a call of the user's own subclass is a `subclass`, one through a table or a parameter is `dynamic`.
 */
function kindOf(kind: SiteKind, { via, subclass, dynamic }: SchedulerReading): SiteKind | 'subclass' | 'dynamic' {
  if (kind !== via) return kind;
  if (subclass) return 'subclass';
  return dynamic ? 'dynamic' : kind;
}

const byPosition = (a: SourceRange, b: SourceRange): number =>
  (a.cell ?? 0) - (b.cell ?? 0) || a.line - b.line || a.col - b.col;

/** Lines from 1, columns from 0 in UTF-16 units. */
const place = ({ cell, line, col, endLine, endCol }: SourceRange) => ({
  cell,
  line: line + 1,
  col,
  endLine: endLine + 1,
  endCol,
});

function about(reading: SchedulerReading, analysis: Analysis) {
  return {
    class: reading.subclass?.name ?? reading.className,
    ...(reading.subclass ? { base_class: reading.className } : {}),
    ...(reading.dynamic ? { via: reading.via } : {}),
    ...(reading.otherClasses ? { otherClasses: reading.otherClasses } : {}),
    ...arguments_(reading.options),
    base: reading.base && baseRow(reading.base, analysis, 0),
    complete: reading.complete,
    numInferenceSteps: countsOf(reading.calls.map((call) => call.args)),
  };
}

/** What is certain goes to `kwargs`; a default that a caller may replace is not. */
function arguments_(readings: Readonly<Record<string, Reading>>) {
  const kwargs: Record<string, unknown> = {};
  const unknown: Record<string, string> = {};
  for (const [name, reading] of Object.entries(readings)) {
    if (reading.known && reading.origin !== 'parameter default') kwargs[name] = reading.value;
    else unknown[name] = reading.known ? `the default of a parameter: ${toJson(reading.value)}` : reading.reason;
  }
  return { kwargs, unknown };
}

function countsOf(calls: readonly Readonly<Partial<Record<string, Reading>>>[]): number[] {
  const counts = calls.flatMap(({ num_inference_steps: steps }) =>
    steps?.known && steps.origin === 'code' && typeof steps.value === 'number' ? steps.value : [],
  );
  return [...new Set(counts)];
}

/** Bases of bases are told this far. */
const deepest = 20;

function baseRow(base: ConfigBase, analysis: Analysis, depth: number): object {
  const config = base.config && arguments_(base.config).kwargs;
  const row = {
    model_id: base.modelId,
    pipeline_class: base.pipelineClass,
    reason: base.reason,
    ...(config ? { config } : {}),
  };
  const from = base.scheduler === null ? undefined : analysis.schedulers[base.scheduler];
  if (!from) return row;
  const root = from.base && depth < deepest ? baseRow(from.base, analysis, depth + 1) : null;
  return { ...row, scheduler_class: from.className, via: from.via, root };
}
