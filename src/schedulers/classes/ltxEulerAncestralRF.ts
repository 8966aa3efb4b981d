/**
 * Ancestral Euler steps along a rectified flow, as ComfyUI takes them for LTX-Video.
 * Source: diffusers, schedulers/scheduling_ltx_euler_ancestral_rf.py.
 */
import { knownOf, typed, withDefaults } from '../definition/config';
import { defineScheduler, given } from '../definition/define';
import {
  flowCall,
  flowOptions,
  inferFlow,
  trainFlow,
  type FlowConfig,
  type FlowState,
} from '../families/flow/flowMatching';
import { evenLevels } from '../noise/flowShift';
import { flowClean } from '../families/flow/flowStep';
import { number, numbers, optional } from '../options/options';
import { at, raise } from '../arithmetic/python';
import { sqrt } from '../arithmetic/squareRoot';
import { combine, scaled } from '../arithmetic/tensor';
import { map } from '../arithmetic/torch';

const { fround } = Math;

const options = {
  num_train_timesteps: flowOptions.num_train_timesteps,
  eta: number(1, 'How much of each step is fresh noise: 0 for none.'),
  s_noise: number(1, 'Scales the fresh noise.'),
};

export const ltxEulerAncestralRF = defineScheduler({
  name: 'LTXEulerAncestralRFScheduler',
  doc: 'Euler steps on a rectified flow that overshoot and add fresh noise, for LTX-Video.',
  source: 'schedulers/scheduling_ltx_euler_ancestral_rf.py',
  options,
  call: {
    num_inference_steps: flowCall.num_inference_steps,
    sigmas: numbers('The sigmas themselves, from 1 down to the final 0; taken as they are.'),
    timesteps: numbers('Another name for sigmas.'),
    mu: optional(flowCall.mu),
  },
  order: 1,
  parametrisation: () => 'flow',

  train(config) {
    const levels = evenLevels(Math.max(0, config.num_train_timesteps));
    return { noise: { betas: null, alphasCumprod: null, sigmas: levels }, state: {} };
  },

  infer(config, _training, { num_inference_steps, sigmas, timesteps, mu }): FlowState {
    const list = sigmas ?? timesteps;
    if (list) return atSigmas(list, config.num_train_timesteps);
    if (num_inference_steps === null) {
      raise(
        'ValueError',
        'One of num_inference_steps, sigmas and timesteps must be given.',
        'Pass num_inference_steps, for example set_timesteps(30).',
      );
    }
    const base = flowConfigOf(config[given]);
    return inferFlow(base, trainFlow(base), { num_inference_steps, sigmas: null, timesteps: null, mu, [given]: {} });
  },

  /** Given sigmas have a timestep each, the final 0 too. */
  levels: (_config, { state: { sigmas } }) => ({ sigmas, finalSigma: at(sigmas, -1) }),

  sampler({ eta, s_noise }, { state: { sigmas } }) {
    return {
      step({ index, sample, output }, draw) {
        // A step from the final 0 changes nothing.
        if (index >= sigmas.length - 1) return sample;
        const [sigma, next] = [sigmas[index], sigmas[index + 1]];
        const clean = flowClean(sample, output, sigma);
        if (Math.abs(next) < 1e-8) return clean;
        const down = fround(next * fround(1 + fround(fround(fround(next / sigma) - 1) * eta)));
        const ratio = fround(down / sigma);
        const lower = combine([ratio, sample], [fround(1 - ratio), clean]);
        return eta > 0 && s_noise > 0 ? renoised(lower, down, next, scaled(draw(), s_noise)) : lower;
      },
    };
  },
});

/** The configuration as FlowMatchEulerDiscreteScheduler reads it, with what `from_config` took over from another class. */
function flowConfigOf(values: Readonly<Record<string, unknown>>): FlowConfig {
  return typed(flowOptions, withDefaults(flowOptions, knownOf(flowOptions, values)), values);
}

/** Steps through sigmas as they are, the last one being where sampling ends. @throws IndexError for none */
function atSigmas(list: readonly number[], trained: number): FlowState {
  const sigmas = Float32Array.from(list);
  at(sigmas, -1);
  return { sigmas, timesteps: map(sigmas, (sigma) => sigma * trained), numInferenceSteps: sigmas.length - 1 };
}

/** From a level below the next one up to it: the signal is scaled to what it should be there, and noise fills the rest. */
function renoised(sample: Float32Array, down: number, next: number, noise: Float32Array): Float32Array {
  const [signal, signalDown] = [fround(1 - next), fround(1 - down)];
  const squared = (x: number): number => fround(x * x);
  const kept = fround(fround(squared(down) * squared(signal)) / fround(squared(signalDown) + 1e-12));
  const fresh = sqrt(Math.max(0, fround(squared(next) - kept)));
  return combine([fround(signal / fround(signalDown + 1e-12)), sample], [fresh, noise]);
}
