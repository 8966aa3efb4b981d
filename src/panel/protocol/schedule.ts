/** The schedule as a page draws it, and the Schedule view's own messages. */
import * as v from 'valibot';
import { floats, index } from './kinds';
import { request } from './request';

const origins = ['code', 'parameter default', 'model file', 'built-in table', 'diffusers default'] as const;

const optionRow = v.object({
  name: v.string(),
  /** As Python would write it. */
  value: v.string(),
  origin: v.picklist(origins),
  /** One line of documentation; empty when there is none. */
  doc: v.string(),
  /** Why the code alone does not tell the value; null when it does. */
  unknown: v.nullable(v.string()),
  /** Whether there is a place in the code to go to; `line` counts from 1, and `cell` too. */
  place: v.nullable(v.object({ line: index, cell: v.nullable(index) })),
});

const columns = v.pipe(
  v.object({
    timesteps: floats,
    /** One entry more than there are steps: the last is the noise level after the last step. */
    sigmas: floats,
    signal: floats,
    noise: floats,
    logSnr: floats,
    alphasCumprod: floats,
    /** Null for flow matching, which has no β. */
    betas: v.nullable(floats),
    inputScale: floats,
  }),
  v.check((c) => {
    const n = c.timesteps.length;
    const sameLength = [c.signal, c.noise, c.logSnr, c.alphasCumprod, c.inputScale, c.betas ?? c.timesteps];
    return c.sigmas.length === n + 1 && sameLength.every((column) => column.length === n);
  }, 'columns of different lengths'),
);

const trainingCurve = v.object({
  timesteps: floats,
  sigmas: floats,
  betas: v.nullable(floats),
  alphasCumprod: floats,
  logSnr: floats,
});

const refusal = v.object({
  /** `diffusers` where running the code would raise `type`; `sigmascope` where only the preview is impossible. */
  by: v.picklist(['diffusers', 'sigmascope']),
  type: v.string(),
  message: v.string(),
  where: v.picklist(['loading', 'init', 'set_timesteps', 'step']),
  remedy: v.string(),
});

export const schedulerView = v.object({
  className: v.string(),
  doc: v.string(),
  /** Short facts for the head of the page, e.g. "30 steps"; `title` explains. */
  facts: v.array(v.object({ label: v.string(), title: v.string() })),
  /** `init_noise_sigma`, and why; null when the schedule was refused. Text with `code` and **strong** parts. */
  initNoiseSigma: v.nullable(v.object({ headline: v.string(), why: v.string(), purpose: v.string() })),
  notices: v.array(v.string()),
  /** What diffusers raises instead of making this schedule. */
  refusal: v.nullable(refusal),
  /** Null when refused. */
  curves: v.nullable(
    v.object({
      steps: columns,
      training: trainingCurve,
      /** σ spans decades and is not a share of noise, so that it is drawn logarithmically. */
      logarithmicSigma: v.boolean(),
      /** False for discrete tokens: all columns but the timesteps are NaN then, and there is nothing to draw. */
      hasNoiseLevels: v.boolean(),
      /** x is a mix of picture and noise along a straight line, and σ the share of noise. */
      isFlow: v.boolean(),
      /** What the timesteps of this class are. */
      timeName: v.picklist(['training timestep', 'timestep', 'time']),
      /** Equal keys mean equal pictures: the schedule's coefficients, latent family and sample picture. Null: no pictures. */
      picturesKey: v.nullable(v.string()),
    }),
  ),
  options: v.array(optionRow),
  call: v.array(optionRow),
  /** What was computed, so that the page can compute what would follow from a change. */
  request,
});

/** Page to host. */
export const schedulePageMessages = [
  /** Show the place in the code: of an option, an argument of `set_timesteps`, or the scheduler itself. */
  v.object({ type: v.literal('goTo'), what: v.picklist(['option', 'call', 'scheduler']), name: v.string() }),
  v.object({ type: v.literal('copy'), what: v.picklist(['sigmas', 'timesteps']) }),
] as const;

export type SchedulerView = v.InferOutput<typeof schedulerView>;
export type Curves = NonNullable<SchedulerView['curves']>;
export type StepColumns = Curves['steps'];
export type OptionRow = v.InferOutput<typeof optionRow>;
export type Refusal = v.InferOutput<typeof refusal>;
