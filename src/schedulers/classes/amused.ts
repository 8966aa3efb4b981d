/**
 * Parallel decoding of image tokens as in MaskGIT (Chang et al. 2022) and aMUSEd (Patil et al. 2024): at each step the
 * least confident tokens are masked again. Source: diffusers, schedulers/scheduling_amused.py.
 */
import { defineScheduler, given } from '../definition/define';
import { noTrainingNoise } from '../noise/stepLevels';
import { integer, list, oneOf, required, stepCount } from '../options/options';
import { at } from '../arithmetic/python';
import { countDown } from '../families/tokens';
import { linspace } from '../arithmetic/torch';

export const amused = defineScheduler({
  name: 'AmusedScheduler',
  doc: 'For aMUSEd: all masked tokens are guessed at once, and the least confident ones masked again.',
  source: 'schedulers/scheduling_amused.py',
  options: {
    mask_token_id: required(integer(0, 'The token of a masked position.')),
    masking_schedule: oneOf(['cosine', 'linear'], 'cosine', 'How the share of masked tokens falls.'),
  },
  call: {
    num_inference_steps: required(stepCount),
    temperature: list([2, 0], 'Randomness of what is masked again, at the first and the last step, or one number.'),
  },
  order: 1,
  parametrisation: () => 'discrete',

  train() {
    return { noise: noTrainingNoise, state: {} };
  },

  infer(_config, _training, call) {
    const timesteps = countDown(call.num_inference_steps);
    const single = call[given]['temperature'];
    const [first, last] =
      typeof single === 'number' ? [single, 0.01] : [at(call.temperature, 0), at(call.temperature, 1)];
    return { timesteps, temperatures: linspace(first, last, call.num_inference_steps) };
  },
});
