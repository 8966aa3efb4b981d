import path from 'node:path';
import { randn } from '../../src/preview/noise/noise';
import { prepareRun, samplingRun, surroundingsOf, type RunRequest } from '../../src/preview/sampling/samplingRun';
import { Sweeper } from '../../src/preview/sweep/sweeper';
import { quantile, spread, times, type Figure } from './measure';

const shape = [1, 4, 64, 64];
const pictures = { means: [1, 2, 3].map((seed) => randn(seed, 4 * 64 * 64)), shape };

const run: RunRequest = {
  className: 'EulerDiscreteScheduler',
  via: 'init',
  config: { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' },
  call: { num_inference_steps: 30 },
  stepArguments: {},
  seed: 0,
  initNoiseSigma: null,
  strength: null,
  trainedPrediction: null,
};

/** Thirty steps with the reference denoiser of three pictures, and eleven such runs on a thread of their own. */
export async function sweeps(dist: string): Promise<Figure[]> {
  const single = await times(15, 5, () => {
    let steps = 0;
    for (const { next } of samplingRun(prepareRun(run, pictures), run, pictures, surroundingsOf(pictures)))
      steps += next.length > 0 ? 1 : 0;
    if (steps !== 30) throw new Error(`The run took ${String(steps)} steps.`);
  });
  const first: number[] = [];
  const whole = await times(5, 0, async () => first.push(await sweepOnce(dist)));
  first.sort((a, b) => a - b);
  return [
    {
      what: 'run with the reference denoiser, 30 steps, 4×64×64',
      unit: 'ms',
      value: quantile(single, 0.5),
      atMost: 120,
      note: spread(single),
    },
    {
      what: 'sweep of 11 values × 30 steps × 4×64×64, thread cold',
      unit: 'ms',
      value: quantile(whole, 0.5),
      atMost: 1500,
      note: spread(whole),
    },
    {
      what: 'first latents of that sweep',
      unit: 'ms',
      value: quantile(first, 0.5),
      atMost: 400,
      note: spread(first),
    },
  ];
}

/** A sweep on a new thread; answers when its first run had ended. */
async function sweepOnce(dist: string): Promise<number> {
  const sweeper = new Sweeper(path.join(dist, 'sweep.js'));
  const began = performance.now();
  let first = 0;
  let ended = 0;
  const values = Array.from({ length: 11 }, (_, i) => 9 + i);
  const request = {
    run,
    pictures,
    option: 'init_noise_sigma',
    values,
    order: [5, 0, 1, 2, 3, 4, 6, 7, 8, 9, 10],
    everyStep: false,
  };
  for await (const { kind } of sweeper.run(request)) {
    if (kind !== 'final') throw new Error('A run of the sweep was refused.');
    first ||= performance.now() - began;
    ended += 1;
  }
  sweeper.dispose();
  if (ended !== values.length) throw new Error(`${String(ended)} runs ended.`);
  return first;
}
