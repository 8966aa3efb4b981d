import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonLiteral, sigmasAsPython, timestepsAsPython } from '../../../src/render/words/python';
import { scheduleOf, stableDiffusion } from '../../inspect/fixtures';

describe('copying', () => {
  const lms = scheduleOf('LMSDiscreteScheduler', stableDiffusion);

  it('gives every sigma of diffusers, the final one too, at full precision', () => {
    const sigmas = JSON.parse(sigmasAsPython(lms)) as number[];
    expect(sigmas).toHaveLength(71);
    expect(sigmas[0]).toBeCloseTo(14.61465, 4);
    expect(Float32Array.from(sigmas)).toEqual(lms.after['sigmas']);
  });

  it('gives integers where diffusers holds integers', () => {
    const ddim = scheduleOf('DDIMScheduler', stableDiffusion, { num_inference_steps: 5 });
    expect(timestepsAsPython(ddim)).toBe('[800, 600, 400, 200, 0]');
    expect(timestepsAsPython(lms)).toMatch(/^\[999\.0, 984\.52/);
  });

  it('gives the noise levels of classes that keep no sigmas', () => {
    const ddim = scheduleOf(
      'DDIMScheduler',
      { ...stableDiffusion, timestep_spacing: 'trailing' },
      { num_inference_steps: 4 },
    );
    const sigmas = JSON.parse(sigmasAsPython(ddim)) as number[];
    expect(sigmas).toHaveLength(4);
    expect(sigmas[0]).toBeCloseTo(14.61465, 4);
    expect(sigmas[3]).toBeCloseTo(0.6932, 4);
  });
});

describe('pythonLiteral', () => {
  it.each<[unknown, string]>([
    [null, 'None'],
    [true, 'True'],
    [false, 'False'],
    [1000, '1000'],
    [0.00085, '0.00085'],
    [-Infinity, '-float("inf")'],
    ['scaled_linear', '"scaled_linear"'],
    ['a "b"\n', '"a \\"b\\"\\n"'],
    [[1, 2, 3], '[1, 2, 3]'],
    [Array.from({ length: 1000 }, (_, i) => i / 3), '[0, 0.333333, … 1000 values]'],
    [{ a: [null] }, '{"a": [None]}'],
  ])('writes %j as %s', (value, written) => {
    expect(pythonLiteral(value)).toBe(written);
  });

  it('stays short and on one line, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.array(fc.double()), fc.float()), (value) => {
        expect(pythonLiteral(value)).not.toContain('\n');
        expect(pythonLiteral(value).length).toBeLessThan(400);
      }),
    );
  });
});
