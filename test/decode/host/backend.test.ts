import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Backend, defaultLimits, type Limits } from '../../../src/decode/host/backend';
import type { Request } from '../../../src/decode/shared/messages';
import { isAlive } from '../processes';

vi.setConfig({ testTimeout: 60_000 });

const backends: Backend[] = [];
afterEach(() => {
  for (const backend of backends.splice(0)) backend.dispose();
});

function start(limits: Partial<Limits> = {}, fixture = 'obedient.cjs', lines: string[] = []): Backend {
  const backend = new Backend({
    processFile: join(import.meta.dirname, '../fixtures', fixture),
    provider: 'cpu',
    limits: { ...defaultLimits, ...limits },
    log: (line) => lines.push(line),
  });
  backends.push(backend);
  return backend;
}

/** A request that the fixture understands by its model's name. */
function order(path: string): Request {
  const tensor = { data: new Float32Array(1), shape: [1, 1, 1, 1] };
  return { kind: 'run', network: { kind: 'file', path }, tensor, output: 'floats', range: [-1, 1] };
}

describe('a backend', () => {
  it('starts nothing before it is asked', () => {
    expect(start().pid).toBeUndefined();
  });

  it('answers all requests from one process', async () => {
    const backend = start();
    const answers = await Promise.all([1, 2, 3].map(() => backend.run(order('answer'))));
    expect(new Set(answers.map(({ data }) => data[0]))).toEqual(new Set([backend.pid]));
  });

  it('answers the newest request first, and background work last', async () => {
    const backend = start();
    const finished: string[] = [];
    const run = async (name: string, behind: boolean): Promise<void> => {
      await backend.run(order('answer'), undefined, behind);
      finished.push(name);
    };
    await Promise.all([run('first', false), run('older', false), run('proof', true), run('newer', false)]);
    expect(finished).toEqual(['first', 'newer', 'older', 'proof']);
  });

  it('passes on what the process refuses', async () => {
    await expect(start().run(order('refuse'))).rejects.toMatchObject({ fault: 'input', message: 'It does not fit.' });
  });

  it('does not begin a request that was aborted while the process started', async () => {
    const backend = start();
    const controller = new AbortController();
    const running = backend.run(order('answer 60000'), controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
    await expect(backend.run(order('answer'))).resolves.toBeDefined();
  });

  it('drops a waiting request that is aborted, and rejects a running one without waiting for it', async () => {
    const backend = start();
    const controller = new AbortController();
    const running = backend.run(order('answer 100'), controller.signal);
    const waiting = backend.run(order('die'), controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
    await expect(waiting).rejects.toThrow('no longer wanted');
    await expect(backend.run(order('answer'))).resolves.toBeDefined();
  });

  it('ends its process when a long request is abandoned, without counting that as a fault', async () => {
    const lines: string[] = [];
    const backend = start({ abandonMilliseconds: 20, deathsInARow: 1 }, 'obedient.cjs', lines);
    const controller = new AbortController();
    const first = (await backend.run(order('answer'))).data[0];
    const running = backend.run(order('answer 60000'), controller.signal);
    await new Promise((begun) => setTimeout(begun, 50));
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
    const { data } = await backend.run(order('answer'));
    expect(data[0]).not.toBe(first);
    expect(lines).toEqual([]);
  });

  it('lets a short abandoned request finish', async () => {
    const backend = start({ abandonMilliseconds: 5000 });
    await backend.run(order('answer'));
    const first = backend.pid;
    const controller = new AbortController();
    const running = backend.run(order('answer 100'), controller.signal);
    controller.abort(new Error('no longer wanted'));
    await expect(running).rejects.toThrow('no longer wanted');
    expect((await backend.run(order('answer'))).data[0]).toBe(first);
  });

  it('stops its process when there is nothing to do, and starts another for the next request', async () => {
    const backend = start({ idleMilliseconds: 20 });
    await backend.run(order('answer'));
    const first = backend.pid ?? 0;
    await vi.waitFor(() => expect(isAlive(first)).toBe(false));
    expect(backend.pid).toBeUndefined();
    await expect(backend.run(order('answer'))).resolves.toBeDefined();
  });

  it('refuses what is waiting when it is disposed of, and everything after', async () => {
    const backend = start();
    const waiting = backend.run(order('answer 10000'));
    await vi.waitFor(() => expect(backend.pid).toBeDefined());
    backend.dispose();
    await expect(waiting).rejects.toThrow('Decoding was stopped.');
    await expect(backend.run(order('answer'))).rejects.toThrow('Decoding was stopped.');
  });
});

describe('a process that ends', () => {
  it('is replaced, and its request answered all the same', async () => {
    const mark = join(mkdtempSync(join(tmpdir(), 'sigmascope-')), 'died');
    await expect(start().run(order(`dieOnce ${mark}`))).resolves.toBeDefined();
  });

  it('takes down the request that ends every process, and no other', async () => {
    const backend = start({ deathsPerRequest: 3 });
    const requests = [backend.run(order('die')), backend.run(order('answer'))];
    const [fatal, harmless] = await Promise.allSettled(requests);
    expect(fatal).toMatchObject({ status: 'rejected', reason: { fault: 'process' } });
    expect(harmless.status).toBe('fulfilled');
    await expect(backend.run(order('answer'))).resolves.toBeDefined();
  });

  it.skipIf(process.platform === 'win32')(
    'of a file that cannot be read to its end (SIGBUS) is not tried often',
    async () => {
      const lines: string[] = [];
      await expect(start({}, 'obedient.cjs', lines).run(order('bus'))).rejects.toMatchObject({
        fault: 'changed',
        message: expect.stringMatching(/could not be read to its end.*Download the model again/) as unknown,
      });
      expect(lines).toHaveLength(2);
    },
  );

  it('before it can work is tried a few times, then left alone for a while, then tried again', async () => {
    const lines: string[] = [];
    const backend = start({ deathsInARow: 3, restMilliseconds: 300 }, 'stillborn.cjs', lines);
    await expect(backend.run(order('answer'))).rejects.toThrow(/keeps ending.*tried again/);
    expect(lines).toHaveLength(3);
    await expect(backend.run(order('answer'))).rejects.toThrow('keeps ending');
    expect(lines).toHaveLength(3);
    await new Promise((rested) => setTimeout(rested, 300));
    await expect(backend.run(order('answer'))).rejects.toThrow('keeps ending');
    expect(lines).toHaveLength(6);
  });

  it('refuses all that wait when it rests', async () => {
    const backend = start({ deathsInARow: 2 }, 'stillborn.cjs');
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => backend.run(order('answer'))));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  });
});

describe('a process that does not answer', () => {
  it('is ended, and the request tried once more before it is refused', async () => {
    const lines: string[] = [];
    const backend = start({ requestMilliseconds: 50 }, 'obedient.cjs', lines);
    await expect(backend.run(order('silence'))).rejects.toThrow('not decoded within 0.05 seconds');
    expect(lines).toHaveLength(2);
    await expect(backend.run(order('answer'))).resolves.toBeDefined();
  });
});
