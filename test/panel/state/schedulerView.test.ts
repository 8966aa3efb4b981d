import { describe, expect, it } from 'vitest';
import type { Inspection } from '../../../src/inspect/inspection';
import { emptyState, goneState } from '../../../src/panel/state/panelState';
import type { Curves } from '../../../src/panel/protocol';
import { schedulerView } from '../../../src/panel/state/schedulerView';
import { at, inspectionOf, stableDiffusion } from '../../inspect/fixtures';

const viewOf = (className: string, config = {}, call = { num_inference_steps: 70 }) =>
  schedulerView(inspectionOf(className, config, call), { sample: 'cat', autoencoders: '' });

function curvesOf(...about: Parameters<typeof viewOf>): Curves {
  const { curves } = viewOf(...about);
  if (!curves) throw new Error('no curves');
  return curves;
}

const changed = (inspection: Inspection, resolved: Partial<Inspection['resolved']>): Inspection => ({
  ...inspection,
  resolved: { ...inspection.resolved, ...resolved },
});

describe('what the panel shows of the walk-through’s scheduler', () => {
  const view = viewOf('LMSDiscreteScheduler', stableDiffusion);

  it('says why init_noise_sigma is 14.6146', () => {
    expect(view.initNoiseSigma?.headline).toContain('14.6146');
    expect(view.refusal).toBeNull();
  });

  it('has 70 steps from 14.6146 down to 0', () => {
    const { steps } = curvesOf('LMSDiscreteScheduler', stableDiffusion);
    expect(steps.timesteps).toHaveLength(70);
    expect(steps.sigmas).toHaveLength(71);
    expect(steps.sigmas[0]).toBeCloseTo(14.61465, 4);
    expect(steps.sigmas[70]).toBe(0);
    expect(view.facts.map(({ label }) => label)).toEqual([
      '70 steps',
      'linspace',
      'epsilon',
      'A1111: LMS',
      'ComfyUI: lms / normal',
      'SD 1/2 latents',
    ]);
  });

  it('has a training curve of few points that ends where training ends', () => {
    const { training, logarithmicSigma } = curvesOf('LMSDiscreteScheduler', stableDiffusion);
    expect(training.sigmas.length).toBeLessThan(300);
    expect([training.timesteps[0], training.timesteps.at(-1)]).toEqual([0, 999]);
    expect(training.sigmas.at(-1)).toBeCloseTo(14.61465, 4);
    expect(training.logSnr.at(-1)).toBeCloseTo(-2 * Math.log(14.61465), 4);
    expect(logarithmicSigma).toBe(true);
  });

  it('tells where every option comes from, with a place to go to for those in the code', () => {
    const row = (name: string) => view.options.find((option) => option.name === name);
    expect(row('beta_schedule')).toMatchObject({ value: '"scaled_linear"', origin: 'code', place: { line: 4 } });
    expect(row('prediction_type')).toMatchObject({ value: '"epsilon"', origin: 'diffusers default', place: null });
    expect(row('use_karras_sigmas')?.doc).not.toBe('');
    expect(view.call).toMatchObject([{ name: 'num_inference_steps', value: '70', origin: 'code' }]);
  });
});

describe('flow matching', () => {
  const { steps, training, logarithmicSigma } = curvesOf('FlowMatchEulerDiscreteScheduler', { shift: 3 });

  it('has no β and no init_noise_sigma, and draws σ linearly', () => {
    expect(steps.betas).toBeNull();
    expect(training.betas).toBeNull();
    expect(logarithmicSigma).toBe(false);
    expect(viewOf('FlowMatchEulerDiscreteScheduler').initNoiseSigma?.headline).toContain('has no');
  });

  it('lays steps and training on one line: the timestep is σ times 1000', () => {
    for (const { timesteps, sigmas } of [steps, training]) {
      timesteps.forEach((t, i) => expect(t).toBeCloseTo(1000 * sigmas[i], 2));
    }
  });
});

describe('values the code does not tell', () => {
  it('are shown as the default that stands in, with the reason and the place', () => {
    const known = inspectionOf('DDIMScheduler', {}, { num_inference_steps: 20 });
    const options = { beta_end: { known: false, reason: 'read from the command line', range: at(7) } } as const;
    const inspection = {
      ...changed(known, { unknown: { beta_end: 'read from the command line' } }),
      reading: { ...known.reading, options },
    };
    const row = schedulerView(inspection, { sample: 'cat', autoencoders: '' }).options.find(
      ({ name }) => name === 'beta_end',
    );
    expect(row).toMatchObject({
      value: '0.02',
      origin: 'diffusers default',
      unknown: 'read from the command line',
      place: { line: 8, cell: null },
    });
  });

  it('keep what the configuration holds beyond the class’s options', () => {
    const known = inspectionOf('DDIMScheduler', {}, { num_inference_steps: 20 });
    const config = { skip_prk_steps: { value: true, origin: 'model file', range: null } } as const;
    const row = schedulerView(changed(known, { config }), { sample: 'cat', autoencoders: '' }).options.at(-1);
    expect(row).toMatchObject({ name: 'skip_prk_steps', value: 'True', origin: 'model file' });
    expect(row?.doc).toContain('no such option');
  });
});

