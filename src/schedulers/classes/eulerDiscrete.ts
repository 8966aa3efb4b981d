/**
 * Euler steps along the probability-flow ODE (Karras et al. 2022, "Elucidating the Design Space of Diffusion-Based
 * Generative Models", algorithm 2). Source: diffusers, schedulers/scheduling_euler_discrete.py.
 */
import { quarterLogs } from '../families/edm/preconditioning';
import { churnArguments, churned } from '../families/kDiffusion/churn';
import { defineScheduler, isGiven, type Config } from '../definition/define';
import { eulerStep } from '../families/kDiffusion/eulerStep';
import { nearest } from '../options/nearest';
import { finalSigmaOf, initNoiseSigmaOf, noiseOf, type BetaNoise } from '../noise/betaNoise';
import { interpOverIndices } from '../arithmetic/numpy';
import { numpyLog } from '../arithmetic/numpyLogarithm';
import {
  betaOptions,
  customTimesteps,
  finalSigmas,
  numbers,
  oneOf,
  optional,
  predictionType,
  rescaleBetas,
  sigmaBounds,
  sigmaOptions,
  spacingOptions,
  stepCount,
} from '../options/options';
import { predictedCleanUnscaled, predictionOf, unscaledPredictions } from '../prediction/prediction';
import { at, raise } from '../arithmetic/python';
import { chosenGrid, configuredBounds, rangeOf, refuseSeveralGrids } from '../noise/sigmaGrids';
import { sigmasToTimesteps } from '../noise/sigmaToTimestep';
import { spaced, trainingPositions } from '../noise/spacing';
import { append, exp, flip, linspace } from '../arithmetic/torch';

const options = {
  ...betaOptions,
  prediction_type: predictionType,
  interpolation_type: oneOf(
    ['linear', 'log_linear'],
    'linear',
    'How sigmas between training timesteps are found; "log_linear" ignores the timesteps.',
  ),
  ...sigmaOptions,
  ...sigmaBounds,
  ...spacingOptions('linspace'),
  timestep_type: oneOf(
    ['discrete', 'continuous'],
    'discrete',
    'The model’s timestep: that of training, or with v_prediction ¼ ln σ ("continuous").',
  ),
  rescale_betas_zero_snr: rescaleBetas,
  final_sigmas_type: finalSigmas,
};

const call = {
  num_inference_steps: optional(stepCount),
  timesteps: customTimesteps,
  sigmas: numbers('The sigmas themselves, from the most noise to where sampling ends.'),
};

type EulerConfig = Config<typeof options>;
type Call = Config<typeof call>;

export const eulerDiscrete = defineScheduler({
  name: 'EulerDiscreteScheduler',
  doc: 'Euler’s method on the probability-flow ODE: one model call a step, no added noise.',
  source: 'schedulers/scheduling_euler_discrete.py',
  options,
  call,
  order: 1,
  parametrisation: () => 've',

  train(config) {
    refuseSeveralGrids(config);
    const noise = noiseOf(config, { keepFinite: true });
    const descending = flip(noise.sigmas);
    const sigmas = append(descending, 0);
    return {
      noise,
      state: {
        betas: noise.betas,
        alphasCumprod: noise.alphasCumprod,
        sigmas,
        timesteps: isContinuous(config)
          ? quarterLogs(descending)
          : new Float32Array(trainingPositions(config.num_train_timesteps)),
        ...configuredBounds(config),
        initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
      },
    };
  },

  infer(config, { noise }, call) {
    refuseConflicts(config, call);
    const numInferenceSteps = call.num_inference_steps ?? call.timesteps?.length ?? (call.sigmas?.length ?? 0) - 1;
    const { sigmas, timesteps } = call.sigmas
      ? atSigmas(noise, call.sigmas)
      : atTimesteps(config, noise, numInferenceSteps, call.timesteps);
    return {
      sigmas,
      timesteps: isContinuous(config) ? quarterLogs(sigmas.subarray(0, -1)) : timesteps,
      numInferenceSteps,
      initNoiseSigma: initNoiseSigmaOf(sigmas, config.timestep_spacing),
    };
  },

  stepArguments: churnArguments,

  sampler(config, { state: { sigmas } }, churn) {
    const type = predictionOf(config.prediction_type, unscaledPredictions);
    return {
      step({ index, sample, output }, draw) {
        const sigma = sigmas[index];
        const { raised, from } = churned(sample, sigma, sigmas.length - 1, churn, draw);
        // The model predicts the velocity at the sigma without churn, whose timestep it was given.
        const clean = predictedCleanUnscaled(type, { sample: from, output }, type === 'epsilon' ? raised : sigma);
        return eulerStep(from, clean, raised, at(sigmas, index + 1));
      },
    };
  },
});

