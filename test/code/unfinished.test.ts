import { describe, expect, it } from 'vitest';
import { analyse, counts, onlyScheduler, shownValues } from './reading';

const D = 'from diffusers import DDIMScheduler\n';
const unfinished = '<it is not finished>';

/** The text between the brackets of a call → the options that are read. */
const calls: Record<string, readonly [string, Record<string, unknown>]> = {
  'a keyword without its value': ['beta_start=', { beta_start: unfinished }],
  'one before another keyword': ['beta_start=, beta_end=0.02', { beta_start: unfinished, beta_end: 0.02 }],
  'one on a line before another': ['beta_start=\n  beta_end=0.02', { beta_start: unfinished, beta_end: 0.02 }],
  'a keyword that is being typed': ['beta_start=0.1, beta_e', { beta_start: 0.1 }],
  'one on a line of its own, the comma before it missing': ['\n  beta_start=0.1\n  beta_e\n', { beta_start: 0.1 }],
  'a comma missing between lines': ['\n  beta_start=0.1\n  beta_end=0.2\n', { beta_start: 0.1, beta_end: 0.2 }],
  'a comma missing in a line': ['beta_start=0.1 beta_end=0.2', { beta_start: 0.1, beta_end: 0.2 }],
  'a comma too many': ['beta_start=0.1,, beta_end=0.2', { beta_start: 0.1, beta_end: 0.2 }],
  'two values': ['beta_start=0.1 0.2, beta_end=2', { beta_start: unfinished, beta_end: 2 }],
  'half a calculation': ['beta_start=2 *, beta_end=2', { beta_start: unfinished, beta_end: 2 }],
  'half a number': ['beta_start=1e', { beta_start: unfinished }],
  'a sign alone': ['beta_start=-', { beta_start: unfinished }],
  'half a condition': ['beta_start=1 if ', { beta_start: unfinished }],
  'half an attribute': ['beta_start=x.', { beta_start: unfinished }],
  'a text without an end': ['beta_start=0.1, beta_schedule="lin', { beta_start: 0.1, beta_schedule: unfinished }],
  'a list without a comma': ['trained_betas=[0.1, 0.2 0.3], beta_end=2', { trained_betas: unfinished, beta_end: 2 }],
  'a dictionary without a value': ['**{"beta_start": 0.1, "beta_end": }', { beta_start: 0.1, beta_end: unfinished }],
  'a call without its end': ['beta_start=float("0.1", beta_end=2', { beta_start: 0.1 }],
  'a position that no keyword can be before': [
    '1000, beta_start=0.1, 5',
    { num_train_timesteps: 1000, beta_start: 0.1 },
  ],
  'half an attribute by position': ['be.', { num_train_timesteps: unfinished }],
};

describe('a call that is half typed', () => {
  it.each(Object.entries(calls))('with %s', async (_what, [args, options]) => {
    expect(shownValues((await onlyScheduler(`${D}s = DDIMScheduler(${args})\nt = 1\n`)).options)).toEqual(options);
  });

  it.each([
    ['num_inference_steps=', [unfinished]],
    ['20 30', [unfinished]],
    ['20 *', [unfinished]],
    ['', [undefined]],
    ['20', [20]],
  ])('has no steps before they are finished: set_timesteps(%s)', async (args, steps) => {
    expect(counts(await onlyScheduler(`${D}s = DDIMScheduler()\ns.set_timesteps(${args})\n`))).toEqual(steps);
  });

  it('hides no scheduler that is inside', async () => {
    const { schedulers } = await analyse(`${D}pipe = Pipeline(scheduler=DDIMScheduler(beta_start=0.1, ) 3, unet=)\n`);
    expect(schedulers.map(({ options }) => shownValues(options))).toEqual([{ beta_start: 0.1 }]);
  });

  it('ends where the next statement of a function begins', async () => {
    const program = `${D}class A:\n    def g(self):\n        self.s = DDIMScheduler(\n            beta_start=0.1,\n            beta_end=\n        self.s.set_timesteps(20)\n`;
    const only = await onlyScheduler(program);
    expect(shownValues(only.options)).toEqual({ beta_start: 0.1, beta_end: unfinished });
    expect(counts(only)).toEqual([20]);
  });
});

describe('a value that is half typed', () => {
  it.each(['n = 30 +', 'n = 3 3', 'n = [30,\n    4 5]', 'n = -'])('%s', async (assignment) => {
    const { options } = await onlyScheduler(`${D}${assignment}\nDDIMScheduler(num_train_timesteps=n)\n`);
    expect(options['num_train_timesteps']).toMatchObject({ known: false });
  });
});
