import { build } from 'esbuild';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randn } from '../../../src/preview/noise/noise';
import { sweep, type SweepEvent, type SweepRequest } from '../../../src/preview/sweep/sweep';
import { Sweeper } from '../../../src/preview/sweep/sweeper';

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-sweep-'));
const threadFile = join(folder, 'sweep.js');
const sweepers: Sweeper[] = [];

beforeAll(async () => {
  const entry = join(import.meta.dirname, '../../../src/preview/sweep/sweepThread.ts');
  await build({ entryPoints: [entry], outfile: threadFile, bundle: true, platform: 'node', format: 'cjs' });
});

afterAll(() => {
  for (const sweeper of sweepers) sweeper.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function sweeperOf(file = threadFile): Sweeper {
  const sweeper = new Sweeper(file);
  sweepers.push(sweeper);
  return sweeper;
}

function request(given: Partial<SweepRequest> = {}): SweepRequest {
  return {
    run: {
      ...{ className: 'EulerDiscreteScheduler', via: 'init', config: {}, call: { num_inference_steps: 6 } },
      ...{ stepArguments: {}, seed: 0, initNoiseSigma: null, strength: null, trainedPrediction: null },
    },
    pictures: { means: [randn(1, 256), randn(2, 256)], shape: [1, 4, 8, 8] },
    ...{ option: 'init_noise_sigma', values: [9, 14, 19], order: [0, 1, 2], everyStep: false },
    ...given,
  };
}

async function collected(events: AsyncIterable<SweepEvent>): Promise<SweepEvent[]> {
  const all: SweepEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** So long that no test could wait for it. */
const endless = request({
  run: { ...request().run, call: { num_inference_steps: 900 } },
  pictures: { means: [randn(1, 4 * 64 * 64)], shape: [1, 4, 64, 64] },
});

describe('Sweeper', () => {
  it('computes on its thread what is computed here', async () => {
    const here = [...sweep(request())].filter(({ kind }) => kind !== 'step');
    expect(await collected(sweeperOf().run(request()))).toEqual(here);
  });

  it('reports every step when asked to', async () => {
    const all = await collected(sweeperOf().run(request({ everyStep: true })));
    expect(all).toEqual([...sweep(request({ everyStep: true }))]);
    expect(all.filter(({ kind }) => kind === 'step')).toHaveLength(18);
  });

  it('computes several sweeps beside each other', async () => {
    const sweeper = sweeperOf();
    const [a, b] = await Promise.all([
      collected(sweeper.run(request())),
      collected(sweeper.run(request({ option: 'seed', values: [1, 2] }))),
    ]);
    expect([a.length, b.length]).toEqual([3, 2]);
  });

  it('stops when told to, and is there for the next', async () => {
    const sweeper = sweeperOf();
    const controller = new AbortController();
    const long = collected(sweeper.run(endless, controller.signal));
    controller.abort(new Error('enough'));
    await expect(long).rejects.toThrow('enough');
    expect(await collected(sweeper.run(request()))).toHaveLength(3);
    await expect(collected(sweeper.run(request(), controller.signal))).rejects.toThrow('enough');
  });

  it('stops when its reader stops', async () => {
    const sweeper = sweeperOf();
    for await (const { kind } of sweeper.run({ ...endless, everyStep: true })) {
      expect(kind).toBe('step');
      break;
    }
    expect(await collected(sweeper.run(request()))).toHaveLength(3);
  });

  it('says so when a sweep cannot begin', async () => {
    await expect(collected(sweeperOf().run(request({ option: 'sigma_maxx' })))).rejects.toThrow(/sigma_max/);
  });

  it('says so when its thread ends, and starts another', async () => {
    const file = join(folder, 'mortal.js');
    writeFileSync(
      file,
      `require('node:worker_threads').parentPort.on('message', () => { throw new Error('broken'); });`,
    );
    const sweeper = sweeperOf(file);
    await expect(collected(sweeper.run(request()))).rejects.toThrow(/thread.*ended: broken/);
    await expect(collected(sweeper.run(request()))).rejects.toThrow(/thread.*ended: broken/);
    writeFileSync(file, `process.exit(3);`);
    await expect(collected(sweeper.run(request()))).rejects.toThrow(/exit code 3/);
  });

  it('refuses what is still read when it is closed', async () => {
    const sweeper = sweeperOf();
    const long = collected(sweeper.run(endless));
    setTimeout(() => sweeper.dispose(), 100);
    await expect(long).rejects.toThrow('closed');
  });
});
