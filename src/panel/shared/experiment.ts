/** What can be tried in the experiment: runs of a class, the options a sweep can vary, and the stretch to begin with. */
import { outcomeOf } from '../../inspect/outcome';
import { isInversion } from '../../render/words/noiseLevels';
import { disclaimer, distilledInWords, valueInWords } from '../../render/sweep/experimentWords';
import { compatibleClasses } from '../../schedulers/compatible';
import { notUsed, type Option } from '../../schedulers/options/option';
import { definitionOf } from '../../schedulers/registry';
import type { Schedule, ScheduleRequest } from '../../schedulers/definition/schedule';
import type { WiredChanges, WiredRequest, WiredSweptValue, WiredSweptValues } from '../protocol';
import { controlsOf, type Control } from './controls';
import { changedRequest, noChanges } from './whatIf';

export { disclaimer, valueInWords };

/** Something that a sweep can vary. */
export interface Sweepable {
  readonly name: string;
  readonly doc: string;
  readonly isWhole: boolean;
  /** Values by name instead of a range; null for numbers. */
  readonly choices: readonly WiredSweptValue[] | null;
  /** What to begin with. */
  readonly values: WiredSweptValues;
}

/** How many pictures a sweep has unless the user says otherwise. */
const usualCount = 11;

/**
 * Everything a sweep can vary, the most telling first; nothing that would need a list.
 * @param schedule of the configuration as it is
 */
export function sweepables(request: ScheduleRequest, schedule: Schedule): readonly Sweepable[] {
  const steps = schedule.steps.count;
  const own = schedule.initNoiseSigma.after ?? 1;
  const ofTheClass = controlsOf(request.className).flatMap(({ place, name, option }) =>
    sweepableOf(name, option, request[place][name] ?? option.default, steps),
  );
  const ofTheStep = Object.entries(definitionOf(request.className)?.stepArguments ?? {}).flatMap(([name, option]) =>
    option.doc === notUsed ? [] : sweepableOf(name, option, option.default, steps),
  );
  return [
    numeric('init_noise_sigma', 'What the first noise is multiplied with.', false, around(own)),
    ...ofTheClass.filter(({ name }) => name === 'num_inference_steps'),
    ...ofTheStep,
    ...ofTheClass.filter(({ name }) => name !== 'num_inference_steps'),
    ...classesBeside(request.className),
    numeric('seed', 'torch.manual_seed of the noise.', true, [0, usualCount - 1]),
    numeric('strength', 'Image to image: how much of the steps is taken.', false, [0.1, 1], 10),
  ];
}

function sweepableOf(name: string, option: Option, value: unknown, steps: number): Sweepable[] {
  const { type, doc, choices } = option;
  if (type === 'boolean') return [named(name, doc, [false, true])];
  if (choices && choices.length > 1) return [named(name, doc, choices)];
  if (type !== 'integer' && type !== 'number') return [];
  const isWhole = type === 'integer' || name === 'num_inference_steps';
  const usual = Object.hasOwn(stretches, name) ? stretches[name] : null;
  const now = name === 'num_inference_steps' ? steps : value;
  if (usual === null && !Number.isFinite(now)) return [];
  const [from, to] = usual ?? around(Number(now));
  const most = isWhole ? Math.abs(Math.round(to) - Math.round(from)) + 1 : usualCount;
  return [numeric(name, doc, isWhole, [from, to], Math.min(usualCount, most))];
}

function named(
  name: string,
  doc: string,
  choices: readonly WiredSweptValue[],
  first: readonly WiredSweptValue[] = choices,
): Sweepable {
  return { name, doc, isWhole: false, choices, values: { values: [...first] } };
}

/** The other classes for the same model, of which the best known are begun with. */
function classesBeside(className: string): Sweepable[] {
  const classes = compatibleClasses(className);
  if (classes.length === 0) return [];
  const known = classes.length <= wellKnown.length ? classes : [...new Set([className, ...wellKnown])];
  return [named('class', 'Other scheduler classes, made from this configuration by from_config.', classes, known)];
}

