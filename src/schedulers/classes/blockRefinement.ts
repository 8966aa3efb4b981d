/**
 * Denoising discrete tokens block by block: at each step the most confident ones of a block are committed (Arriola et al.
 * 2025, "Block Diffusion"). Source: diffusers, schedulers/scheduling_block_refinement.py.
 */
import { defineScheduler } from '../definition/define';
import { noTrainingNoise } from '../noise/stepLevels';
import { integer, number, optional, required, stepCount } from '../options/options';
import { countDown, refuseNoSteps } from '../families/tokens';

export const blockRefinement = defineScheduler({
  name: 'BlockRefinementScheduler',
  doc: 'For language models that denoise: commits the most confident tokens of a block, step by step.',
  source: 'schedulers/scheduling_block_refinement.py',
  options: {
    block_length: integer(32, 'How many tokens a block has.'),
    num_inference_steps: integer(32, 'How many denoising steps a block takes, until set_timesteps is called.'),
    threshold: number(0.95, 'Confidence above which a token is committed in any case.'),
    editing_threshold: optional(number(0, 'Confidence above which a committed token may still change.')),
    minimal_topk: integer(1, 'Least number of tokens committed at a step.'),
  },
  call: {
    num_inference_steps: required(stepCount),
    block_length: optional(integer(0, 'Overrides block_length of the configuration.')),
  },
  order: 1,
  parametrisation: () => 'discrete',

  train({ num_inference_steps }) {
    const timesteps = countDown(num_inference_steps);
    return { noise: noTrainingNoise, state: { numInferenceSteps: num_inference_steps, timesteps } };
  },

  infer(config, _training, { num_inference_steps, block_length }) {
    refuseNoSteps('num_inference_steps', num_inference_steps);
    if (block_length !== null) refuseNoSteps('block_length', block_length);
    return {
      numInferenceSteps: num_inference_steps,
      timesteps: countDown(num_inference_steps),
      _transferSchedule: shares(block_length ?? config.block_length, num_inference_steps),
    };
  },
});

/** How many tokens each step commits: as even as whole numbers can be, the larger ones first. */
function shares(tokens: number, steps: number): Int32Array {
  const each = Math.floor(tokens / steps);
  const remainder = tokens - each * steps;
  return new Int32Array(steps).map((_, i) => (i < remainder ? each + 1 : each));
}
