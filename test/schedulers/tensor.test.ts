import { describe, expect, it } from 'vitest';
import { blocks, clamped, combine, difference, divided, scaled } from '../../src/schedulers/arithmetic/tensor';

const tensor = (...values: number[]) => Float32Array.from(values);

describe('combine', () => {
  it('rounds every product and every sum to float32, from left to right', () => {
    // 2^24 + 1 is not a float32: added one after the other both ones are lost, added first they are not.
    const [big, one] = [tensor(2 ** 24), tensor(1)];
    expect(combine([1, big], [1, one], [1, one])).toEqual(tensor(2 ** 24));
    expect(combine([1, one], [1, one], [1, big])).toEqual(tensor(2 ** 24 + 2));
    expect(combine([1 / 3, tensor(3)])).toEqual(tensor(Math.fround(Math.fround(1 / 3) * 3)));
  });

  it('leaves its arguments alone', () => {
    const x = tensor(1, 2);
    combine([2, x], [3, x]);
    expect(x).toEqual(tensor(1, 2));
  });

  it('refuses tensors of different sizes, as torch does', () => {
    const mismatch = { type: 'RuntimeError', message: 'The size of tensor a (2) must match the size of tensor b (1)' };
    expect(() => combine([1, tensor(1, 2)], [1, tensor(1)])).toThrow(expect.objectContaining(mismatch));
    expect(() => difference(tensor(1, 2), tensor(1))).toThrow(expect.objectContaining(mismatch));
  });
});

describe('element by element', () => {
  it('scales, divides and subtracts', () => {
    expect(scaled(tensor(1, -2), 0.5)).toEqual(tensor(0.5, -1));
    expect(divided(tensor(1, -2), 3)).toEqual(tensor(1 / 3, -2 / 3));
    expect(difference(tensor(1, -2), tensor(0.5, 2))).toEqual(tensor(0.5, -4));
  });

  it('clamps to both sides and keeps what is not a number', () => {
    expect(clamped(tensor(-3, -0.5, 0.5, 3, NaN), 1)).toEqual(tensor(-1, -0.5, 0.5, 1, NaN));
  });
});

describe('blocks', () => {
  it('takes the same stretch of every block', () => {
    const x = tensor(0, 1, 2, 3, 4, 5, 6, 7);
    expect(blocks(x, 4, 0, 2)).toEqual(tensor(0, 1, 4, 5));
    expect(blocks(x, 4, 3, 2)).toEqual(tensor(3, 7));
  });
});
