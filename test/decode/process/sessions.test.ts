import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Runtime } from '../../../src/decode/process/runtime';
import { Sessions } from '../../../src/decode/process/sessions';

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-sessions-'));

it('twelve models stay open, and the longest unused is closed for the next', async () => {
  const released: string[] = [];
  const create = (path: string) => Promise.resolve({ path, release: () => Promise.resolve(released.push(path)) });
  const sessions = new Sessions({ InferenceSession: { create } } as unknown as Runtime, 'cpu');
  const files = Array.from({ length: 13 }, (_, i) => join(folder, `${i}.onnx`));
  for (const file of files) writeFileSync(file, '');
  const open = (file: string) => sessions.of({ kind: 'file', path: file });
  for (const file of files.slice(0, 12)) await open(file);
  const first = await open(files[0]);
  await open(files[12]);
  await expect.poll(() => released).toEqual([files[1]]);
  expect(await open(files[0])).toBe(first);
});
