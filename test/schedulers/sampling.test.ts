import { describe, expect, it } from 'vitest';
import { gaussianDenoiser } from '../../src/preview/sampling/gaussianDenoiser';
import { randn } from '../../src/preview/noise/noise';
import { definitionOf, schedulerNames } from '../../src/schedulers/registry';
import { prepareSampling, sample, type SamplingRequest } from '../../src/schedulers/sample';

const shape = [1, 4, 8, 8];
const mean = [0.3, -0.2, 0.1, 0];

const request = (className: string, given: Partial<SamplingRequest> = {}): SamplingRequest => ({
  ...{ className, via: 'init', config: {}, call: { num_inference_steps: 8 }, stepArguments: {}, shape },
  ...given,
});

/** Latents after the last step, from the same noise every time. */
function end(given: SamplingRequest, std: number): Float32Array {
  const sampling = prepareSampling(given);
  const noise = randn(0, 256);
  let latents: Float32Array = noise.map((x) => x * (sampling.schedule.initNoiseSigma.after ?? 1));
  for (const step of sample(sampling, latents, gaussianDenoiser(mean, std, shape), () => noise)) latents = step.sample;
  return latents;
}

describe('sampling', () => {
  // Where the last step leaves no noise, every solver must end at the data if there is only one picture.
  it.each([
    ['EulerDiscreteScheduler', {}],
    ['EulerAncestralDiscreteScheduler', {}],
    ['LMSDiscreteScheduler', {}],
    ['DDIMScheduler', { clip_sample: false }],
    ['DDPMScheduler', { clip_sample: false }],
    ['DPMSolverMultistepScheduler', { solver_order: 3 }],
    ['DPMSolverMultistepScheduler', { algorithm_type: 'sde-dpmsolver++' }],
    ['UniPCMultistepScheduler', {}],
    ['FlowMatchEulerDiscreteScheduler', {}],
    ['FlowMatchEulerDiscreteScheduler', { stochastic_sampling: true }],
    ['FlowMatchHeunDiscreteScheduler', {}],
    ['MiniMaxH3Scheduler', {}],
  ])('%s %j ends at the only picture there is', (className, config) => {
    const latents = end(request(className, { config }), 0);
    mean.forEach((m, channel) => {
      for (const x of latents.subarray(channel * 64, channel * 64 + 64)) expect(x).toBeCloseTo(m, 3);
    });
  });

  it('converges to the exact solution at the order of the solver', () => {
    const ends = (order: number, steps: number) => {
      const config = { solver_order: order, final_sigmas_type: 'sigma_min', lower_order_final: false };
      return end(request('DPMSolverMultistepScheduler', { config, call: { num_inference_steps: steps } }), 0.5);
    };
    const exact = ends(2, 400);
    const error = (order: number, steps: number) =>
      Math.max(...ends(order, steps).map((x, i) => Math.abs(x - exact[i])));
    expect(error(1, 80) / error(1, 40)).toBeCloseTo(1 / 2, 1);
    expect(error(2, 80) / error(2, 40)).toBeCloseTo(1 / 4, 1);
  });

  it('takes arguments of step, refuses unknown ones, and passes on what step refuses', () => {
    const eta = (value: number) => end(request('DDIMScheduler', { stepArguments: { eta: value } }), 0.5);
    expect(eta(0.5)).not.toEqual(eta(0));
    const refused = (given: SamplingRequest) => expect(() => prepareSampling(given));
    refused(request('DDIMScheduler', { stepArguments: { etta: 1 } })).toThrow(
      expect.objectContaining({ type: 'TypeError', where: 'step' }),
    );
    refused(request('PNDMScheduler', { config: { prediction_type: 'sample' } })).toThrow(
      expect.objectContaining({ type: 'ValueError', where: 'step' }),
    );
    refused(request('VQDiffusionScheduler', { config: { num_vec_classes: 10 } })).toThrow(
      expect.objectContaining({ type: 'NotImplementedError', where: 'step' }),
    );
  });

  it('begins at the second of two equal first timesteps, and runs out of sigmas, as diffusers does', () => {
    const config = { use_karras_sigmas: true, beta_schedule: 'squaredcos_cap_v2' };
    const repeated = request('DPMSolverMultistepScheduler', { config, call: { num_inference_steps: 100 } });
    const { timesteps } = prepareSampling(repeated).schedule.steps;
    expect(timesteps[0]).toBe(timesteps[1]);
    expect(() => end(repeated, 0.5)).toThrow(expect.objectContaining({ type: 'IndexError', where: 'step' }));
  });

  it('documents every argument of step', () => {
    const declared = schedulerNames.flatMap((name) => Object.values(definitionOf(name)?.stepArguments ?? {}));
    expect(declared.length).toBeGreaterThan(0);
    for (const option of declared) expect(option.doc).toMatch(/\.$/);
  });
});
