/**
 * Schedules of the solvers in λ = ln(α/σ), half the log-SNR: DPM-Solver, DEIS, UniPC and SA-Solver share them.
 * Source: diffusers, schedulers/scheduling_dpmsolver_multistep.py; the others follow it.
 */
import { requireCount } from '../../noise/customTimesteps';
import type { Training } from '../../definition/define';
import { evenLevels, shifted } from '../../noise/flowShift';
import { log } from '../../arithmetic/logarithm';
import { noiseOf, sigmaOf, type BetaNoise } from '../../noise/betaNoise';
import { interpOverIndices, linspace, round, toIntegers } from '../../arithmetic/numpy';
import { flag, number, oneOf, optional } from '../../options/options';
import { at, raise } from '../../arithmetic/python';
import { sigmasToTimesteps } from '../../noise/sigmaToTimestep';
import { chosenGrid, rangeOf, type SigmaConfig, type SigmaRange } from '../../noise/sigmaGrids';
import { spacedWithoutEnd, trainingPositions, type SpacingConfig } from '../../noise/spacing';
import { sqrt } from '../../arithmetic/squareRoot';
import { append, flip, map, searchSorted } from '../../arithmetic/torch';

export const solverPrediction = oneOf(
  ['epsilon', 'sample', 'v_prediction', 'flow_prediction'],
  'epsilon',
  'What the model predicts: the noise, the clean sample, the velocity, or the flow.',
);

export const flowSigmaOptions = {
  use_flow_sigmas: flag(false, 'Sample a flow-matching model: sigmas in 0..1.'),
  flow_shift: number(1, 'Moves flow sigmas towards the noise for values above 1.'),
};

export const clippingOfLambda = number(-Infinity, 'Timesteps with a log-SNR/2 below this are not visited.');

export const learnedVariance = optional(
  oneOf(['learned', 'learned_range'], 'learned', 'Set for models that predict a variance too.'),
);

export const dynamicShiftOptions = {
  use_dynamic_shifting: flag(false, 'Let mu in set_timesteps decide flow_shift.'),
  time_shift_type: oneOf(['exponential'], 'exponential', 'How mu becomes a shift.'),
};

export const muArgument = optional(number(0, 'Log of flow_shift, from the picture’s resolution.'));

export interface SolverNoise extends BetaNoise {
  /** λ_t = ln α_t − ln σ_t, half the log-SNR. */
  readonly lambda: Float32Array;
}

export const flowOrPreserving = (config: { readonly use_flow_sigmas: boolean }) =>
  config.use_flow_sigmas ? 'flow' : 'vp';

/** What the constructors compute. */
export function trainSolver(config: Parameters<typeof noiseOf>[0] & { readonly use_flow_sigmas: boolean }) {
  const noise = noiseOf(config, { keepFinite: true });
  const alphaT = map(noise.alphasCumprod, sqrt);
  const sigmaT = map(noise.alphasCumprod, (alpha) => sqrt(Math.fround(1 - alpha)));
  const lambdaT = map(alphaT, (alpha, i) => log(alpha) - log(sigmaT[i]));
  return {
    noise: { ...noise, lambda: lambdaT },
    ...(config.use_flow_sigmas ? { curve: flowCurve(config.num_train_timesteps) } : {}),
    state: {
      betas: noise.betas,
      alphasCumprod: noise.alphasCumprod,
      alphaT,
      sigmaT,
      lambdaT,
      sigmas: noise.sigmas,
      initNoiseSigma: 1,
      timesteps: Float32Array.from(trainingPositions(config.num_train_timesteps)),
    },
  } satisfies Training<SolverNoise>;
}

/** A flow-matching model is trained on all of 0..1, whatever the betas. */
const flowCurve = (count: number) => ({ betas: null, alphasCumprod: null, sigmas: evenLevels(count) });

/** How many of the noisiest timesteps `lambda_min_clipped` leaves out. */
export function clippedCount({ lambda }: SolverNoise, lambdaMin: number): number {
  return searchSorted(flip(lambda), lambdaMin);
}

/** Whole timesteps, noisiest first; the cleanest, where sampling ends, is left out. */
export function solverTimesteps(config: SpacingConfig, count: number | null, clipped = 0): Int32Array {
  return toIntegers(spacedWithoutEnd(config, requireCount(count), config.num_train_timesteps - clipped));
}

/** Sigmas, noisiest first, and the timesteps they were trained at, in float64. */
export interface Grid {
  readonly sigmas: Float64Array;
  readonly timesteps: Float64Array;
}

interface GridConfig extends SigmaConfig {
  readonly num_train_timesteps: number;
  readonly use_flow_sigmas: boolean;
  readonly flow_shift: number;
}

interface GridChoice {
  readonly count: number | null;
  /** Replaces the flow's shift by e^mu. */
  readonly mu?: number | null;
  /** What the grid spans; the training range unless given. */
  readonly range?: SigmaRange;
  /** The Karras grid snaps to whole timesteps. */
  readonly snaps?: boolean;
}

/** The grid that the configuration asks for instead of plain timesteps; null for none. */
export function solverGrid(config: GridConfig, noise: BetaNoise, choice: GridChoice): Grid | null {
  const grid = chosenGrid(config);
  if (grid) {
    const sigmas = grid(choice.range ?? rangeOf(flip(noise.sigmas), config), requireCount(choice.count));
    const timesteps = sigmasToTimesteps(sigmas, noise.sigmas);
    return { sigmas, timesteps: config.use_karras_sigmas && choice.snaps !== false ? round(timesteps) : timesteps };
  }
  if (!config.use_flow_sigmas) return null;
  const shift = (choice.mu ?? null) === null ? config.flow_shift : Math.exp(choice.mu ?? 0);
  return flowGrid(config.num_train_timesteps, requireCount(choice.count), shift);
}

/** From pure noise down, evenly spaced before the shift; the last of count + 1 is left out. */
function flowGrid(trained: number, count: number, shift: number): Grid {
  const even = linspace(1, 1 / trained, count + 1).map((alpha) => 1 - alpha);
  const sigmas = flip(shifted(even, shift)).slice(0, -1);
  return { sigmas, timesteps: sigmas.map((sigma) => sigma * trained) };
}

/** The sigmas of a grid, the last one repeated, as diffusers does for a final sigma above zero. */
export function withLastTwice(sigmas: Float64Array): Float32Array {
  return Float32Array.from([...sigmas, ...sigmas.subarray(-1)]);
}

/**
 * Sigmas and timesteps of the solvers that end above zero: those of a grid, or of plain timesteps, ending at the least
 * sigma that was trained.
 * @throws IndexError without training timesteps
 */
export function stepsAboveZero(grid: Grid | null, spaced: Int32Array, { sigmas, alphasCumprod }: BetaNoise) {
  const timesteps = toIntegers(grid?.timesteps ?? spaced);
  return {
    sigmas: grid
      ? withLastTwice(grid.sigmas)
      : append(interpOverIndices(spaced, sigmas), sigmaOf(at(alphasCumprod, 0))),
    timesteps,
    numInferenceSteps: timesteps.length,
  };
}

/** @throws AssertionError if mu is given without exponential dynamic shifting */
export function refuseStrayMu(
  config: { readonly use_dynamic_shifting: boolean; readonly time_shift_type: string },
  isGiven: boolean,
): void {
  if (isGiven && !(config.use_dynamic_shifting && config.time_shift_type === 'exponential')) {
    raise('AssertionError', 'mu needs dynamic shifting', 'Set use_dynamic_shifting=True, or leave mu out.');
  }
}
