/**
 * UniPC: every step first corrects the sample with the newest model output, then predicts the next sample.
 * Zhao et al. 2023, "UniPC: A Unified Predictor-Corrector Framework for Fast Sampling of Diffusion Models".
 * Source: diffusers, schedulers/scheduling_unipc_multistep.py (`step`).
 */
import { solverLevel, type SolverLevel } from './dpmSolver';
import { solve } from '../../arithmetic/linearSystem';
import { outputConversion, type ConversionConfig } from '../../prediction/outputConversion';
import { at, raise } from '../../arithmetic/python';
import type { Sampler } from '../../definition/sampler';
import { combine, difference, divided, type Term } from '../../arithmetic/tensor';
import type { Limit } from '../../prediction/thresholding';

const { fround } = Math;

export interface UniPcConfig extends ConversionConfig {
  readonly solver_order: number;
  readonly solver_type: string;
  readonly predict_x0: boolean;
  readonly lower_order_final: boolean;
  readonly disable_corrector: readonly number[];
  readonly use_flow_sigmas: boolean;
  readonly solver_p: string | null;
}

interface UniPcRun {
  readonly state: { readonly sigmas: ArrayLike<number>; readonly timesteps: { readonly length: number } };
  readonly shape: readonly number[];
}

/** A converted model output and the level it was made at. */
interface Known {
  readonly output: Float32Array;
  readonly level: SolverLevel;
}

/**
 * A UniPC run.
 *
 * @param limit what is done to predicted clean samples
 * @param levelOf the solver's level of a sigma of the schedule
 * @throws ValueError for a `prediction_type` without what is integrated; AttributeError for another predictor
 */
export function uniPcSampler(
  config: UniPcConfig,
  { state, shape }: UniPcRun,
  limit: Limit | null,
  levelOf = (sigma: number): SolverLevel => solverLevel(sigma, config.use_flow_sigmas),
): Sampler {
  if (config.solver_p !== null) refusePredictor(config.solver_p);
  const convert = config.predict_x0
    ? outputConversion(config, shape, 'data', limit)
    : outputConversion(config, shape, 'noise', null);
  const level = (i: number): SolverLevel => levelOf(at(state.sigmas, i));
  const count = state.timesteps.length;
  /** The newest first. */
  const history: Known[] = [];
  /** The sample before the last prediction, and how many outputs that used. */
  let last: { readonly sample: Float32Array; readonly order: number } | null = null;
  return {
    step(input) {
      const { index } = input;
      const here = level(index);
      const output = convert(input, here);
      const isCorrected = last && index > 0 && !config.disable_corrector.includes(index - 1);
      const sample: Float32Array =
        last && isCorrected
          ? corrected(update(config, history.slice(0, last.order), last.sample, here), output)
          : input.sample;
      history.unshift({ output, level: here });
      history.length = Math.min(history.length, config.solver_order);
      const order = Math.min(history.length, config.lower_order_final ? count - index : config.solver_order);
      if (order < 1) refuseOrder();
      last = { sample, order };
      return predicted(update(config, history.slice(0, order), sample, level(index + 1)));
    },
  };
}

/** An update from one level to another, by the outputs at that level and earlier ones. */
interface Update {
  readonly newest: Float32Array;
  /** The first-order update. */
  readonly base: Float32Array;
  /** (λ_i − λ_0) / h of the earlier outputs. */
  readonly ratios: readonly number[];
  /** Their differences from the newest, over the ratios. */
  readonly slopes: readonly Float32Array[];
  /** The factor of the weighted sum of slopes. */
  readonly factor: number;
  /** The first `count` right sides of the order conditions. */
  moments(count: number): readonly number[];
}

function update(config: UniPcConfig, known: readonly Known[], sample: Float32Array, to: SolverLevel): Update {
  const [{ output: newest, level: from }, ...earlier] = known;
  const h = fround(to.lambda - from.lambda);
  const signed = config.predict_x0 ? -h : h;
  const growth = fround(Math.expm1(signed));
  const [kept, scale] = config.predict_x0
    ? [fround(to.sigma / from.sigma), to.alpha]
    : [fround(to.alpha / from.alpha), to.sigma];
  const b = config.solver_type === 'bh1' ? signed : growth;
  const ratios = earlier.map(({ level }) => fround(fround(level.lambda - from.lambda) / h));
  return {
    newest,
    base: combine([kept, sample], [-fround(scale * growth), newest]),
    ratios,
    slopes: earlier.map(({ output }, i) => divided(difference(output, newest), ratios[i])),
    factor: fround(scale * b),
    moments: (count) => moments(signed, growth, b, count),
  };
}

/** UniP: the conditions of one order less, the newest output being at the start of the step. */
function predicted(step: Update): Float32Array {
  const { ratios, slopes } = step;
  // Without slopes their sum is 0, and 0 times the infinite B(h) of "bh1" from pure noise is not a number.
  if (slopes.length === 0) return combine([1, step.base], [step.factor * 0, step.newest]);
  return moved(step, slopes, slopes.length === 1 ? [0.5] : solve(powers(ratios), step.moments(ratios.length)));
}

/** UniC: the output at the end of the step counts too. */
function corrected(step: Update, output: Float32Array): Float32Array {
  const ratios = [...step.ratios, 1];
  const slopes = [...step.slopes, difference(output, step.newest)];
  return moved(step, slopes, ratios.length === 1 ? [0.5] : solve(powers(ratios), step.moments(ratios.length)));
}

function moved({ base, factor }: Update, slopes: readonly Float32Array[], weights: readonly number[]): Float32Array {
  const [first, ...others] = slopes.map((slope, i): Term => [weights[i], slope]);
  return combine([1, base], [-factor, combine(first, ...others)]);
}

/** Row i holds the i-th powers. */
const powers = (ratios: readonly number[]): number[][] =>
  ratios.map((_, power) => ratios.map((ratio) => fround(ratio ** power)));

/** n!·φ_{n+1}(h) / B(h) for n from 1: (9) of the paper, by the recurrence of φ. */
function moments(h: number, growth: number, b: number, count: number): number[] {
  let phi = fround(fround(growth / h) - 1);
  let factorial = 1;
  return Array.from({ length: count }, (_, i) => {
    const moment = fround(fround(phi * factorial) / b);
    factorial *= i + 2;
    phi = fround(fround(phi / h) - 1 / factorial);
    return moment;
  });
}

function refuseOrder(): never {
  raise('AssertionError', 'the order of a step must be at least 1', 'Use a solver_order of 1 or more.');
}

function refusePredictor(predictor: string): never {
  raise(
    'AttributeError',
    `solver_p must be a scheduler object, not ${predictor}`,
    'Leave solver_p out: only UniPC’s own predictor can be followed here.',
  );
}
