/**
 * UniPC, the unified predictor-corrector framework (Zhao et al. 2023): each model output also corrects the step before.
 * Source: diffusers, schedulers/scheduling_unipc_multistep.py.
 */
import { requireCount } from '../noise/customTimesteps';
import { defineScheduler, given, type Config } from '../definition/define';
import { shifted, stretchedTo, timeShifted, timeShifts } from '../noise/flowShift';
import { endingAt, finalSigmaOf, type BetaNoise } from '../noise/betaNoise';
import { interpOverIndices, linspace, round, toIntegers } from '../arithmetic/numpy';
import {
  betaOptions,
  finalSigmas,
  number,
  numbers,
  oneOf,
  optional,
  rescaleBetas,
  sigmaBounds,
  sigmaOptions,
  spacingOptions,
  stepCount,
  thresholdingOptions,
} from '../options/options';
import { at, raise } from '../arithmetic/python';
import { sigmasToTimesteps } from '../noise/sigmaToTimestep';
import { chosenGrid, configuredBounds, rangeOf, refuseSeveralGrids } from '../noise/sigmaGrids';
import {
  dynamicShiftOptions,
  flowOrPreserving,
  flowSigmaOptions,
  solverPrediction,
  solverTimesteps,
  trainSolver,
  type Grid,
} from '../families/exponentialIntegrators/solverSchedule';
import { append, flip } from '../arithmetic/torch';
import { refuseUnknownUniSolver, uniPcOptions } from '../families/exponentialIntegrators/uniPcOptions';
import { thresholdOf } from '../prediction/thresholding';
import { uniPcSampler } from '../families/exponentialIntegrators/uniPcSteps';

const options = {
  ...betaOptions,
  prediction_type: solverPrediction,
  ...thresholdingOptions,
  ...uniPcOptions,
  ...sigmaOptions,
  ...flowSigmaOptions,
  ...spacingOptions('linspace'),
  final_sigmas_type: finalSigmas,
  rescale_betas_zero_snr: rescaleBetas,
  ...dynamicShiftOptions,
  time_shift_type: oneOf(timeShifts, 'exponential', dynamicShiftOptions.time_shift_type.doc),
  ...sigmaBounds,
  shift_terminal: optional(number(0, 'Stretch flow sigmas so that the last one before the end is this.')),
};

const call = {
  num_inference_steps: optional(stepCount),
  sigmas: numbers('Flow sigmas from 1 down, without the final 0, as a numpy array; they are still shifted.'),
  mu: optional(number(0, 'How far to shift flow sigmas, with dynamic shifting.')),
};

type UniPcConfig = Config<typeof options>;
type Call = Config<typeof call>;

export const uniPcMultistep = defineScheduler({
  name: 'UniPCMultistepScheduler',
  doc: 'A predictor whose steps are corrected by the next model output at no extra cost: good pictures in 5 to 10 steps.',
  source: 'schedulers/scheduling_unipc_multistep.py',
  options,
  call,
  order: 1,
  parametrisation: flowOrPreserving,

  train(config) {
    refuseSeveralGrids(config);
    const training = trainSolver(config);
    if (config[given]['shift_terminal'] !== null && !config.use_flow_sigmas) {
      raise('ValueError', 'shift_terminal needs use_flow_sigmas=True.', 'Set use_flow_sigmas=True, or leave it out.');
    }
    refuseUnknownUniSolver(config.solver_type);
    return { ...training, state: { ...training.state, ...configuredBounds(config) } };
  },

  infer(config, { noise }, call) {
    refuseConflicts(config, call);
    const count = requireCount(call.sigmas?.length ?? call.num_inference_steps);
    const spaced = solverTimesteps(config, count);
    const grid =
      regridded(config, noise, call, count) ?? (config.use_flow_sigmas ? flowGrid(config, call, count) : null);
    const timesteps = grid?.timesteps ?? spaced;
    return {
      sigmas: grid
        ? append(
            grid.sigmas,
            endingAt(config, () => at(grid.sigmas, -1)),
          )
        : append(interpOverIndices(spaced, noise.sigmas), finalSigmaOf(config, noise)),
      timesteps: toIntegers(timesteps),
      numInferenceSteps: timesteps.length,
    };
  },

  sampler(config, run) {
    return uniPcSampler(config, run, thresholdOf(config, run.shape));
  },
});

/** Another grid over the training range, or over the sigmas given; null for none. */
function regridded(config: UniPcConfig, noise: BetaNoise, { sigmas: own }: Call, count: number): Grid | null {
  const grid = chosenGrid(config);
  if (!grid) return null;
  const known = own ? Float64Array.from(own) : noise.sigmas;
  const sigmas = grid(rangeOf(flip(known), config), count);
  if (config.use_karras_sigmas && config.use_flow_sigmas) {
    const shares = sigmas.map((sigma) => sigma / (sigma + 1));
    return { sigmas: shares, timesteps: shares.map((share) => share * config.num_train_timesteps) };
  }
  const timesteps = sigmasToTimesteps(sigmas, known);
  return { sigmas, timesteps: config.use_karras_sigmas ? round(timesteps) : timesteps };
}

/** Keeps the first sigma below 1, where the signal would be zero. */
const gapBelowOne = 1e-6;

/** A flow's sigmas, shifted and stretched. @throws TypeError, AttributeError for sigmas that are not a numpy array */
function flowGrid(config: UniPcConfig, call: Call, count: number): Grid {
  refuseAllButNumpy(call[given]['sigmas']);
  const trained = config.num_train_timesteps;
  const even = call.sigmas ? Float64Array.from(call.sigmas) : linspace(1, 1 / trained, count + 1).slice(0, -1);
  const moved = config.use_dynamic_shifting
    ? timeShifted(even, knownTimeShift(config.time_shift_type), call.mu ?? 0)
    : shifted(even, config.flow_shift);
  const sigmas = config.shift_terminal ? stretchedTo(moved, config.shift_terminal) : moved;
  const first = at(sigmas, 0);
  if (Math.abs(first - 1) < gapBelowOne) sigmas[0] = first - gapBelowOne;
  return { sigmas, timesteps: sigmas.map((sigma) => sigma * trained) };
}

/** Python cannot multiply a list by a number, nor copy a tensor as it copies an array. */
function refuseAllButNumpy(sigmas: unknown): void {
  const remedy = 'Pass a numpy array, for example np.linspace(1, 1 / n, n).';
  if (Array.isArray(sigmas)) raise('TypeError', "can't multiply sequence by non-int of type 'float'", remedy);
  if (sigmas instanceof Float32Array) raise('AttributeError', "'Tensor' object has no attribute 'copy'", remedy);
}

/** @throws TypeError, as diffusers' shift then is None */
function knownTimeShift(type: string): string {
  if (timeShifts.includes(type)) return type;
  raise('TypeError', `time_shift_type "${type}" is not known`, 'Use "exponential" or "linear".');
}

/** @throws ValueError for arguments that do not fit the configuration */
function refuseConflicts(config: UniPcConfig, { [given]: { mu, sigmas } }: Call): void {
  if (config.use_dynamic_shifting && (mu ?? null) === null) {
    raise(
      'ValueError',
      'mu must be passed when use_dynamic_shifting is True',
      'Pass mu (pipelines compute it from the picture’s size), or set use_dynamic_shifting=False.',
    );
  }
  if ((sigmas ?? null) !== null && !config.use_flow_sigmas) {
    raise(
      'ValueError',
      'sigmas can only be given with use_flow_sigmas=True.',
      'Set use_flow_sigmas=True, or pass num_inference_steps instead.',
    );
  }
}
