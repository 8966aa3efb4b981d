import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { Gpu } from '../../../src/decode/providers/gpu';
import type { Verdict } from '../../../src/decode/providers/gpuProof';
import type { RunRequest } from '../../../src/decode/shared/messages';
import { GpuVerdicts } from '../../../src/decode/providers/gpuVerdicts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sigmascope-verdicts-'));
  return () => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true, force: true });
  };
});

/** Another window, or the same after a restart. */
const open = (version = '1.30.0', driver = 'driver 1'): GpuVerdicts =>
  new GpuVerdicts(join(folder, 'storage', 'verdicts.json'), version, () => Promise.resolve(driver));

const trusted: Verdict = { trusted: true };
const wrong: Verdict = { trusted: false, reason: 'Off by 4.5.', everyModel: false, measured: true };

describe('a verdict', () => {
  it('is remembered from one window to the next', async () => {
    await open().set('webgpu', 'a', true, trusted);
    await open().set('webgpu', 'b', true, wrong);
    expect(await open().get('webgpu', 'a', true)).toEqual(trusted);
    expect(await open().get('webgpu', 'b', true)).toEqual(wrong);
  });

  it('holds for one model, provider, question, runtime and driver', async () => {
    await open().set('webgpu', 'a', true, trusted);
    expect(await open().get('webgpu', 'b', true)).toBeUndefined();
    expect(await open().get('cuda', 'a', true)).toBeUndefined();
    expect(await open().get('webgpu', 'a', false)).toBeUndefined();
    expect(await open('1.31.0').get('webgpu', 'a', true)).toBeUndefined();
    expect(await open('1.30.0', 'driver 2').get('webgpu', 'a', true)).toBeUndefined();
  });

  it('that was not measured is not kept', async () => {
    await open().set('webgpu', 'a', true, { ...wrong, measured: false });
    expect(await open().get('webgpu', 'a', true)).toBeUndefined();
  });

  it('in a damaged file is ignored, and the next one replaces the file', async () => {
    mkdirSync(join(folder, 'storage'));
    writeFileSync(join(folder, 'storage', 'verdicts.json'), '{"half');
    expect(await open().get('webgpu', 'a', true)).toBeUndefined();
    await open().set('webgpu', 'a', true, trusted);
    expect(await open().get('webgpu', 'a', true)).toEqual(trusted);
  });

  it('that cannot be written is no error', async () => {
    writeFileSync(join(folder, 'storage'), 'a file where the folder should be');
    await open().set('webgpu', 'a', true, trusted);
    expect(await open().get('webgpu', 'a', true)).toBeUndefined();
  });
});

it('a GPU that was proven before a restart is not proven again', async () => {
  const request: RunRequest = {
    ...{ kind: 'run', network: { kind: 'file', path: '/a.onnx' }, output: 'pixels', range: [-1, 1] },
    tensor: { data: new Float32Array(4), shape: [1, 4, 1, 1] },
  };
  let asked = 0;
  const process = {
    pid: undefined,
    dispose: () => undefined,
    run: () => {
      asked++;
      return Promise.resolve({ data: new Float32Array(1), shape: [1, 1, 1, 1], milliseconds: 1 });
    },
  };
  const start = (): Gpu => new Gpu({ provider: 'webgpu', process, cpu: process, mustBeFaster: true, verdicts: open() });
  expect(await start().proof(request)).toEqual(trusted);
  const before = asked;
  expect(await start().proof(request)).toEqual(trusted);
  expect(asked).toBe(before);
});
