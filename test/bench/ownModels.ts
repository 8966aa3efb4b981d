import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DecodeClient } from '../../src/decode/client';
import { readDiffusers } from '../../src/decode/graph/readDiffusers';
import { peakBytes } from '../../src/decode/memory';
import type { Latents } from '../../src/decode/shared/picture';
import { randn } from '../../src/preview/noise/noise';
import { quantile, spread, times, type Figure } from './measure';
import { fullVae, taesd, writeSparseModel } from './sparseModels';

/** Diffusers' own safetensors, read in place, on the CPU. */
export async function ownModels(dist: string): Promise<Figure[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sigmascope-bench-'));
  try {
    const [full, tiny] = [path.join(folder, 'full'), path.join(folder, 'taesd')];
    const bytes = writeSparseModel(full, fullVae);
    writeSparseModel(tiny, taesd);
    return [
      firstGraph(dist, full),
      await nextGraphs(full),
      ...(await loading(dist, full, bytes)),
      ...(await tinyPictures(dist, tiny)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** In a process that has never read a model, without the time to load the code. */
function firstGraph(dist: string, folder: string): Figure {
  const script = `
    const { readDiffusers } = require(${JSON.stringify(path.join(dist, 'graph.js'))});
    const began = performance.now();
    readDiffusers(${JSON.stringify(folder)}).then(() => console.log(performance.now() - began));`;
  const runs = Array.from({ length: 7 }, () => Number(execFileSync(process.execPath, ['-e', script]).toString()));
  runs.sort((a, b) => a - b);
  return {
    what: 'graphs of a full VAE, 334 MB, first model of a process',
    unit: 'ms',
    value: quantile(runs, 0.5),
    atMost: 50,
    note: spread(runs),
  };
}

async function nextGraphs(folder: string): Promise<Figure> {
  const runs = await times(15, 5, () => readDiffusers(folder));
  return {
    what: 'graphs of a full VAE, 334 MB, later',
    unit: 'ms',
    value: quantile(runs, 0.5),
    atMost: 50,
    note: spread(runs),
  };
}

/** Latents so small that what the process takes is the model. */
async function loading(dist: string, folder: string, bytes: number): Promise<Figure[]> {
  const { decoder } = await readDiffusers(folder);
  const { pids, milliseconds, client } = await first(dist, (one) => one.run(decoder, latents(8)));
  const peak = peakMegabytes(pids.cpu);
  client.dispose();
  if (peak === null) return [];
  const idle = await idlePeak(dist);
  return [
    {
      what: 'memory of loading a full VAE’s decoder over an idle process',
      unit: 'MB',
      value: peak - idle,
      atMost: Math.round(bytes / 2 ** 20),
      note: `not even one copy of its file; ${milliseconds.toFixed(0)} ms`,
    },
  ];
}

async function idlePeak(dist: string): Promise<number> {
  const embedded = { kind: 'file', path: 'sd3-linear-decoder.onnx' } as const;
  const { pids, client } = await first(dist, (one) => one.run(embedded, latents(2, 16)));
  const peak = peakMegabytes(pids.cpu);
  client.dispose();
  return peak ?? 0;
}

async function tinyPictures(dist: string, folder: string): Promise<Figure[]> {
  const began = performance.now();
  const { decoder } = await readDiffusers(folder);
  const { pids, client } = await first(dist, (one) => one.run(decoder, latents(64)));
  const cold = performance.now() - began;
  const peak = peakMegabytes(pids.cpu);
  const warm = await times(5, 0, () => client.run(decoder, latents(64)));
  client.dispose();
  return [
    { what: 'TAESD’s first picture of 512 pixels, all cold', unit: 'ms', value: cold, atMost: 2500, note: 'one run' },
    {
      what: 'TAESD’s later pictures of 512 pixels',
      unit: 'ms',
      value: quantile(warm, 0.5),
      atMost: 1500,
      note: spread(warm),
    },
    ...memory('memory of TAESD for 512 pixels', peak, 500),
    ...(await inStrips(dist, folder)),
  ];
}

/** A picture four times as large, against what is told to the user before it starts. */
async function inStrips(dist: string, folder: string): Promise<Figure[]> {
  const autoencoder = await readDiffusers(folder);
  const { pids, client } = await first(dist, (one) => one.run(autoencoder.decoder, latents(128)));
  const peak = peakMegabytes(pids.cpu);
  client.dispose();
  return memory('memory of TAESD for 1024 pixels, in strips', peak, peakBytes(autoencoder, 1024 ** 2) / 2 ** 20);
}

function memory(what: string, value: number | null, atMost: number): Figure[] {
  return value === null ? [] : [{ what, unit: 'MB', value, atMost: Math.round(atMost), note: 'peak of the process' }];
}

interface First {
  readonly client: DecodeClient;
  readonly pids: DecodeClient['pids'];
  readonly milliseconds: number;
}

/** A new process with one thing done. */
async function first(dist: string, work: (client: DecodeClient) => Promise<unknown>): Promise<First> {
  const client = new DecodeClient({
    processFile: path.join(dist, 'decode.js'),
    modelsFolder: path.resolve(dist, '..', 'models'),
    provider: 'cpu',
    log: () => undefined,
  });
  const began = performance.now();
  await work(client);
  return { client, pids: client.pids, milliseconds: performance.now() - began };
}

function latents(side: number, channels = 4): Latents {
  return { data: randn(0, channels * side * side), shape: [1, channels, side, side] };
}

/** The most that a process ever held, where the system tells it. */
function peakMegabytes(pid: number | undefined): number | null {
  const file = `/proc/${pid ?? 0}/status`;
  if (pid === undefined || !existsSync(file)) return null;
  const kilobytes = /VmHWM:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}
