import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../../src/decode/shared/errors';
import { proveGpu, type Runner } from '../../../src/decode/providers/gpuProof';
import type { Answer } from '../../../src/decode/shared/messages';

interface Behaviour {
  readonly milliseconds?: (side: number) => number;
  /** Added to one value of the output. */
  readonly error?: number;
}

/** A provider that doubles its input, with an error of its own. */
function provider({ milliseconds = () => 1, error = 0 }: Behaviour, asked: number[] = []): Runner {
  return {
    run: (request) => {
      if (request.kind !== 'run') throw new Error('A proof runs decoders only.');
      const { data, shape } = request.tensor;
      asked.push(shape[2]);
      const doubled = data.map((value, i) => 2 * value + (i === 17 ? error : 0));
      const answer: Answer = { data: doubled, shape: [...shape], milliseconds: milliseconds(shape[2]) };
      return Promise.resolve(answer);
    },
  };
}

const prove = (gpu: Runner, mustBeFaster = false, cpu = provider({})): ReturnType<typeof proveGpu> =>
  proveGpu(cpu, gpu, { kind: 'file', path: '/decoder.onnx' }, 4, mustBeFaster);

describe('a GPU is trusted', () => {
  it('when it gives the picture that the CPU gives, up to rounding', async () => {
    expect(await prove(provider({ error: 5e-4 }))).toEqual({ trusted: true });
  });

  it('as the automatic choice only when it is faster', async () => {
    const cpu = provider({ milliseconds: () => 20 });
    expect(await prove(provider({ milliseconds: () => 4 }), true, cpu)).toEqual({ trusted: true });
    expect(await prove(provider({ milliseconds: (side) => side }), true, cpu)).toEqual({
      trusted: false,
      reason: "The GPU is slower here (over 32 ms against the CPU's 20 ms).",
      everyModel: false,
      measured: true,
    });
  });
});

describe('the timing', () => {
  it('of a network that is slow on the CPU is done on small latents', async () => {
    const asked: number[] = [];
    const cpu = provider({ milliseconds: (side) => 10 * side }, asked);
    expect(await prove(provider({}), true, cpu)).toEqual({ trusted: true });
    expect(asked).toEqual([8, 8, 8]);
  });
});

describe('a GPU is not trusted', () => {
  it.each([2e-3, 4.5, NaN, Infinity])('when one value is off by %d', async (error) => {
    expect(await prove(provider({ error }))).toMatchObject({ trusted: false, everyModel: false, measured: true });
  });

  it('when its output has another size', async () => {
    const gpu: Runner = {
      run: () => Promise.resolve({ data: new Float32Array(3), shape: [1, 3, 1, 1], milliseconds: 1 }),
    };
    expect(await prove(gpu)).toMatchObject({ trusted: false });
  });

  it('when it fails, with the reason', async () => {
    const gpu: Runner = { run: () => Promise.reject(new DecodeError('model', 'no kernel for Pad')) };
    expect(await prove(gpu)).toEqual({
      trusted: false,
      reason: 'no kernel for Pad',
      everyModel: false,
      measured: false,
    });
  });

  it('for any model when there is none', async () => {
    const gpu: Runner = { run: () => Promise.reject(new DecodeError('runtime', 'There is no GPU.')) };
    expect(await prove(gpu)).toEqual({ trusted: false, reason: 'There is no GPU.', everyModel: true, measured: false });
  });
});

it('an emulated GPU is found out on the smallest latents', async () => {
  const asked: number[] = [];
  await prove(provider({ milliseconds: () => 3000 }, asked), true);
  expect(new Set(asked)).toEqual(new Set([8]));
});
