import { unusedOptionsOf } from '../../../inspect/outcome';
import { counted, significant } from '../../../render/words/numbers';
import { pythonLiteral } from '../../../render/words/python';
import { definitionOf } from '../../../schedulers/registry';
import type { Series } from './series';

/** A row in which at least two schedules differ; one text a schedule. */
export interface DifferenceRow {
  /** As code where it is an option. */
  readonly kind: 'figure' | 'option' | 'call';
  readonly label: string;
  readonly title: string;
  readonly values: readonly string[];
}

/** What a schedule has nothing to say to. */
const none = '–';

/** Key figures and options by which the schedules differ. Options that only other classes have count where they are set. */
export function differenceTable(all: readonly Series[]): readonly DifferenceRow[] {
  if (all.length < 2) return [];
  return [...figureRows(all), ...callRows(all), ...optionRows(all)].filter(({ values }) => new Set(values).size > 1);
}

type Figure = readonly [label: string, title: string, of: (series: Series) => string];

const level = (value: number | undefined | null): string =>
  value === undefined || value === null ? none : significant(value);

const figures: readonly Figure[] = [
  ['class', 'The scheduler’s class, or the schedule by name', classOf],
  ['steps', 'Entries of timesteps', ({ course }) => (course ? String(course.steps.count) : 'refused')],
  ['model evaluations', 'How often one sample calls the model', evaluationsOf],
  ['first timestep', '', ({ course }) => level(course?.steps.timesteps.at(0))],
  ['last timestep', '', ({ course }) => level(course?.steps.timesteps.at(-1))],
  ['first σ', 'The noise level that sampling begins with', ({ course }) => level(course?.steps.sigmas.at(0))],
  ['last σ', 'The noise level of the last step', ({ course }) => level(course?.steps.sigmas.at(-1))],
  ['σ at the end', 'The noise level after the last step', ({ course }) => level(course?.finalSigma)],
  [
    'first ᾱ',
    'Share of the signal that the first step begins with',
    ({ course }) => level(course?.steps.alphasCumprod.at(0)),
  ],
  ['init_noise_sigma', 'After set_timesteps', initNoiseSigmaOf],
  ['refused', 'What diffusers raises', ({ refusal }) => (refusal ? `${refusal.type}: ${refusal.message}` : none)],
];

function figureRows(all: readonly Series[]): DifferenceRow[] {
  return figures.map(([label, title, of]) => ({ kind: 'figure', label, title, values: all.map(of) }));
}

function classOf({ subject, schedule }: Series): string {
  if (subject.kind === 'kDiffusion') return `${subject.schedule} (k-diffusion)`;
  return schedule?.className ?? subject.request.className;
}

function evaluationsOf({ subject, schedule, course }: Series): string {
  if (subject.kind === 'kDiffusion' || !schedule) return course ? String(course.steps.count) : none;
  return String(schedule.modelEvaluations);
}

function initNoiseSigmaOf({ subject, schedule }: Series): string {
  if (subject.kind === 'kDiffusion') return none;
  return level(schedule?.initNoiseSigma.after);
}

function callRows(all: readonly Series[]): DifferenceRow[] {
  const calls = all.map(({ subject, schedule }) =>
    subject.kind === 'scheduler' ? (schedule?.call ?? {}) : { num_inference_steps: subject.steps },
  );
  const names = [...new Set(calls.flatMap((call) => Object.keys(call)))].filter(
    (name) => name !== 'num_inference_steps',
  );
  return names.map((name) => ({
    kind: 'call',
    label: name,
    title: 'Argument of set_timesteps',
    values: calls.map((call) => (name in call ? pythonLiteral(new Map(Object.entries(call)).get(name)) : none)),
  }));
}

function optionRows(all: readonly Series[]): DifferenceRow[] {
  const configs = all.map(usedOptions);
  const names = [...new Set(configs.flatMap((config) => [...config.keys()]))];
  return names.flatMap((name) => {
    const values = configs.map((config) => (config.has(name) ? pythonLiteral(config.get(name)) : none));
    const distinct = new Set(values.filter((value) => value !== none));
    const isSet = all.some(
      ({ schedule }, i) => configs[i].has(name) && schedule && isSetIn(schedule.className, name, configs[i].get(name)),
    );
    const doc = all.map(({ schedule }) => schedule && optionOf(schedule.className, name)?.doc).find(Boolean) ?? '';
    return distinct.size > 1 || isSet ? [{ kind: 'option' as const, label: name, title: doc, values }] : [];
  });
}

/** What a scheduler looks at; of the model behind a named schedule, all that makes its noise. */
function usedOptions({ schedule }: Series): ReadonlyMap<string, unknown> {
  if (!schedule) return new Map();
  const unused = unusedOptionsOf(schedule.className);
  return new Map(Object.entries(schedule.config).filter(([name]) => !unused.includes(name)));
}

function optionOf(className: string, name: string) {
  const options = definitionOf(className)?.options ?? {};
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function isSetIn(className: string, name: string, value: unknown): boolean {
  return pythonLiteral(optionOf(className, name)?.default) !== pythonLiteral(value);
}

/** A schedule's outline for those who do not see its line. */
export function seriesInWords({ name, course, refusal }: Series): string {
  if (!course) return `${name} is refused (${refusal?.type ?? 'unknown'})`;
  if (course.steps.count === 0) return `${name} has no steps`;
  const steps = counted(course.steps.count, 'step');
  if (!course.hasNoiseLevels) return `${name}, ${steps} of discrete tokens`;
  return `${name}, ${steps}`;
}
