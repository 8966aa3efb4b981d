import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decoded, Decoder, Latents } from '../../src/decode/picture';
import { experiment, type ExperimentEvent, type ExperimentRequest } from '../../src/preview/experiment';
import { randn } from '../../src/preview/noise';
import { Sweeper } from '../../src/preview/sweeper';
import { autoencoder } from '../decode/autoencoders';

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-experiment-'));
const threadFile = join(folder, 'sweep.js');
let sweeper: Sweeper;

beforeAll(async () => {
  const entry = join(import.meta.dirname, '../../src/preview/sweepThread.ts');
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

  sampleLatents(): Promise<Latents> {
    return Promise.resolve({ data: randn(9, 256), shape: [1, 4, 8, 8] });
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
  ...{ autoencoder: autoencoder('sd'), samples: ['cat'], size: 64, sweep: null, shownSteps: 0 },
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
    const all = await collected({ sweep: { option: 'init_noise_sigma', from: 100, to: 200, count: 3 } });
    expect(all[0]).toMatchObject({ kind: 'planned', premise: null });
    expect(all.at(-1)).toMatchObject({ kind: 'done' });
    const names = all.flatMap((event) => (event.kind === 'picture' ? [event.name] : []));
    expect(names.map(({ cell }) => cell).sort()).toEqual([0, 1, 2, 3]);
    const [planned] = all;
    const current = planned.kind === 'planned' ? planned.cells.findIndex((cell) => cell.current) : -1;
    expect(all.find(({ kind }) => kind === 'final')).toMatchObject({ cell: current });
  });

  it('shows some steps of a run, x_t and the predicted x0', async () => {
    const all = await collected({ shownSteps: 3 });
    const names = all.flatMap((event) => (event.kind === 'picture' ? [event.name] : []));
    const steps = (of: string) => names.flatMap((name) => (name.of === of && 'step' in name ? [name.step] : [])).sort();
    expect(steps('noisy')).toEqual([0, 3, 5]);
    expect(steps('clean')).toEqual([0, 3, 5]);
    expect(names.filter(({ of }) => of === 'final')).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === 'step')).toHaveLength(6);
  });

  it('refuses a value beside those that have pictures', async () => {
    const all = await collected({ sweep: { option: 'class', values: ['NoSuchScheduler', 'DDIMScheduler'] } });
    expect(all.filter(({ kind }) => kind === 'refused')).toMatchObject([{ cell: 0, refusal: { type: 'ImportError' } }]);
    expect(all.filter(({ kind }) => kind === 'picture')).toHaveLength(2);
    expect(all[0]).toMatchObject({ premise: expect.stringContaining('trained') as unknown });
  });

  it('passes on what the decoder refuses, and stops when told to', async () => {
    const broken = new FirstElement();
    broken.fails = true;
    await expect(collected({}, broken)).rejects.toThrow('no decoder');
    const controller = new AbortController();
    const stopped = collected({ shownSteps: 6 }, new FirstElement(), controller.signal);
    controller.abort(new Error('enough'));
    await expect(stopped).rejects.toThrow('enough');
    await expect(collected({ sweep: { option: 'shift', from: 0, to: 1, count: 2 } })).rejects.toThrow(/shift/);
  });
});