describe('a refused configuration', () => {
  const refusal = {
    ok: false,
    by: 'diffusers',
    type: 'NotImplementedError',
    message: 'linaer is not implemented',
    where: 'init',
    remedy: 'Did you mean linear?',
  } as const;
  const view = schedulerView(inspectionOf('DDIMScheduler', { beta_schedule: 'linaer' }, {}, refusal), {
    sample: 'cat',
    autoencoders: '',
  });

  it('has the exception with its remedy, the options, and no number made up', () => {
    expect(view.refusal).toEqual({
      by: 'diffusers',
      type: 'NotImplementedError',
      message: 'linaer is not implemented',
      where: 'init',
      remedy: 'Did you mean linear?',
    });
    expect(view.curves).toBeNull();
    expect(view.initNoiseSigma).toBeNull();
    expect(view.options.find(({ name }) => name === 'beta_schedule')?.value).toBe('"linaer"');
  });
});

describe('the key of the pictures', () => {
  const keyOf = (...about: Parameters<typeof viewOf>) => curvesOf(...about).picturesKey;

  it('stays when an edit changes nothing a picture shows, and changes with the noise levels', () => {
    const plain = keyOf('LMSDiscreteScheduler', stableDiffusion);
    expect(keyOf('LMSDiscreteScheduler', { ...stableDiffusion, prediction_type: 'v_prediction' })).toBe(plain);
    expect(keyOf('LMSDiscreteScheduler', stableDiffusion, { num_inference_steps: 71 })).not.toBe(plain);
    expect(keyOf('LMSDiscreteScheduler', { ...stableDiffusion, beta_end: 0.013 })).not.toBe(plain);
  });

  it('changes with the sample picture and the latent family', () => {
    const inspection = inspectionOf('LMSDiscreteScheduler', stableDiffusion, { num_inference_steps: 9 });
    const keys = [
      schedulerView(inspection, { sample: 'cat', autoencoders: '' }),
      schedulerView(inspection, { sample: 'coffee', autoencoders: '' }),
      schedulerView(changed(inspection, { family: 'sdxl' }), { sample: 'cat', autoencoders: '' }),
    ].map(({ curves }) => curves?.picturesKey);
    expect(new Set(keys).size).toBe(3);
  });
});

describe('when the scheduler is gone', () => {
  it('says so and keeps what was shown last', () => {
    const scheduler = viewOf('LMSDiscreteScheduler', stableDiffusion);
    const last = { ...emptyState('file:///a.py', 'a.py'), scheduler };
    const state = goneState(last, 'a.py is no longer open.');
    expect(state.gone).toMatch(/^a\.py is no longer open\. .*last/);
    expect(state.scheduler).toBe(scheduler);
  });

  it('shows no scheduler where there never was one', () => {
    const state = goneState(emptyState('file:///a.py', 'a.py'), 'a.py has no diffusers scheduler now.');
    expect(state.scheduler).toBeNull();
    expect(state.gone).toContain('a.py has no diffusers scheduler');
  });
});

describe('discrete tokens', () => {
  const view = viewOf('AmusedScheduler', { mask_token_id: 2 }, { num_inference_steps: 12 });

  it('have timesteps, but neither noise levels nor pictures', () => {
    expect(view.curves).toMatchObject({ hasNoiseLevels: false, picturesKey: null });
    expect(view.curves?.steps.timesteps).toHaveLength(12);
    expect(view.facts.map(({ label }) => label)).toEqual(['12 steps']);
    expect(view.initNoiseSigma?.headline).toContain('discrete tokens: no noise levels');
  });
});

describe('facts', () => {
  it('are not made of options that the class does not use', () => {
    const { facts } = viewOf('LCMScheduler', {}, { num_inference_steps: 4 });
    expect(facts.map(({ label }) => label)).toEqual([
      '4 steps',
      'epsilon',
      'A1111: LCM',
      'ComfyUI: lcm / sgm_uniform',
      'SD 1/2 latents',
    ]);
  });

  it('name the configuration as other programs do', () => {
    const { facts } = viewOf('DPMSolverMultistepScheduler', { use_karras_sigmas: true }, { num_inference_steps: 20 });
    const labels = facts.map(({ label }) => label);
    expect(labels).toContain('A1111: DPM++ 2M Karras');
    expect(labels).toContain('ComfyUI: dpmpp_2m / karras');
  });
});

describe('time', () => {
  it.each([
    ['DDIMScheduler', 'training timestep'],
    ['DDPMWuerstchenScheduler', 'time'],
    ['IPNDMScheduler', 'time'],
    ['ScoreSdeVpScheduler', 'time'],
  ])('of %s is a %s', (name, timeName) => {
    expect(curvesOf(name).timeName).toBe(timeName);
  });
});
