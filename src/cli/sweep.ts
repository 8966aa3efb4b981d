/**
 * `sigmascope sweep FILE --option NAME --from A --to B --png OUT`: a sampling run of a scheduler in a file for every value
 * of an option, as a labelled sheet of pictures; one JSON line for each run that ended.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DecodeClient } from '../decode/client';
import { embeddedAutoencoder } from '../decode/embedded';
import { shippedSamples } from '../decode/shared/picture';
import { providerSettings } from '../decode/shared/providerSetting';
import { hasEvenSigmas, inspectScheduler, requestOf } from '../inspect/inspect';
import type { Inspection } from '../inspect/inspection';
import { experiment, type ExperimentEvent, type ExperimentRequest } from '../preview/experiment/experiment';
import type { RunRequest } from '../preview/sampling/samplingRun';
import { Sweeper } from '../preview/sweep/sweeper';
import { SweepResult } from '../preview/experiment/sweepResult';
import { SweepError, sweptOption } from '../preview/sweep/sweptOption';
import { counted } from '../render/words/numbers';
import { sheetOf, type SweepSheet } from '../render/sweep/sheetOf';
import { sweepSheetSvg } from '../render/sweep/sweepSheet';
import { svgPng } from '../render/drawing/svgPng';
import { computeSchedule } from '../schedulers/compute';
import { analyseFile } from './analyseFile';
import { calls, parsed, required, usageOf } from './calls';
import { modelsOf } from './models';
import { print, toJson, UsageError } from './output';
import { Progress } from './progress';
import { bundledAnalyser } from './python';
import { oneOf } from './vae';

export async function sweep(args: readonly string[]): Promise<number> {
  const options = optionsOf(args);
  const inspection = await chosen(options.file, options.site);
  const request = experimentOf(inspection, options);
  const client = new DecodeClient({
    processFile: join(__dirname, 'decode.js'),
    modelsFolder: join(__dirname, '..', 'models'),
    provider: oneOf('--provider', providerSettings, options.provider),
    log: () => undefined,
  });
  const sweeper = new Sweeper(join(__dirname, 'sweep.js'));
  try {
    const result = new SweepResult();
    const progress = new Progress(process.stderr);
    for await (const event of experiment(request, { decoder: client, sweeper })) {
      result.take(event);
      progress.say(`${counted(result.cells.length, 'run')}, ${counted(result.pictures.size, 'picture')} decoded`);
      report(event, result, progress);
    }
    progress.clear();
    const sheet = sheetFor(result, request, options);
    await writeFile(options.png, await drawn(sheet));
    const { pictures, refusals } = result;
    print(toJson({ png: options.png, pictures: pictures.size, refused: refusals.size, notes: sheet.notes }));
    return result.pictures.size > 0 ? 0 : 1;
  } catch (error) {
    throw error instanceof SweepError ? new UsageError(error.message) : error;
  } finally {
    sweeper.dispose();
    client.dispose();
  }
}

/** One line for each run that ended. */
function report(event: ExperimentEvent, { cells }: SweepResult, progress: Progress): void {
  if (event.kind !== 'final' && event.kind !== 'refused') return;
  const { kind, cell, ...rest } = event;
  progress.clear();
  print(toJson({ cell, ...cells[cell], ended: kind, ...rest }));
}

function optionsOf(args: readonly string[]) {
  const {
    values: { option, png, ...rest },
    files: [file],
  } = parsed('sweep', calls.sweep.options, args);
  return { ...rest, file, option: required('sweep', 'option', option), png: required('sweep', 'png', png) };
}

type Options = ReturnType<typeof optionsOf>;

/** The scheduler meant, counted as `sigmascope show` lists them. */
async function chosen(file: string, site: string): Promise<Inspection> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  });
  const analysis = await analyseFile(file, text, await bundledAnalyser());
  const models = await modelsOf(analysis, file);
  const all = analysis.schedulers.flatMap(({ calls }, scheduler) =>
    (calls.length > 0 ? calls.map((_, call) => call) : [null]).map((call) =>
      inspectScheduler(analysis, scheduler, call, models),
    ),
  );
  const found = all.at(whole('--site', site) - 1);
  if (found && Number(site) > 0) return runnable(found);
  if (all.length === 0) throw new UsageError(analysis.notice ?? `${file} configures no diffusers scheduler.`);
  throw new UsageError(`${file} configures ${counted(all.length, 'scheduler')}; there is no --site ${site}.`);
}

/** @throws Error for a schedule that diffusers refuses, with its words */
function runnable(inspection: Inspection): Inspection {
  const { outcome } = inspection;
  if (outcome.ok) return inspection;
  throw new Error(`${outcome.by === 'diffusers' ? `${outcome.type}: ` : ''}${outcome.message} ${outcome.remedy}`);
}

function experimentOf({ resolved }: Inspection, options: Options): ExperimentRequest {
  const { className, family } = resolved;
  const own: RunRequest = {
    ...requestOf(resolved),
    ...{ stepArguments: {}, seed: whole('--seed', options.seed), initNoiseSigma: null, strength: null },
    ...{ trainedPrediction: null, evenSigmas: hasEvenSigmas(resolved) },
  };
  const run =
    options.steps === undefined ? own : sweptOption(className, 'steps').with(own, whole('--steps', options.steps));
  return {
    ...{ run, autoencoder: embeddedAutoencoder(family), size: whole('--size', options.size) },
    samples: options.sample === 'all' ? shippedSamples : [oneOf('--sample', shippedSamples, options.sample)],
    sweep: { option: options.option, ...sweptValues(options) },
  };
}

function sweptValues({ from, to, count, values }: Options) {
  if (values !== undefined) return { values: values.split(',').map(valueOf) };
  if (from === undefined || to === undefined)
    throw new UsageError(`Say from where to where, or name values.\n${usageOf('sweep')}`);
  return { from: number('--from', from), to: number('--to', to), count: whole('--count', count) };
}

/** A value as Python or JSON would spell it. */
function valueOf(text: string): number | string | boolean {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function number(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new UsageError(`${option} takes a number, not ${text}.`);
  return value;
}

function whole(option: string, text: string): number {
  const value = number(option, text);
  if (!Number.isInteger(value)) throw new UsageError(`${option} takes a whole number, not ${text}.`);
  return value;
}

function sheetFor(result: SweepResult, { run, size }: ExperimentRequest, { option, file, sample }: Options) {
  const { steps, initNoiseSigma } = computeSchedule(run);
  const swept = {
    ...{ className: run.className, seed: run.seed, option, file: basename(file) },
    ...{ stepCount: steps.count, initNoiseSigma: initNoiseSigma.after ?? 1 },
    samples: sample === 'all' ? shippedSamples.join(', ') : sample,
  };
  return sheetOf(result, swept, size);
}

async function drawn(sheet: SweepSheet): Promise<Uint8Array> {
  return svgPng(sweepSheetSvg(sheet), {
    wasm: await readFile(join(__dirname, 'resvg.wasm')),
    fonts: await Promise.all(
      ['regular', 'semibold'].map((name) => readFile(join(__dirname, 'fonts', `inter-${name}.ttf`))),
    ),
  });
}
