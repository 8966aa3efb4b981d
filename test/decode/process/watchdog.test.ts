import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { buildDecodeProcess, modelsFolder } from '../build';
import { isAlive } from '../processes';

it('a busy decode process ends soon after its editor was killed', async () => {
  const file = await buildDecodeProcess('watchdog');
  const fixture = join(import.meta.dirname, '../fixtures', 'parent.cjs');
  const parent = spawn(process.execPath, [fixture, file, join(modelsFolder, 'sd1-tiny-decoder.onnx')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = (await once(parent.stdout, 'data')) as [Buffer];
  const child = Number(text.toString());
  expect(isAlive(child)).toBe(true);
  parent.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(child)).toBe(false), { timeout: 5000, interval: 50 });
}, 30_000);
