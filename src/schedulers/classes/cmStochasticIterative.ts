/**
 * Multistep sampling from a consistency model (Song et al. 2023, algorithm 1): denoise in one call, add noise again.
 * Source: diffusers, schedulers/scheduling_consistency_models.py.
 */
import { refuseUnordered, requireEitherCountOrTimesteps } from '../noise/customTimesteps';
import { defineScheduler, type Config } from '../definition/define';
import { karrasSigmas, preconditionedLevels } from '../families/edm/preconditioning';
import { arange, linspace } from '../arithmetic/numpy';
import { customTimesteps, flag, integer, number, optional, stepCount } from '../options/options';
import { at, floorDivide } from '../arithmetic/python';
import { refuseMoreThanTrained } from '../noise/spacing';
import { sqrt } from '../arithmetic/squareRoot';
import { clamped, combine, scaled } from '../arithmetic/tensor';
import { append, flip } from '../arithmetic/torch';

const { fround } = Math;

const options = {
  num_train_timesteps: integer(40, 'How many noise levels the model was trained on.'),
  sigma_min: number(0.002, 'Least sigma, where sampling ends.'),
  sigma_max: number(80, 'Sigma to start from.'),
  sigma_data: number(0.5, 'Standard deviation of the data.'),
  s_noise: number(1, 'Scales the noise that is added again.'),
  rho: number(7, 'Exponent of the Karras grid.'),
  clip_denoised: flag(true, 'Clip the predicted clean sample to −1..1.'),
};

const call = { num_inference_steps: optional(stepCount), timesteps: customTimesteps };

type CmConfig = Config<typeof options>;

export const cmStochasticIterative = defineScheduler({
  name: 'CMStochasticIterativeScheduler',
  doc: 'For consistency models: one call makes a picture, each further one adds noise again and improves it.',
  source: 'schedulers/scheduling_consistency_models.py',
  isForDistilled: true,
  options,
  call,
  order: 1,
  parametrisation: () => 've',

  train(config) {
    const sigmas = karrasSigmas(config, linspace(0, 1, config.num_train_timesteps));
    const timesteps = logTimesteps(sigmas);
    return {
      noise: {
        betas: null,
        alphasCumprod: null,
        sigmas: new Float32Array(flip(sigmas)),
        timesteps: flip(timesteps),
      },
      state: {
        sigmas,
        timesteps,
        initNoiseSigma: config.sigma_max,
        sigmaMin: config.sigma_min,
        sigmaMax: config.sigma_max,
      },
    };
  },

  infer(config, _training, call) {
    requireEitherCountOrTimesteps(call, 2);
    const { num_inference_steps, timesteps } = call;
    const ascending = timesteps ? asGiven(timesteps, config) : spacedUp(num_inference_steps ?? 0, config);
    const sigmas = karrasSigmas(
      config,
      ascending.map((t) => t / (config.num_train_timesteps - 1)),
    );
    return {
      sigmas: append(sigmas, config.sigma_min),
      timesteps: logTimesteps(sigmas),
      ...(timesteps ? {} : { numInferenceSteps: num_inference_steps ?? 0 }),
    };
  },

  levels: (config, { state }) => preconditionedLevels(state, config.sigma_data),

  sampler(config, { state: { sigmas, timesteps } }) {
    const clip = (clean: Float32Array) => (config.clip_denoised ? clamped(clean, 1) : clean);
    return {
      step({ index, sample, output }, draw) {
        const { skip, out } = boundaryWeights(sigmas[index], config);
        const clean = clip(combine([out, output], [skip, sample]));
        if (timesteps.length < 2) return clean;
        const next = index + 1 < config.num_train_timesteps ? at(sigmas, index + 1) : at(sigmas, -1);
        const renewed = fround(Math.min(Math.max(next, config.sigma_min), config.sigma_max));
        const amount = sqrt(fround(fround(renewed * renewed) - config.sigma_min ** 2));
        return combine([1, clean], [amount, scaled(draw(), config.s_noise)]);
      },
    };
  },

  target(config) {
    return ({ noise }) => {
      const { skip, out } = boundaryWeights(noise, config);
      return out === 0 ? { clean: 0, sample: 0 } : { clean: 1 / out, sample: -skip / out };
    };
  },
});

/** How sample and output are mixed so that at `sigma_min` the sample is the clean one; (25) of the paper. */
function boundaryWeights(sigma: number, { sigma_min, sigma_data }: CmConfig) {
  const above = sigma - sigma_min;
  return {
    skip: sigma_data ** 2 / (above ** 2 + sigma_data ** 2),
    out: (above * sigma_data) / Math.sqrt(sigma ** 2 + sigma_data ** 2),
  };
}

/** The timesteps that the model is given: 250 ln σ, float64. */
const logTimesteps = (sigmas: Float64Array): Float64Array =>
  sigmas.map((sigma) => 1000 * 0.25 * Math.log(sigma + 1e-44));

/** Positions on the grid, the most noise first: timestep 0 is the noisiest once they are reversed. */
function asGiven(timesteps: readonly number[], config: CmConfig): Float64Array {
  refuseUnordered(timesteps, config.num_train_timesteps);
  return Float64Array.from(timesteps, Math.trunc).reverse();
}

function spacedUp(count: number, config: CmConfig): Float64Array {
  refuseMoreThanTrained(config, count);
  const stride = floorDivide(config.num_train_timesteps, count);
  return arange(0, count, 1).map((i) => i * stride);
}
