import { describe, expect, it } from 'vitest';
import { gaussianDenoiser } from '../../src/preview/sampling/gaussianDenoiser';
import { prepareSampling, sample, type Sampled, type Sampling } from '../../src/schedulers/sample';
import type { Draw } from '../../src/schedulers/definition/sampler';
import { trajectories, type RecordedRun, type RecordedTrajectories } from './trajectories';

describe.each(trajectories)('$class', (recording) => {
  it.each(recording.cases)('samples as diffusers does: $id', (run) => {
    if (run.error) {
      expect(() => sampled(recording, run)).toThrow(expect.objectContaining({ type: run.error.type }));
      return;
    }
    const { steps, drawn } = sampled(recording, run);
    expect(steps.map(({ timestep }) => timestep)).toEqual(run.steps.map(({ t }) => closeTo(t)));
    expect(drawn).toEqual(run.steps.map(({ draws }) => draws));
    const positions = recording.probes.map((probe) => flatIndex(probe, recording.shape));
    for (const [i, { prev }] of run.steps.entries()) {
      expect(
        positions.map((position) => steps[i].sample[position]),
        `step ${i}`,
      ).toEqual(prev.map(closeTo));
    }
    expect(Array.from(steps.at(-1)?.sample ?? [])).toEqual(run.final.map(closeTo));
  });

  it('asks the model at the noise levels that diffusers does', () => {
    // TrigFlow's noise is recorded in units of the data's standard deviation.
    const unit = recording.class === 'SCMScheduler' ? recording.std : 1;
    for (const run of recording.cases.filter(({ error }) => !error)) {
      const { signal, noise } = prepared(recording, run).schedule.steps;
      expect(Array.from(signal), run.id).toEqual(run.steps.map(({ alpha }) => closeTo(alpha)));
      expect(Array.from(noise), run.id).toEqual(run.steps.map(({ sigma }) => closeTo(sigma * unit)));
    }
  });
});

function prepared({ class: className, shape }: RecordedTrajectories, run: RecordedRun): Sampling {
  const { config, call, step_args: stepArguments } = run;
  return prepareSampling({ className, via: 'init', config, call, stepArguments, shape });
}

/** The run, and how many draws each of its steps asked for. */
function sampled(recording: RecordedTrajectories, run: RecordedRun): { steps: Sampled[]; drawn: number[] } {
  const sampling = prepared(recording, run);
  const draws = run.draws_q10.map((draw) => Float32Array.from(draw, (q) => q / 1024));
  let used = 1;
  const draw: Draw = () => draws[used++];
  const initial = Math.fround(sampling.schedule.initNoiseSigma.after ?? 1);
  const start = draws[0].map((x) => x * initial);
  const denoiser = gaussianDenoiser(recording.mean, recording.std, recording.shape);
  const steps: Sampled[] = [];
  const drawn: number[] = [];
  let before = used;
  for (const step of sample(sampling, start, denoiser, draw)) {
    steps.push(step);
    drawn.push(used - before);
    before = used;
  }
  return { steps, drawn };
}

/** Equal within 2e-4 of itself, or of 1 for small numbers. */
function closeTo(wanted: number): unknown {
  if (!Number.isFinite(wanted)) return wanted;
  const tolerance = 2e-4 * Math.max(1, Math.abs(wanted));
  return {
    asymmetricMatch: (got: unknown) => typeof got === 'number' && Math.abs(got - wanted) <= tolerance,
    toString: () => `${wanted} ± ${tolerance}`,
  };
}

const flatIndex = (index: readonly number[], shape: readonly number[]): number =>
  index.reduce((position, i, axis) => position * shape[axis] + i, 0);
