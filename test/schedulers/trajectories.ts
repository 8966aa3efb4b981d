/** Recordings of whole sampling runs of diffusers, with the exact denoiser of normally distributed data. */
import * as v from 'valibot';
import { Keywords, readAll, Value } from './recorded';

const Step = v.object({
  t: v.number(),
  /** x_t = alpha·x0 + sigma·ε as the denoiser was given it. */
  alpha: v.number(),
  sigma: v.number(),
  /** How many normal draws the step used up. */
  draws: v.number(),
  /** The latents after the step, at the probes. */
  prev: v.array(Value),
});

const Run = v.object({
  id: v.string(),
  config: Keywords,
  call: Keywords,
  step_args: v.optional(Keywords, {}),
  /** Every normal draw in 1/1024; the first one times init_noise_sigma is where the run starts. */
  draws_q10: v.array(v.array(v.number())),
  steps: v.optional(v.array(Step), []),
  final: v.optional(v.array(Value), []),
  error: v.optional(v.object({ type: v.string() })),
});

const Trajectories = v.object({
  class: v.string(),
  shape: v.array(v.number()),
  mean: v.array(v.number()),
  std: v.number(),
  probes: v.array(v.array(v.number())),
  cases: v.array(Run),
});

export type RecordedRun = v.InferOutput<typeof Run>;
export type RecordedTrajectories = v.InferOutput<typeof Trajectories>;

export const trajectories: readonly RecordedTrajectories[] = readAll('trajectories', Trajectories);
