/**
 * The steps of pseudo numerical methods: Runge-Kutta steps of four model calls each, then the linear multistep method of
 * Adams and Bashforth. Liu et al. 2022, "Pseudo Numerical Methods for Diffusion Models on Manifolds".
 * Source: diffusers, schedulers/scheduling_pndm.py (`step_prk`, `step_plms`).
 */
import { predictedNoise, mixtureOf, type Prediction } from '../../prediction/prediction';
import type { Sampler } from '../../definition/sampler';
import { sqrt } from '../../arithmetic/squareRoot';
import { combine, divided, scaled } from '../../arithmetic/tensor';

const { fround } = Math;

/** Takes a sample from one timestep to another along a model output. */
type Transfer = (sample: Float32Array, output: Float32Array, from: number, to: number) => Float32Array;

/** The transfer between two ᾱ, (9) of the paper. */
export function transferOf(type: Prediction): Transfer {
  return (sample, output, from, to) => {
    const epsilon = predictedNoise(type, { sample, output }, mixtureOf(from));
    const [left, leftAfter] = [fround(1 - from), fround(1 - to)];
    const denominator = fround(from * sqrt(leftAfter)) + sqrt(fround(fround(from * left) * to));
    const moved = divided(scaled(epsilon, fround(to - from)), denominator);
    return combine([sqrt(fround(to / from)), sample], [-1, moved]);
  };
}

/**
 * @param rungeKuttaTimesteps of the first steps, four for each; empty to begin with multistep steps
 * @param stride how many training timesteps a step goes down
 */
export function pndmSampler(rungeKuttaTimesteps: Int32Array, stride: number, transfer: Transfer): Sampler {
  const history: Float32Array[] = [];
  const rungeKutta = rungeKuttaSteps(rungeKuttaTimesteps, stride, transfer, history);
  const multistep = multistepSteps(stride, transfer, history);
  return {
    step: (input, draw) => (input.index < rungeKuttaTimesteps.length ? rungeKutta : multistep).step(input, draw),
  };
}

/** Weights of the four model outputs of a Runge-Kutta step. */
const rungeKuttaWeights = [1 / 6, 1 / 3, 1 / 3, 1 / 6];

/** Each call but the fourth of a step only looks ahead from where the step began. */
function rungeKuttaSteps(timesteps: Int32Array, stride: number, transfer: Transfer, history: Float32Array[]): Sampler {
  let start: Float32Array = new Float32Array();
  let sum: Float32Array = new Float32Array();
  return {
    step({ index, timestep, sample, output }) {
      const stage = index % 4;
      if (stage === 0) {
        start = sample;
        sum = new Float32Array(output.length);
        history.unshift(output);
      }
      sum = combine([1, sum], [rungeKuttaWeights[stage], output]);
      const ahead = stage % 2 === 0 ? Math.floor(stride / 2) : 0;
      return transfer(start, stage === 3 ? sum : output, timesteps[index - stage], timestep - ahead);
    },
  };
}

/** Adams-Bashforth weights of the newest outputs, by how many there are. */
const adamsBashforth: Readonly<Record<number, readonly [weights: readonly number[], divisor: number]>> = {
  1: [[1], 1],
  2: [[3, -1], 2],
  3: [[23, -16, 5], 12],
  4: [[55, -59, 37, -9], 24],
};

function multistepSteps(stride: number, transfer: Transfer, history: Float32Array[]): Sampler {
  let start: Float32Array = new Float32Array();
  return {
    step({ index, timestep, sample, output }) {
      // The second call repeats the first step from where it began, along the mean of both outputs.
      if (index === 1) {
        const mean = divided(combine([1, output], [1, history[0]]), 2);
        return transfer(start, mean, timestep + stride, timestep);
      }
      if (index === 0) start = sample;
      history.unshift(output);
      history.length = Math.min(history.length, 4);
      return transfer(sample, extrapolated(history), timestep, timestep - stride);
    },
  };
}

function extrapolated(history: readonly Float32Array[]): Float32Array {
  const [weights, divisor] = adamsBashforth[history.length];
  const [first, ...others] = history;
  return divided(
    combine([weights[0], first], ...others.map((output, i) => [weights[i + 1], output] as const)),
    divisor,
  );
}
