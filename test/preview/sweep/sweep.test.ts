import { describe, expect, it } from 'vitest';
import { randn } from '../../../src/preview/noise/noise';
import {
  prepareRun,
  samplingRun,
  surroundingsOf,
  type RunRequest,
  type RunStep,
} from '../../../src/preview/sampling/samplingRun';
import { maxElementSteps, sweep, type SweepEvent, type SweepRequest } from '../../../src/preview/sweep/sweep';
import { cellsOf, rangeOf } from '../../../src/preview/sweep/sweepValues';
import { sweptOption, SweepError } from '../../../src/preview/sweep/sweptOption';

const shape = [1, 4, 8, 8];
const means = [randn(11, 256), randn(12, 256), randn(13, 256)];
const pictures = { means, shape };

const euler: RunRequest = {
  className: 'EulerDiscreteScheduler',
  via: 'init',
  config: { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' },
  call: { num_inference_steps: 10 },
  stepArguments: {},
  seed: 3,
  initNoiseSigma: null,
  strength: null,
  trainedPrediction: null,
};

const stepsOf = (request: RunRequest): RunStep[] => [
  ...samplingRun(prepareRun(request, pictures), request, pictures, surroundingsOf(pictures)),
];

const deviation = (latents: Float32Array, mean: Float32Array): number =>
  Math.sqrt(latents.reduce((sum, value, i) => sum + (value - mean[i]) ** 2, 0) / latents.length);

describe('samplingRun', () => {
  it('starts from seeded noise times init_noise_sigma and hands each step to the next', () => {
    const steps = stepsOf(euler);
    expect(steps).toHaveLength(10);
    const { initNoiseSigma } = prepareRun(euler, pictures);
    expect(initNoiseSigma).toBeCloseTo(14.6146, 3);
    const noise = randn(3, 256);
    steps[0].noisy.forEach((x, i) => expect(x).toBeCloseTo(noise[i] * (initNoiseSigma ?? NaN), 4));
    for (let i = 1; i < steps.length; i++) expect(steps[i].noisy).toBe(steps[i - 1].next);
    expect(steps[9].next.every(Number.isFinite)).toBe(true);
  });

  it('takes another factor for the first noise', () => {
    expect(prepareRun({ ...euler, initNoiseSigma: 9 }, pictures).initNoiseSigma).toBe(9);
    const ends = [9, 14.6146, 19].map((initNoiseSigma) => {
      const only = { means: [means[0]], shape };
      const request = { ...euler, initNoiseSigma };
      const steps = [...samplingRun(prepareRun(request, only), request, only, surroundingsOf(only))];
      return deviation(steps[steps.length - 1].next, means[0]);
    });
    // In the deterministic limit what differs from the picture ends in proportion to the factor.
    expect(ends[0] / ends[1]).toBeCloseTo(9 / 14.6146, 1);
    expect(ends[2] / ends[1]).toBeCloseTo(19 / 14.6146, 1);
  });

  it('draws a stochastic scheduler’s noise from the generator of the first latents, in order', () => {
    const ancestral = { ...euler, className: 'EulerAncestralDiscreteScheduler' };
    expect(stepsOf(ancestral)).toEqual(stepsOf(ancestral));
    expect(stepsOf(ancestral)[9].next).not.toEqual(stepsOf({ ...ancestral, seed: 4 })[9].next);
  });

  it('begins image-to-image where diffusers’ pipelines do', () => {
    const timesteps = (request: RunRequest) => stepsOf(request).map(({ timestep }) => timestep);
    expect(timesteps({ ...euler, strength: 0.35 })).toEqual(timesteps(euler).slice(7));
    expect(timesteps({ ...euler, strength: 1 })).toEqual(timesteps(euler));
    const heun = { ...euler, className: 'HeunDiscreteScheduler' };
    expect(timesteps({ ...heun, strength: 0.5 })).toEqual(timesteps(heun).slice(10));
    const flow = { ...euler, className: 'FlowMatchEulerDiscreteScheduler', config: {} };
    expect(timesteps({ ...flow, strength: 0.35 })).toEqual(timesteps(flow).slice(6));
  });

  it.each(['EulerDiscreteScheduler', 'PNDMScheduler', 'DDIMScheduler', 'DPMSolverMultistepScheduler', 'LCMScheduler'])(
    'stays near the picture it began at: %s',
    (className) => {
      const config = { ...euler.config, skip_prk_steps: true };
      const steps = stepsOf({
        ...euler,
        className,
        via: 'from_config',
        config,
        strength: 0.3,
        call: { num_inference_steps: 20 },
      });
      expect(deviation(steps[0].noisy, means[0])).toBeGreaterThan(deviation(steps[steps.length - 1].next, means[0]));
    },
  );

  it('refuses what cannot be sampled, in diffusers’ words', () => {
    const refused = (request: Partial<RunRequest>) => expect(() => prepareRun({ ...euler, ...request }, pictures));
    refused({ className: 'VQDiffusionScheduler', config: { num_vec_classes: 9 } }).toThrow(
      expect.objectContaining({ type: 'NotImplementedError' }),
    );
    refused({ strength: 1.5 }).toThrow(expect.objectContaining({ type: 'ValueError' }));
    refused({ strength: 0 }).toThrow(/leaves no step/);
  });
});

describe('sweepValues', () => {
  it('goes from one number to another, the scheduler’s own among them', () => {
    const cells = rangeOf(sweptOption(euler.className, 'init_noise_sigma'), euler, 9, 19, 11);
    expect(cells.map(({ value }) => Number(Number(value).toFixed(4)))).toEqual([
      9, 10, 11, 12, 13, 14, 14.6146, 15, 16, 17, 18, 19,
    ]);
    expect(cells.filter(({ current }) => current)).toHaveLength(1);
    expect(cells[6].current).toBe(true);
  });

  it('rounds whole numbers and shows each once', () => {
    const cells = rangeOf(sweptOption(euler.className, 'steps'), euler, 8, 12, 9);
    expect(cells.map(({ value }) => value)).toEqual([8, 9, 10, 11, 12]);
    expect(cells[2].current).toBe(true);
  });

  it('marks a word among words', () => {
    const spacing = sweptOption(euler.className, 'timestep_spacing');
    expect(cellsOf(spacing, euler, ['leading', 'trailing'])).toEqual([
      { value: 'leading', current: false },
      { value: 'trailing', current: false },
      { value: 'linspace', current: true },
    ]);
    expect(() => rangeOf(spacing, euler, 0, 1, 3)).toThrow(SweepError);
  });

  it('says what it can sweep', () => {
    expect(() => sweptOption(euler.className, 'init_noise_sgima')).toThrow('Did you mean "init_noise_sigma"?');
    expect(() => rangeOf(sweptOption(euler.className, 'seed'), euler, 0, 100, 100)).toThrow(/Ask for fewer/);
  });
});

describe('sweep', () => {
  const request = (given: Partial<SweepRequest>): SweepRequest => ({
    ...{ run: euler, pictures, option: null, values: [], order: [0, 1, 2], everyStep: false },
    ...given,
  });
  const ends = (given: Partial<SweepRequest>): SweepEvent[] =>
    [...sweep(request(given))].filter(({ kind }) => kind !== 'step');

  it('runs each value as if it stood alone, the first asked for first', () => {
    const found = ends({ option: 'init_noise_sigma', values: [9, 14, 19], order: [1, 0, 2] });
    expect(found.map(({ cell }) => cell)).toEqual([1, 0, 2]);
    const alone = stepsOf({ ...euler, initNoiseSigma: 9 });
    expect(found[1]).toMatchObject({ kind: 'final', initNoiseSigma: 9, count: 10, latents: alone[9].next });
  });

  it.each([
    ['steps', [4, 8], [4, 8]],
    ['class', ['DDIMScheduler', 'HeunDiscreteScheduler'], [10, 19]],
    ['seed', [1, 2], [10, 10]],
    ['timestep_spacing', ['leading', 'trailing'], [10, 10]],
    ['beta_end', [0.01, 0.02], [10, 10]],
    ['use_karras_sigmas', [true, false], [10, 10]],
    ['s_churn', [0, 0.5], [10, 10]],
  ])('sweeps %s', (option, values, counts) => {
    const found = ends({ option, values });
    expect(found.map((event) => (event.kind === 'final' ? event.count : event))).toEqual(counts);
    const [a, b] = found.map((event) => (event.kind === 'final' ? event.latents : null));
    expect(a).not.toEqual(b);
  });

  it('lets the model answer what it was trained to, whatever the scheduler takes it for', () => {
    const [right, wrong] = ends({ option: 'prediction_type', values: ['epsilon', 'v_prediction'] });
    expect(right).toMatchObject({ latents: stepsOf(euler)[9].next });
    expect(wrong).not.toMatchObject({ latents: stepsOf(euler)[9].next });
  });

  it('refuses one value and goes on with the others', () => {
    const found = ends({ option: 'class', values: ['NoSuchScheduler', 'AmusedScheduler', 'DDIMScheduler'] });
    expect(found.map(({ kind }) => kind)).toEqual(['refused', 'refused', 'final']);
    expect(found[0]).toMatchObject({ refusal: { type: 'ImportError' } });
  });

  it('computes no more than can be waited for', () => {
    const large = { means: [], shape: [1, 4, 4096, 4096] };
    expect(4 * 4096 ** 2 * 100).toBeGreaterThan(maxElementSteps);
    const run = { ...euler, call: { num_inference_steps: 100 } };
    expect(ends({ run, pictures: large })).toMatchObject([{ kind: 'refused', refusal: { type: 'TooMuchWork' } }]);
  });
});
