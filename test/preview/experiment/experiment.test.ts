import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decoded, Decoder, Latents } from '../../../src/decode/shared/picture';
import { experiment, type ExperimentEvent, type ExperimentRequest } from '../../../src/preview/experiment/experiment';
import { randn } from '../../../src/preview/noise/noise';
import { recordRun } from '../../../src/preview/experiment/recordedRun';
import { Sweeper } from '../../../src/preview/sweep/sweeper';
import { autoencoder } from '../../decode/autoencoders';

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-experiment-'));
const threadFile = join(folder, 'sweep.js');
let sweeper: Sweeper;

beforeAll(async () => {
  const entry = join(import.meta.dirname, '../../../src/preview/sweep/sweepThread.ts');
  await build({ entryPoints: [entry], outfile: threadFile, bundle: true, platform: 'node', format: 'cjs' });
  sweeper = new Sweeper(threadFile);
});

afterAll(() => {
  sweeper.dispose();
  rmSync(folder, { recursive: true, force: true });
});

/** Latents as pictures of their first element, and a list of what was decoded. */
class FirstElement implements Decoder {
  readonly decoded: number[] = [];
  fails = false;

  constructor(private readonly shape: Latents['shape'] = [1, 4, 8, 8]) {}

  sampleLatents(): Promise<Latents> {
    const length = this.shape.reduce((product, side) => product * side, 1);
    return Promise.resolve({ data: randn(9, length), shape: this.shape });
  }

  async decode(_: unknown, { data }: Latents): Promise<Decoded> {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (this.fails) throw new Error('no decoder');
    this.decoded.push(data[0]);
    const picture = { width: 1, height: 1, rgb: Uint8Array.of(1, 2, 3) };
    return { pictures: [picture], provider: 'cpu', whyNotBetter: null, decoder: 'first element', milliseconds: 5 };
  }
}

const request = (given: Partial<ExperimentRequest> = {}): ExperimentRequest => ({
  run: {
    ...{ className: 'EulerDiscreteScheduler', via: 'init', config: {}, call: { num_inference_steps: 6 } },
    ...{ stepArguments: {}, seed: 0, initNoiseSigma: null, strength: null, trainedPrediction: null },
  },
  ...{
    autoencoder: autoencoder('sd'),
    samples: ['cat'],
    size: 64,
    sweep: { option: 'init_noise_sigma', from: 100, to: 200, count: 3 },
  },
  ...given,
});

async function collected(
  given: Partial<ExperimentRequest>,
  decoder: Decoder = new FirstElement(),
  signal?: AbortSignal,
) {
  const all: ExperimentEvent[] = [];
  for await (const event of experiment(request(given), { decoder, sweeper }, signal)) all.push(event);
  return all;
}

describe('experiment', () => {
  it('plans, runs, decodes and ends', async () => {
    const all = await collected({});
    expect(all[0]).toMatchObject({ kind: 'planned', premise: null });
    expect(all.at(-1)).toMatchObject({ kind: 'done' });
    const cellsOf = (wanted: ExperimentEvent['kind']) =>
      all.flatMap((event) => (event.kind === wanted && 'cell' in event ? [event.cell] : []));
    const [planned] = all;
    const current = planned.kind === 'planned' ? planned.cells.findIndex((cell) => cell.current) : -1;
    const order = [...new Set([current, 0, 3, 1, 2])];
    expect(cellsOf('final')).toEqual(order);
    expect(cellsOf('picture')).toEqual(order);
  });

  it('refuses a value beside those that have pictures', async () => {
    const all = await collected({ sweep: { option: 'class', values: ['NoSuchScheduler', 'DDIMScheduler'] } });
    expect(all.filter(({ kind }) => kind === 'refused')).toMatchObject([{ cell: 0, refusal: { type: 'ImportError' } }]);
    expect(all.filter(({ kind }) => kind === 'picture')).toHaveLength(2);
    expect(all[0]).toMatchObject({ premise: expect.stringContaining('trained') as unknown, distilled: [] });
  });

  it('names the classes that are made for distilled models', async () => {
    const values = ['LCMScheduler', 'DDIMScheduler', 'TCDScheduler'];
    const [planned] = await collected({ sweep: { option: 'class', values } });
    expect(planned).toMatchObject({ distilled: ['LCMScheduler', 'TCDScheduler'] });
  });

  it('passes on what the decoder refuses, and stops when told to', async () => {
    const broken = new FirstElement();
    broken.fails = true;
    await expect(collected({}, broken)).rejects.toThrow('no decoder');
    const controller = new AbortController();
    const stopped = collected({}, new FirstElement(), controller.signal);
    controller.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await expect(collected({ sweep: { option: 'shift', from: 0, to: 1, count: 2 } })).rejects.toThrow(/shift/);
  });
});

describe('recordRun', () => {
  const workshop = () => ({ decoder: new FirstElement(), sweeper });

  it('keeps every step of a run, as the model is given it', async () => {
    const run = await recordRun(request(), workshop());
    if (!('steps' in run)) throw new Error(run.message);
    const { steps, final, initNoiseSigma, shape } = run;
    expect(steps.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(steps.map(({ timestep }) => timestep)).toEqual([999, 799.2, 599.4, 399.6, 199.8, 0].map(Math.fround));
    expect([final.length, shape]).toEqual([256, [1, 4, 8, 8]]);
    const scaled = randn(0, 256).map((x) => (x * (initNoiseSigma ?? NaN)) / Math.hypot(steps[0].sigma, 1));
    steps[0].noisy.forEach((x, i) => expect(x).toBeCloseTo(scaled[i], 4));
    expect(steps[5].clean).not.toEqual(steps[0].clean);
  });

  it('passes on why there is none', async () => {
    const { run } = request();
    const none = await recordRun(request({ run: { ...run, className: 'VQDiffusionScheduler' } }), workshop());
    expect(none).toMatchObject({ type: 'TypeError' });
    const long = await recordRun(request({ run: { ...run, call: { num_inference_steps: 900 } } }), {
      sweeper,
      decoder: new FirstElement([1, 4, 256, 256]),
    });
    expect(long).toMatchObject({ type: 'TooMuchWork', remedy: expect.stringContaining('fewer steps') as unknown });
  });
});
