/**
 * Diffusion of discrete image tokens that are masked or replaced by chance (Gu et al. 2022, "Vector Quantized Diffusion").
 * Source: diffusers, schedulers/scheduling_vq_diffusion.py.
 */
import { defineScheduler } from '../definition/define';
import { noTrainingNoise } from '../noise/stepLevels';
import { arange, toIntegers } from '../arithmetic/numpy';
import { integer, number, required, stepCount } from '../options/options';
import { numberOf } from '../arithmetic/size';
import { trainingTimesteps } from '../noise/spacing';

export const vqDiffusion = defineScheduler({
  name: 'VQDiffusionScheduler',
  doc: 'For VQ-Diffusion: image tokens are unmasked and corrected step by step, by their probabilities.',
  source: 'schedulers/scheduling_vq_diffusion.py',
  options: {
    num_vec_classes: required(integer(0, 'How many tokens there are, the mask included.')),
    num_train_timesteps: integer(100, 'How many levels the model was trained on.'),
    alpha_cum_start: number(0.99999, 'Chance of being still the true token at the first level.'),
    alpha_cum_end: number(0.000009, 'The same at the last level.'),
    gamma_cum_start: number(0.000009, 'Chance of being masked at the first level.'),
    gamma_cum_end: number(0.99999, 'The same at the last level.'),
  },
  call: { num_inference_steps: required(stepCount) },
  order: 1,
  parametrisation: () => 'discrete',

  train(config) {
    const { num_vec_classes, num_train_timesteps } = config;
    const keptInAll = ramp(num_train_timesteps, config.alpha_cum_start, config.alpha_cum_end);
    const maskedInAll = ramp(num_train_timesteps, config.gamma_cum_start, config.gamma_cum_end);
    const kept = ofEachLevel(keptInAll);
    const masked = ofEachLevel(maskedInAll.map((chance) => 1 - chance)).map((chance) => 1 - chance);
    const [keptFromEnd, maskedFromEnd] = [followedBy(keptInAll, 1), followedBy(maskedInAll, 0)];
    return {
      noise: noTrainingNoise,
      state: {
        numEmbed: num_vec_classes,
        maskClass: num_vec_classes - 1,
        logAt: logs(kept),
        logBt: logs(replaced(kept, masked, num_vec_classes)),
        logCt: logs(masked),
        logCumprodAt: logs(keptFromEnd),
        logCumprodBt: logs(replaced(keptFromEnd, maskedFromEnd, num_vec_classes)),
        logCumprodCt: logs(maskedFromEnd),
        timesteps: trainingTimesteps(num_train_timesteps),
      },
    };
  },

  infer(_config, _training, { num_inference_steps }) {
    return {
      numInferenceSteps: num_inference_steps,
      timesteps: toIntegers(arange(0, num_inference_steps, 1)).reverse(),
    };
  },
});

/** Cumulative chances from the first level to the last. */
function ramp(count: number, start: number, end: number): Float64Array {
  const levels = new Float64Array(numberOf(Math.max(0, count)));
  return levels.map((_, i) => (i / (count - 1)) * (end - start) + start);
}

const followedBy = (chances: Float64Array, last: number): Float64Array => Float64Array.from([...chances, last]);

/** The chance at each level alone, of those that hold up to it. */
function ofEachLevel(cumulative: Float64Array): Float64Array {
  return cumulative.map((chance, i) => (i === 0 ? chance : chance / cumulative[i - 1]));
}

/** The chance of each other token, for what is neither kept nor masked. */
function replaced(kept: Float64Array, masked: Float64Array, classes: number): Float64Array {
  return kept.map((chance, i) => (1 - chance - masked[i]) / (classes - 1));
}

/** float32, of chances in float64. */
const logs = (chances: Float64Array): Float32Array => Float32Array.from(chances, Math.log);
