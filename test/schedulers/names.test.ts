import { describe, expect, it } from 'vitest';
import { computeSchedule } from '../../src/schedulers/compute';
import { configurationNamed, familiarNames, namedConfigurations } from '../../src/schedulers/names';

type Row = [name: string, className: string, options: Record<string, unknown>];

const data = { algorithm_type: 'dpmsolver++', solver_type: 'midpoint', solver_order: 2 };

describe('names of A1111', () => {
  const karras = { use_karras_sigmas: true };
  const table: Row[] = [
    ['DPM++ 2M', 'DPMSolverMultistepScheduler', {}],
    ['DPM++ 2M Karras', 'DPMSolverMultistepScheduler', karras],
    ['DPM++ 2M SDE', 'DPMSolverMultistepScheduler', { algorithm_type: 'sde-dpmsolver++' }],
    ['DPM++ 2M SDE Karras', 'DPMSolverMultistepScheduler', { ...karras, algorithm_type: 'sde-dpmsolver++' }],
    ['DPM++ SDE', 'DPMSolverSinglestepScheduler', {}],
    ['DPM++ SDE Karras', 'DPMSolverSinglestepScheduler', karras],
    ['DPM2', 'KDPM2DiscreteScheduler', {}],
    ['DPM2 Karras', 'KDPM2DiscreteScheduler', karras],
    ['DPM2 a', 'KDPM2AncestralDiscreteScheduler', {}],
    ['DPM2 a Karras', 'KDPM2AncestralDiscreteScheduler', karras],
    ['Euler', 'EulerDiscreteScheduler', {}],
    ['Euler a', 'EulerAncestralDiscreteScheduler', {}],
    ['Heun', 'HeunDiscreteScheduler', {}],
    ['LMS', 'LMSDiscreteScheduler', {}],
    ['LMS Karras', 'LMSDiscreteScheduler', karras],
    ['DPM++ 2M Exponential', 'DPMSolverMultistepScheduler', { use_exponential_sigmas: true }],
    ['Euler Beta', 'EulerDiscreteScheduler', { use_beta_sigmas: true }],
    ['Euler SGM Uniform', 'EulerDiscreteScheduler', { timestep_spacing: 'trailing' }],
    ['DDIM', 'DDIMScheduler', {}],
    ['PLMS', 'PNDMScheduler', { skip_prk_steps: true }],
    ['UniPC', 'UniPCMultistepScheduler', {}],
    ['LCM', 'LCMScheduler', {}],
  ];

  it.each(table)('%s is %s with %j', (name, className, options) => {
    expect(familiarNames(className, options).a1111).toBe(name);
    expect(configurationNamed(name)).toMatchObject({ className });
  });

  it('are found whatever their case and spaces', () => {
    const options = { ...data, use_karras_sigmas: true };
    for (const name of ['DPM++ 2M Karras', ' dpm++2m  KARRAS ']) {
      expect(configurationNamed(name)).toEqual({ className: 'DPMSolverMultistepScheduler', options });
    }
  });
});

describe('names of ComfyUI', () => {
  it.each([
    ['dpmpp_2m', 'karras', 'DPMSolverMultistepScheduler', { ...data, use_karras_sigmas: true }],
    ['euler_ancestral', 'normal', 'EulerAncestralDiscreteScheduler', { timestep_spacing: 'linspace' }],
    ['euler', 'sgm_uniform', 'EulerDiscreteScheduler', { timestep_spacing: 'trailing' }],
    ['euler', 'ddim_uniform', 'EulerDiscreteScheduler', { timestep_spacing: 'leading', steps_offset: 1 }],
    ['heun', 'beta', 'HeunDiscreteScheduler', { timestep_spacing: 'linspace', use_beta_sigmas: true }],
    ['uni_pc_bh2', 'normal', 'UniPCMultistepScheduler', { solver_type: 'bh2', timestep_spacing: 'linspace' }],
    [
      'dpmpp_sde',
      'exponential',
      'DPMSolverSDEScheduler',
      { timestep_spacing: 'linspace', use_exponential_sigmas: true },
    ],
  ])('%s / %s', (sampler, scheduler, className, options) => {
    expect(configurationNamed(`${sampler} / ${scheduler}`)).toEqual({ className, options });
    expect(familiarNames(className, options).comfyui).toEqual({ sampler, scheduler });
  });

  it('take "simple" for the trailing spacing that "sgm_uniform" is too', () => {
    expect(configurationNamed('euler/simple')).toEqual(configurationNamed('euler/sgm_uniform'));
  });
});

describe('every named configuration', () => {
  const all = namedConfigurations().filter(({ names }) => names.comfyui?.scheduler !== 'simple');

  it.each(all)('$names.a1111, $names.comfyui gets its own name back', ({ names, configuration }) => {
    expect(familiarNames(configuration.className, configuration.options)).toEqual(names);
  });

  it.each(all)('$names.a1111, $names.comfyui is found by its names', ({ names: { a1111, comfyui } }) => {
    const found = [a1111, comfyui && `${comfyui.sampler} ${comfyui.scheduler}`].filter((name) => name !== null);
    for (const name of found) {
      const { className, options } = configurationNamed(name) ?? {};
      const again = familiarNames(className ?? '', options ?? {});
      expect([again.a1111, `${again.comfyui?.sampler} ${again.comfyui?.scheduler}`]).toContain(name);
    }
  });

  it.each(all)('$names.a1111, $names.comfyui can be made', ({ configuration: { className, options: config } }) => {
    const { steps } = computeSchedule({ className, via: 'init', config, call: { num_inference_steps: 20 } });
    expect(steps.count).toBeGreaterThanOrEqual(20);
  });
});

it.each([
  ['DPMSolverMultistepScheduler', { algorithm_type: 'deis', solver_type: 'bh2' }, 'DPM++ 2M'],
  ['UniPCMultistepScheduler', { solver_type: 'midpoint' }, 'UniPC'],
])('%s keeps its name with a sibling’s words %j', (className, options, name) => {
  expect(familiarNames(className, options).a1111).toBe(name);
});

describe('what has no name', () => {
  it.each<[string, Record<string, unknown>]>([
    ['KarrasVeScheduler', {}],
    ['NoSuchScheduler', {}],
    ['PNDMScheduler', {}],
    ['DPMSolverMultistepScheduler', { use_lu_lambdas: true }],
    ['DPMSolverMultistepScheduler', { algorithm_type: 'dpmsolver', final_sigmas_type: 'sigma_min' }],
    ['UniPCMultistepScheduler', { use_flow_sigmas: true, prediction_type: 'flow_prediction' }],
  ])('%s with %j', (className, options) => {
    expect(familiarNames(className, options)).toEqual({ a1111: null, comfyui: null });
  });

  it.each(['', 'Euler a Karras', 'DPM fast', 'karras', 'toString'])('"%s"', (name) => {
    expect(configurationNamed(name)).toBeUndefined();
  });

  it('is DDIM on a schedule that A1111 never runs it with', () => {
    expect(familiarNames('DDIMScheduler', { timestep_spacing: 'trailing' })).toEqual({
      a1111: null,
      comfyui: { sampler: 'ddim', scheduler: 'sgm_uniform' },
    });
  });
});
