import { describe, expect, it, vi } from 'vitest';
import { DecodeError } from '../../../src/decode/shared/errors';
import type { Answer, Request, RunRequest } from '../../../src/decode/shared/messages';
import { networkName } from '../../../src/decode/shared/network';
import { Providers } from '../../../src/decode/providers/providers';
import { gpuProviders, type ProviderSetting } from '../../../src/decode/shared/providerSetting';

/** A provider's process that answers with the sum of its input, and can be made to fail. */
class FakeProcess {
  readonly models: string[] = [];
  readonly pid = undefined;
  disposed = false;
  failure: Error | null = null;

  constructor(
    private readonly offset = 0,
    private readonly milliseconds = 1,
  ) {}

  async run(request: Request): Promise<Answer> {
    this.models.push(networkName(request.network));
    if (this.failure) throw this.failure;
    const sum = request.kind === 'run' ? request.tensor.data.reduce((a, b) => a + b, 0) : 0;
    return Promise.resolve({
      data: Float32Array.of(sum + this.offset),
      shape: [1, 1, 1, 1],
      milliseconds: this.milliseconds,
    });
  }

  dispose(): void {
    this.disposed = true;
  }
}

const providersOf = (setting: ProviderSetting, cpu: FakeProcess, gpu: FakeProcess): Providers =>
  new Providers(setting, cpu, [{ provider: 'webgpu', process: gpu }]);

const request = (path = 'a.onnx'): RunRequest => ({
  kind: 'run',
  network: { kind: 'file', path },
  tensor: { data: new Float32Array(4), shape: [1, 4, 1, 1] },
  output: 'pixels',
  range: [-1, 1],
});

describe('auto', () => {
  it('lets the CPU answer while nothing is known, and never waits for the GPU', async () => {
    const gpu = new FakeProcess();
    gpu.run = () => new Promise(() => undefined);
    const providers = providersOf('auto', new FakeProcess(), gpu);
    for (let i = 0; i < 3; i++)
      expect(await providers.run(request())).toMatchObject({
        provider: 'cpu',
        whyNotBetter: 'The GPU is not proven yet.',
      });
  });

  it('moves to the GPU once it is proven', async () => {
    const providers = providersOf('auto', new FakeProcess(0, 10), new FakeProcess());
    await providers.run(request());
    await providers.proof(request());
    expect(await providers.run(request())).toMatchObject({ provider: 'webgpu', whyNotBetter: null });
  });

  it('stays with the CPU when the GPU is wrong, says why, and does not ask it again', async () => {
    const gpu = new FakeProcess(4.5);
    const providers = providersOf('auto', new FakeProcess(), gpu);
    await providers.proof(request());
    const asked = gpu.models.length;
    expect(await providers.run(request())).toMatchObject({
      provider: 'cpu',
      whyNotBetter: expect.stringMatching(/^The GPU gives wrong numbers .*differs from the CPU's by 4.5/) as unknown,
    });
    await providers.proof(request());
    expect(gpu.models).toHaveLength(asked);
  });

  it('proves each model by itself', async () => {
    const gpu = new FakeProcess();
    const providers = providersOf('auto', new FakeProcess(0, 10), gpu);
    await providers.proof(request('a.onnx'));
    expect(await providers.run(request('b.onnx'))).toMatchObject({ provider: 'cpu' });
    await vi.waitFor(() => expect(gpu.models).toContain('b.onnx'));
  });

  it('closes the GPU process when there is no GPU', async () => {
    const gpu = new FakeProcess();
    gpu.failure = new DecodeError('runtime', 'There is no GPU.');
    const providers = providersOf('auto', new FakeProcess(), gpu);
    await providers.proof(request('a.onnx'));
    expect(gpu.disposed).toBe(true);
    expect(await providers.run(request('b.onnx'))).toMatchObject({ provider: 'cpu', whyNotBetter: 'There is no GPU.' });
    expect(gpu.models).toEqual(['a.onnx']);
  });
});

describe('webgpu', () => {
  it('waits for the proof, and needs no speed', async () => {
    const providers = providersOf('webgpu', new FakeProcess(), new FakeProcess(0, 1000));
    expect(await providers.run(request())).toMatchObject({ provider: 'webgpu' });
  });

  it('loses a model to the CPU when it fails after its proof', async () => {
    const gpu = new FakeProcess();
    const providers = providersOf('webgpu', new FakeProcess(), gpu);
    await providers.run(request());
    gpu.failure = new DecodeError('process', 'The process ended.');
    const reason = 'The GPU failed: The process ended.';
    expect(await providers.run(request())).toMatchObject({ provider: 'cpu', whyNotBetter: reason });
    gpu.failure = null;
    expect(await providers.run(request())).toMatchObject({ provider: 'cpu', whyNotBetter: reason });
  });

  it('keeps a model that the CPU refuses as well: the request was wrong', async () => {
    const [cpu, gpu] = [new FakeProcess(), new FakeProcess()];
    const providers = providersOf('webgpu', cpu, gpu);
    await providers.run(request());
    cpu.failure = gpu.failure = new DecodeError('input', 'It does not fit.');
    await expect(providers.run(request())).rejects.toThrow('It does not fit.');
    cpu.failure = gpu.failure = null;
    expect(await providers.run(request())).toMatchObject({ provider: 'webgpu' });
  });
});

describe('cpu', () => {
  it('leaves the GPU alone', async () => {
    expect(gpuProviders('cpu', 'linux', true)).toEqual([]);
    const providers = new Providers('cpu', new FakeProcess(), []);
    expect(await providers.run(request())).toMatchObject({ provider: 'cpu', whyNotBetter: 'The CPU was asked for.' });
  });
});

describe('the order of GPUs', () => {
  it.each([
    ['linux', ['cuda', 'webgpu']],
    ['win32', ['dml', 'webgpu']],
    ['darwin', ['coreml', 'webgpu']],
  ] as const)('is the platform’s: %s', (platform, order) => {
    expect(gpuProviders('auto', platform, true)).toEqual(order);
  });

  it('leaves CUDA out where there are no libraries for it, unless it is asked for', () => {
    expect(gpuProviders('auto', 'linux', false)).toEqual(['webgpu']);
    expect(gpuProviders('cuda', 'linux', false)).toEqual(['cuda']);
  });

  it('takes the first that is proven, and tells why not those before it only when none is', async () => {
    const [cpu, cuda, webgpu] = [new FakeProcess(0, 10), new FakeProcess(), new FakeProcess()];
    cuda.failure = new DecodeError('runtime', 'CUDA cannot be used here.');
    const gpus = [
      { provider: 'cuda', process: cuda },
      { provider: 'webgpu', process: webgpu },
    ] as const;
    const providers = new Providers('auto', cpu, gpus);
    await providers.proof(request());
    expect(await providers.run(request())).toMatchObject({ provider: 'webgpu', whyNotBetter: null });
    webgpu.failure = new DecodeError('process', 'The process ended.');
    expect(await providers.run(request())).toMatchObject({
      provider: 'cpu',
      whyNotBetter: 'CUDA cannot be used here. The GPU failed: The process ended.',
    });
  });
});