/** Steps at the sigmas given; each timestep is where the model was trained on that sigma. */
function atSigmas(noise: BetaNoise, given: readonly number[]) {
  const sigmas = new Float32Array(given);
  return { sigmas, timesteps: new Float32Array(sigmasToTimesteps(sigmas.subarray(0, -1), noise.sigmas)) };
}

/** Steps at timesteps, given or spaced over the training range, or on another grid over the same range of sigmas. */
function atTimesteps(config: EulerConfig, noise: BetaNoise, count: number, given: readonly number[] | null) {
  const timesteps = new Float32Array(given ?? spaced(config, count));
  const sigmas = interpolate(config, noise, timesteps, count);
  const grid = chosenGrid(config);
  const end = finalSigmaOf(config, noise);
  if (!grid) return { sigmas: append(sigmas, end), timesteps };
  const regridded = grid(rangeOf(sigmas, config), count);
  return { sigmas: append(regridded, end), timesteps: new Float32Array(sigmasToTimesteps(regridded, noise.sigmas)) };
}

/** @throws ValueError for an unknown `interpolation_type` */
function interpolate(config: EulerConfig, { sigmas }: BetaNoise, timesteps: Float32Array, count: number) {
  switch (config.interpolation_type) {
    case 'linear':
      return interpOverIndices(timesteps, sigmas);
    case 'log_linear':
      return exp(linspace(numpyLog(sigmas[sigmas.length - 1]), numpyLog(sigmas[0]), count + 1));
    default:
      raise(
        'ValueError',
        `interpolation_type "${config.interpolation_type}" is not implemented`,
        nearest(config.interpolation_type, ['linear', 'log_linear']) ?? 'Use "linear" or "log_linear".',
      );
  }
}

/** The model's timestep is ¼ ln σ, as in EDM. */
function isContinuous(config: EulerConfig): boolean {
  return config.timestep_type === 'continuous' && config.prediction_type === 'v_prediction';
}

/** @throws ValueError for arguments that exclude each other */
function refuseConflicts(config: EulerConfig, call: Call): void {
  const count = isGiven(call, 'num_inference_steps');
  const timesteps = isGiven(call, 'timesteps');
  const sigmas = isGiven(call, 'sigmas');
  if (timesteps && sigmas) {
    raise('ValueError', 'Only one of timesteps and sigmas should be set.', 'Remove timesteps or sigmas.');
  }
  if (!count && !timesteps && !sigmas) {
    raise(
      'ValueError',
      'One of num_inference_steps, timesteps and sigmas must be given.',
      'Pass num_inference_steps, for example set_timesteps(30).',
    );
  }
  if (count && (timesteps || sigmas)) {
    raise(
      'ValueError',
      'num_inference_steps cannot be given together with timesteps or sigmas.',
      'Remove num_inference_steps: the length of the list says how many steps there are.',
    );
  }
  const setting = conflictWithTimesteps(config);
  if (timesteps && setting) {
    raise('ValueError', `timesteps cannot be given with ${setting}.`, 'Remove timesteps, or that option.');
  }
}

function conflictWithTimesteps(config: EulerConfig): string | null {
  if (config.use_karras_sigmas) return 'use_karras_sigmas';
  if (config.use_exponential_sigmas) return 'use_exponential_sigmas';
  if (config.use_beta_sigmas) return 'use_beta_sigmas';
  return isContinuous(config) ? 'timestep_type="continuous" and prediction_type="v_prediction"' : null;
}
