/**
 * RePaint (Lugmayr et al. 2022): inpainting that jumps back and forth in time, so that the new part fits the old one.
 * Source: diffusers, schedulers/scheduling_repaint.py.
 */
import { defineScheduler, given } from '../definition/define';
import { noiseOf } from '../noise/betaNoise';
import { betaOptions, betaSchedules, clippingOptions, integer, number, oneOf, required } from '../options/options';
import { floorDivide, raise } from '../arithmetic/python';
import { numberOf } from '../arithmetic/size';
import { trainingTimesteps } from '../noise/spacing';

const rePaintSchedules = [...betaSchedules, 'sigmoid'];

export const rePaint = defineScheduler({
  name: 'RePaintScheduler',
  doc: 'Inpainting with an ordinary model: steps are undone and taken again until both parts of the picture agree.',
  source: 'schedulers/scheduling_repaint.py',
  options: {
    ...betaOptions,
    beta_schedule: oneOf(rePaintSchedules, 'linear', betaOptions.beta_schedule.doc),
    eta: number(0, 'Share of fresh noise: 0 for deterministic steps, 1 for those of DDPM.'),
    clip_sample: clippingOptions.clip_sample,
  },
  call: {
    num_inference_steps: required(integer(0, 'How many noise levels to pass; with the jumps there are more steps.')),
    jump_length: integer(10, 'How many steps are undone at a time.'),
    jump_n_sample: integer(10, 'How often each of them is taken.'),
  },
  order: 1,
  parametrisation: () => 'vp',

  train(config) {
    if (Array.isArray(config[given]['trained_betas'])) refuseList();
    const noise = noiseOf(config, { betaSchedules: rePaintSchedules });
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        one: 1,
        finalAlphaCumprod: 1,
        initNoiseSigma: 1,
        timesteps: trainingTimesteps(config.num_train_timesteps),
        eta: config.eta,
      },
    };
  },

  infer({ num_train_timesteps }, _training, { num_inference_steps, jump_length, jump_n_sample }) {
    const numInferenceSteps = Math.min(num_train_timesteps, num_inference_steps);
    const path = pathWithJumps(numInferenceSteps, jump_length, jump_n_sample);
    const stride = floorDivide(num_train_timesteps, numInferenceSteps);
    return { numInferenceSteps, timesteps: Int32Array.from(path, (i) => i * stride) };
  },

  /** Going back in time only adds noise. */
  modelEvaluations: (timesteps) => timesteps.filter((t, i) => i === 0 || t < timesteps[i - 1]).length,
});

/**
 * From `steps` − 1 down to 0; on arriving at a multiple of `length`, up again by that much, `times` − 1 times.
 * @throws ValueError for jumps of no length
 */
function pathWithJumps(steps: number, length: number, times: number): readonly number[] {
  if (length === 0) raise('ValueError', 'range() arg 3 must not be zero', 'Use a jump_length of at least 1.');
  const origins = length > 0 ? Math.max(0, Math.ceil((steps - length) / length)) : 0;
  numberOf(steps + origins * Math.max(0, times - 1) * 2 * length);
  const left = new Map(Array.from({ length: origins }, (_, i) => [i * length, times - 1]));
  const path: number[] = [];
  for (let t = steps - 1; t >= 0; t--) {
    path.push(t);
    const jumps = left.get(t) ?? 0;
    if (jumps <= 0) continue;
    left.set(t, jumps - 1);
    for (let i = 0; i < length; i++) path.push(++t);
  }
  return path;
}

/** `torch.from_numpy` takes numpy arrays only. @throws TypeError */
function refuseList(): never {
  raise('TypeError', 'trained_betas: expected np.ndarray (got list)', 'Pass np.array([...]), or use beta_schedule.');
}
