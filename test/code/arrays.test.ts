import { describe, expect, it } from 'vitest';
import { onlyScheduler } from './reading';

const D = 'import math\nimport numpy as np\nimport torch\nfrom diffusers import DDIMScheduler\n';

/** The value of an expression, as an option of a scheduler is read. */
async function valueOf(expression: string): Promise<unknown> {
  const reading = (await onlyScheduler(`${D}x = ${expression}\nDDIMScheduler(trained_betas=x)`)).options[
    'trained_betas'
  ];
  return reading.known ? reading.value : `<${reading.reason}>`;
}

const f = Math.fround;

describe('rows of numpy and torch', () => {
  const rows: Record<string, readonly [string, unknown]> = {
    'an array': ['np.array([0.1, 0.2])', [0.1, 0.2]],
    'a tensor, which holds float32': ['torch.tensor([0.1, 0.2])', [f(0.1), f(0.2)]],
    'a tensor of float64': ['torch.tensor([0.1], dtype=torch.float64)', [0.1]],
    'numpy.linspace': ['np.linspace(0, 1, 5)', [0, 0.25, 0.5, 0.75, 1]],
    'numpy.linspace by keywords': ['np.linspace(0.0, stop=1.0, num=3)', [0, 0.5, 1]],
    'torch.linspace, from both ends': [
      'torch.linspace(0.1, 0.7, 4)',
      [f(0.1), f(f(0.1) + f(f(f(0.7) - f(0.1)) / 3)), f(f(0.7) - f(f(f(0.7) - f(0.1)) / 3)), f(0.7)],
    ],
    arange: ['np.arange(10, 4, -2)', [10, 8, 6]],
    'times a number': ['np.array([1, 2]) * 0.5', [0.5, 1]],
    'to a power': ['torch.linspace(0.5, 1, 2) ** 2', [0.25, 1]],
    'each with each': ['np.array([1, 2]) + np.array([10, 20])', [11, 22]],
    'of the square root': ['np.sqrt(np.array([4, 9]))', [2, 3]],
    'turned around': ['np.flip(np.arange(3))', [2, 1, 0]],
    'turned around by a slice': ['np.arange(3)[::-1].copy()', [2, 1, 0]],
    'put together': ['np.concatenate([np.array([2, 1]), [0.0]])', [2, 1, 0]],
    'with a number at its end': ['np.append(np.array([2, 1]), 0)', [2, 1, 0]],
    'tensors put together': ['torch.cat([torch.tensor([2.0]), torch.zeros(1)])', [2, 0]],
    'as a list, which repeats': ['np.array([1, 2]).tolist() * 2', [1, 2, 1, 2]],
    'as integers': ['np.array([1.9, 0.2]).astype(int)', [1, 0]],
    rounded: ['np.linspace(0, 5, 3).round()', [0, 2, 5]],
    'on another device': ['torch.tensor([0.5]).to("cuda").cpu().numpy()', [0.5]],
    'the betas of Stable Diffusion': [
      'torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 2, dtype=torch.float32) ** 2',
      [f(f(0.00085 ** 0.5) ** 2), f(f(0.012 ** 0.5) ** 2)],
    ],
  };

  it.each(Object.entries(rows))('%s', async (_name, [expression, value]) => {
    expect(await valueOf(expression)).toEqual(value);
  });

  const unknowns: Record<string, readonly [string, RegExp]> = {
    'of different lengths': ['np.array([1, 2]) + np.array([1, 2, 3])', /different lengths/],
    'that are too long': ['np.arange(10 ** 7)', /long row/],
    'with a part that is not known': ['np.array([1, y]) * 2', /`y` is not defined/],
    'divided by zero': ['np.array([1]) / 0', /without a result/],
    'of half precision': ['np.array([0.1]).astype(np.float16)', /another type/],
  };

  it.each(Object.entries(unknowns))('%s are not known', async (_name, [expression, reason]) => {
    expect(await valueOf(expression)).toMatch(reason);
  });

  it('of lists are not calculated with', async () => {
    expect(await valueOf('math.sqrt([4, 9])')).toMatch(/^</);
  });
});
