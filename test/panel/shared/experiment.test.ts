import { describe, expect, it } from 'vitest';
import { distilledNote, sweepables } from '../../../src/panel/shared/experiment';
import { compatibleClasses } from '../../../src/schedulers/compatible';
import { computeSchedule } from '../../../src/schedulers/compute';
import { definitionOf, schedulerNames } from '../../../src/schedulers/registry';

const offered = (className: string) => {
  const request = { className, via: 'init', config: {}, call: { num_inference_steps: 10 } } as const;
  return sweepables(request, computeSchedule(request));
};

describe('what a sweep can vary', () => {
  it('is the class too, among those that diffusers calls compatible', () => {
    const classes = offered('LMSDiscreteScheduler').find(({ name }) => name === 'class');
    expect(classes?.choices).toEqual(expect.arrayContaining(['DDIMScheduler', 'LCMScheduler']));
    expect(classes?.choices).not.toContain('FlowMatchEulerDiscreteScheduler');
    expect(classes?.values).toEqual({ values: expect.arrayContaining(['LMSDiscreteScheduler']) as unknown });
  });

  it('is no class where none can stand in its place', () => {
    expect(offered('CMStochasticIterativeScheduler').map(({ name }) => name)).not.toContain('class');
  });

  it('are classes that can all be run', () => {
    for (const name of schedulerNames)
      for (const other of compatibleClasses(name)) expect(definitionOf(other)).toHaveProperty('sampler');
  });
});

describe('a class for distilled models', () => {
  it('says that it is not run with one', () => {
    expect(distilledNote('LCMScheduler')).toBe(
      'LCMScheduler is made for distilled models; here it runs with the posterior mean of the reference denoiser instead.',
    );
    expect(distilledNote('DDIMScheduler')).toBeNull();
  });
});