const wellKnown: readonly string[] = [
  'DDIMScheduler',
  'DPMSolverMultistepScheduler',
  'EulerAncestralDiscreteScheduler',
  'EulerDiscreteScheduler',
  'HeunDiscreteScheduler',
  'UniPCMultistepScheduler',
];

function numeric(
  name: string,
  doc: string,
  isWhole: boolean,
  [from, to]: readonly [number, number],
  count = usualCount,
): Sweepable {
  return { name, doc, isWhole, choices: null, values: { from, to, count } };
}

/** Where options show what they do. */
const stretches: Readonly<Record<string, readonly [number, number]>> = {
  num_inference_steps: [5, 55],
  eta: [0, 1],
  gamma: [0, 1],
  order: [1, 4],
  shift: [1, 11],
  flow_shift: [1, 11],
  mu: [0, 2],
  base_shift: [0, 2],
  max_shift: [0, 3],
  shift_terminal: [0.02, 0.42],
  rho: [1, 15],
  s_churn: [0, 40],
  s_noise: [0.9, 1.1],
  solver_order: [1, 3],
  predictor_order: [1, 3],
  corrector_order: [1, 3],
  steps_offset: [0, 10],
  sigma_min: [0.01, 1.01],
  sigma_max: [5, 25],
  sigma_data: [0.1, 1.1],
  dynamic_thresholding_ratio: [0.9, 1],
};

/** From about two thirds to about four thirds, in round numbers: 9 to 19 around 14.6. */
function around(value: number): readonly [number, number] {
  if (value === 0) return [0, 1];
  const from = rounded(value * 0.62);
  return [from, rounded(value * 1.3)];
}

const rounded = (value: number): number => {
  const unit = 10 ** Math.floor(Math.log10(Math.abs(value)));
  const step = Math.abs(value) >= 5 * unit ? unit : unit / 10;
  return Number((Math.round(value / step) * step).toPrecision(6));
};

/** The values that a sweep of it begins with, in words. */
export function whatToVary({ values }: Sweepable): string {
  if ('values' in values) return values.values.map(String).join(', ');
  return `from ${values.from} to ${values.to}`;
}

/** What to know of runs of a class that is made for distilled models; null for any other. */
export const distilledNote = (className: string): string | null =>
  distilledInWords(definitionOf(className)?.isForDistilled === true ? [className] : []);

/** Why no run of a scheduler can be shown, in a sentence; null when one can. */
export function whyNoRun(schedule: Schedule): string | null {
  const { className, parametrisation } = schedule;
  if (parametrisation === 'discrete')
    return `${className} works on discrete tokens, for which there is neither noise to begin with nor a closed-form denoiser: a run would need a real model.`;
  if (definitionOf(className)?.sampler === undefined)
    return `The step() of ${className} needs more than latents and a model’s output, so no run of it can be made up here.`;
  if (isInversion(schedule))
    return `${className} goes from a picture to noise, not the other way: there is no picture at the end of its run.`;
  if (schedule.steps.count === 0) return 'There are no steps to take.';
  return null;
}

/** What the experiment is about: the scheduler shown with what was changed about it, or why there is nothing to run. */
export type Runnable =
  | { readonly request: ScheduleRequest; readonly schedule: Schedule }
  /** In sentences. */
  | { readonly whyNot: string };

export function runnableOf(wired: WiredRequest, changes: WiredChanges | null): Runnable {
  const request = changedRequest(wired, changes ?? noChanges);
  const outcome = outcomeOf(request);
  if (!outcome.ok) {
    const { by, type, message, remedy } = outcome;
    return { whyNot: `${by === 'diffusers' ? `diffusers raises ${type}: ` : ''}${message} ${remedy}` };
  }
  const whyNot = whyNoRun(outcome.schedule);
  return whyNot === null ? { request, schedule: outcome.schedule } : { whyNot };
}

/** The arguments of a class's `step` that can be set: eta, s_churn and their like. */
export function stepArgumentsOf(className: string): readonly Control[] {
  return Object.entries(definitionOf(className)?.stepArguments ?? {})
    .filter(([, { doc, type }]) => doc !== notUsed && type !== 'numbers')
    .map(([name, option]) => ({ place: 'call', name, option, range: null, usual: true }));
}
