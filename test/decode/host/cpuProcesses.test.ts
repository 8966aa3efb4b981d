import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Network } from '../../../src/decode/shared/autoencoder';
import { defaultLimits } from '../../../src/decode/host/backend';
import { CpuProcesses } from '../../../src/decode/host/cpuProcesses';
import type { Request } from '../../../src/decode/shared/messages';

const processes = new CpuProcesses({
  processFile: join(import.meta.dirname, '../fixtures', 'obedient.cjs'),
  limits: defaultLimits,
  log: () => undefined,
});
afterEach(() => processes.dispose());

/** A request whose network says what the fixture does with it. */
function order(network: Network): Request {
  const tensor = { data: new Float32Array(1), shape: [1, 1, 1, 1] };
  return { kind: 'run', network, tensor, output: 'floats', range: [-1, 1] };
}

const withWeights = (key: string, size: number): Network => ({
  ...{ kind: 'graph', key, onnx: new Uint8Array() },
  weights: [{ path: '/weights', size, mtimeMs: 0 }],
});

it('a quick network does not wait for a slow one, nor a linear map for either', async () => {
  const controller = new AbortController();
  const slow = processes.run(order(withWeights('answer 60000', 160e6)), controller.signal);
  slow.catch(() => undefined);
  const quick = await processes.run(order(withWeights('answer', 5e6)));
  const linear = await processes.run(order({ kind: 'linear', path: 'answer', family: 'sd', role: 'decoder' }));
  expect(quick.data[0]).toBe(processes.pid);
  expect(linear.data[0]).not.toBe(processes.pid);
  controller.abort(new Error('enough'));
  await expect(slow).rejects.toThrow('enough');
}, 60_000);
