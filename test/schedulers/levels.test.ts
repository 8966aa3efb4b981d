import { describe, expect, it } from 'vitest';
import { computeSchedule } from '../../src/schedulers/compute';
import type { Schedule } from '../../src/schedulers/definition/schedule';

type Keywords = Readonly<Record<string, unknown>>;

const scheduleOf = (className: string, steps: number, config: Keywords = {}, call: Keywords = {}): Schedule =>
  computeSchedule({ className, via: 'init', config, call: { num_inference_steps: steps, ...call } });

describe('noise levels', () => {
  it.each([
    ['AmusedScheduler', { mask_token_id: 8255 }],
    ['BlockRefinementScheduler', {}],
    ['DiscreteDDIMScheduler', {}],
    ['EntropyBoundScheduler', {}],
    ['VQDiffusionScheduler', { num_vec_classes: 4097 }],
  ])('are not made up for the discrete tokens of %s', (className, config) => {
    const { parametrisation, steps, training, finalSigma, initNoiseSigma } = scheduleOf(className, 12, config);
    expect(parametrisation).toBe('discrete');
    expect(steps.count).toBe(12);
    for (const column of [steps.sigmas, steps.signal, steps.noise, steps.logSnr, steps.alphasCumprod, steps.inputScale])
      expect(new Set(column)).toEqual(new Set([NaN]));
    expect(steps.betas).toBeNull();
    expect(training.sigmas).toHaveLength(0);
    expect(finalSigma).toBeNaN();
    expect(initNoiseSigma).toEqual({ before: null, after: null });
  });

  it('follow the published formulas in continuous time', () => {
    // Song et al. 2021, (33): ᾱ(1) = exp(−(β_min + β_max) / 2).
    expect(scheduleOf('ScoreSdeVpScheduler', 10).steps.alphasCumprod[0]).toBeCloseTo(Math.exp(-10.05), 12);
    // Song et al. 2021, (29): geometric, so √(0.01 · 1348) half-way.
    expect(scheduleOf('ScoreSdeVeScheduler', 3, { sampling_eps: 0 }).steps.sigmas[1]).toBeCloseTo(Math.sqrt(13.48), 5);
    // Nichol & Dhariwal 2021, (17), within the limits of Würstchen.
    const { steps } = scheduleOf('DDPMWuerstchenScheduler', 2);
    const cosine = (t: number) => Math.cos((((t + 0.008) / 1.008) * Math.PI) / 2) ** 2;
    expect(Array.from(steps.alphasCumprod, (alpha) => alpha.toFixed(6))).toEqual([
      '0.000100',
      (cosine(0.5) / cosine(0)).toFixed(6),
    ]);
  });

  it('rise while a picture is inverted', () => {
    const { steps, finalSigma } = scheduleOf('DDIMInverseScheduler', 20);
    expect([...steps.sigmas].sort((a, b) => a - b)).toEqual([...steps.sigmas]);
    expect(finalSigma).toBe(steps.sigmas.at(-1));
  });

  it('are missing where a decoder has fewer levels than its fixed timesteps', () => {
    const { steps, initNoiseSigma } = scheduleOf('ConsistencyDecoderScheduler', 2, { num_train_timesteps: 100 });
    expect([...steps.sigmas]).toEqual([NaN, NaN]);
    expect(initNoiseSigma.after).toBeNull();
  });
});

describe('model evaluations', () => {
  it('leave out the steps that RePaint undoes', () => {
    // On arriving at 0, five steps are undone and taken again, twice.
    const { steps, modelEvaluations } = scheduleOf('RePaintScheduler', 10, {}, { jump_length: 5, jump_n_sample: 3 });
    expect(Array.from(steps.timesteps, (t) => t / 100)).toEqual([
      ...[9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
      ...[1, 2, 3, 4, 5, 4, 3, 2, 1, 0],
      ...[1, 2, 3, 4, 5, 4, 3, 2, 1, 0],
    ]);
    expect(modelEvaluations).toBe(20);
  });

  it('are two a step for Heun’s method, but for the last', () => {
    expect(scheduleOf('KarrasVeScheduler', 25).modelEvaluations).toBe(49);
  });

  it('leave out the time at which Würstchen ends', () => {
    const { steps, after, modelEvaluations } = scheduleOf('DDPMWuerstchenScheduler', 10);
    expect(after['timesteps']).toHaveLength(11);
    expect([steps.count, modelEvaluations]).toEqual([10, 10]);
  });
});

describe('constructors', () => {
  it('need what has no default, also from a configuration', () => {
    for (const via of ['init', 'from_config'] as const) {
      expect(() => computeSchedule({ className: 'AmusedScheduler', via, config: {}, call: {} })).toThrow(
        expect.objectContaining({ type: 'TypeError', where: 'init', remedy: 'Pass mask_token_id.' }),
      );
    }
  });

  it('that take any keyword ignore those they do not know', () => {
    expect(scheduleOf('DDIMInverseScheduler', 5, { thresholding: true }).steps.count).toBe(5);
    expect(() => scheduleOf('DDIMScheduler', 5, { tresholding: true })).toThrow(
      expect.objectContaining({ type: 'TypeError', remedy: 'Did you mean "thresholding"?' }),
    );
  });

  it('distinguish numpy arrays from lists where diffusers does', () => {
    const trained_betas = [0.01, 0.02, 0.03];
    expect(() => scheduleOf('RePaintScheduler', 2, { trained_betas })).toThrow(
      expect.objectContaining({ type: 'TypeError' }),
    );
    const { before } = scheduleOf('RePaintScheduler', 2, { trained_betas: new Float64Array(trained_betas) });
    expect(before['betas']).toEqual(new Float32Array(trained_betas));
  });

  it('read the old name of set_alpha_to_one', () => {
    const { before } = scheduleOf('DDIMInverseScheduler', 5, { set_alpha_to_zero: false });
    expect(before['initial_alpha_cumprod']).toBeCloseTo(0.9999, 6);
  });
});
