import type { ResolvedScheduler, Sourced } from '../../catalog/resolved';
import type { Origin } from '../../json/value';
import type { Inspection } from '../../inspect/inspection';
import type { Schedule } from '../../schedulers/definition/schedule';
import { hasNoiseLevels } from './noiseLevels';
import { counted, significant } from './numbers';
import { pythonLiteral } from './python';

/** The facts of a schedule in words, free of Markdown: hover and command line say the same. */

/** Steps, spacing, what the model predicts. */
export function facts(schedule: Schedule, unusedOptions: readonly string[]): string[] {
  return [stepsInWords(schedule), spacingInWords(schedule, unusedOptions), predictionInWords(schedule)].filter(
    (fact) => fact !== null,
  );
}

/** "A1111: DPM++ 2M Karras", else what ComfyUI calls it; null when neither has a name. */
export function nameElsewhere({ familiarNames: { a1111, comfyui } }: Inspection): string | null {
  if (a1111 !== null) return `A1111: ${a1111}`;
  return comfyui && `ComfyUI: ${comfyui.sampler} / ${comfyui.scheduler}`;
}

/** "39 model evaluations", which not every class needs one a step of. */
export function evaluations({ modelEvaluations }: Schedule): string {
  return counted(modelEvaluations, 'model evaluation');
}

function stepsInWords({ call, steps }: Schedule): string {
  const asked = call['num_inference_steps'];
  return typeof asked === 'number' && asked !== steps.count
    ? `${counted(asked, 'step')} (${counted(steps.count, 'timestep')})`
    : counted(steps.count, 'step');
}

const sigmaOptions: readonly (readonly [option: string, words: string])[] = [
  ['use_karras_sigmas', 'Karras sigmas'],
  ['use_exponential_sigmas', 'exponential sigmas'],
  ['use_beta_sigmas', 'beta-distributed sigmas'],
  ['use_lu_lambdas', 'Lu lambdas'],
  ['use_flow_sigmas', 'flow sigmas'],
];

function spacingInWords({ config, call }: Schedule, unusedOptions: readonly string[]): string | null {
  const given = ['timesteps', 'sigmas'].filter((name) => Array.isArray(call[name]));
  const spacing = unusedOptions.includes('timestep_spacing') ? null : config['timestep_spacing'];
  const words = [
    given.length > 0 ? `given ${given.join(' and ')}` : typeof spacing === 'string' ? `${spacing} spacing` : null,
    ...sigmaOptions.map(([option, name]) => (config[option] === true ? name : null)),
    shiftInWords(config, call),
  ].filter((word) => word !== null);
  return words.length > 0 ? words.join(', ') : null;
}

function shiftInWords(config: Schedule['config'], call: Schedule['call']): string | null {
  const mu = call['mu'];
  if (config['use_dynamic_shifting'] === true) {
    return typeof mu === 'number'
      ? `dynamic shift e^${significant(mu)} = ${significant(Math.exp(mu))}`
      : 'dynamic shift';
  }
  const shift = config['shift'];
  return typeof shift === 'number' ? (shift === 1 ? 'no shift' : `shift ${significant(shift)}`) : null;
}

function predictionInWords({ config, parametrisation }: Schedule): string | null {
  const prediction = config['prediction_type'];
  if (typeof prediction === 'string') return `${prediction} prediction`;
  return parametrisation === 'flow' ? 'flow prediction' : null;
}

/** A step of the short table; `step` counts from 0, null stands for what is left out, the end has no timestep. */
export interface Row {
  readonly step: number | 'end' | null;
  readonly timestep: string;
  readonly sigma: string;
}

/** The first three and the last two steps, and the noise level after the last one where there are any. */
export function firstAndLast(schedule: Schedule): Row[] {
  const { steps, finalSigma } = schedule;
  const row = (step: number): Row => ({
    step,
    timestep: significant(steps.timesteps[step] ?? NaN),
    sigma: significant(steps.sigmas[step] ?? NaN),
  });
  const all = Array.from({ length: steps.count }, (_, step) => step);
  const shown: Row[] =
    all.length <= 6
      ? all.map(row)
      : [...all.slice(0, 3).map(row), { step: null, timestep: '…', sigma: '…' }, ...all.slice(-2).map(row)];
  if (!hasNoiseLevels(schedule)) return shown;
  return [...shown, { step: 'end', timestep: '', sigma: significant(finalSigma) }];
}

/** Values that share an origin, as Python keywords. */
export interface Provenance {
  readonly origin: Origin;
  readonly title: string;
  /** The file on this disk that the values were read from. */
  readonly file?: string;
  /** `beta_start=0.00085` */
  readonly keywords: readonly string[];
  /** What is left out of the list, in words; empty when nothing is. */
  readonly leftOut: string;
}

/** Which values come from the code, from the model, and from diffusers' defaults; arguments of `set_timesteps` included. */
export function provenance({ resolved, outcome, unusedOptions }: Inspection): Provenance[] {
  const inForce = outcome.ok ? outcome.schedule.config : {};
  const options = Object.fromEntries(
    Object.entries(inForce).map(([name, value]): [string, Said] => [name, { value, origin: 'diffusers default' }]),
  );
  const said = Object.entries<Said>({ ...options, ...resolved.config });
  // What was assumed for the call is in a notice; it is no default.
  const call = Object.entries<Said>(resolved.call).filter(([, value]) => value.origin !== 'diffusers default');
  return originsInOrder
    .map((origin) => {
      const own = said.filter(([, value]) => value.origin === origin);
      const unused = outcome.ok
        ? own.filter(([name]) => !Object.hasOwn(inForce, name) || unusedOptions.includes(name))
        : [];
      const used = own.filter((entry) => !unused.includes(entry));
      const shown = used.filter(([, { value }]) => origin === 'code' || isOn(value));
      const passed = call.filter(([, value]) => value.origin === origin);
      return {
        origin,
        title: titleOf(origin, resolved),
        ...(origin === 'model file' && resolved.base?.file !== undefined ? { file: resolved.base.file } : {}),
        keywords: [...shown, ...passed].map(([name, { value }]) => `${name}=${pythonLiteral(value)}`),
        leftOut: leftOut(used.length - shown.length, unused, origin),
      };
    })
    .filter(({ keywords, leftOut: rest }) => keywords.length > 0 || rest !== '');
}

type Said = Pick<Sourced<unknown>, 'value' | 'origin'>;

function isOn(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false;
}

/** Options that the user wrote are named even where they have no effect; the rest are only counted. */
function leftOut(off: number, unused: readonly (readonly [name: string, value: Said])[], origin: Origin): string {
  const names = origin === 'code' ? unused.map(([name]) => name).join(', ') : String(unused.length);
  const parts = [
    off > 0 ? `${off} more None or False` : '',
    unused.length > 0 ? `${names} not used by this class` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

const originsInOrder: readonly Origin[] = [
  'code',
  'parameter default',
  'model file',
  'built-in table',
  'diffusers default',
];

function titleOf(origin: Origin, { base }: ResolvedScheduler): string {
  const model = base?.label ?? 'The model';
  switch (origin) {
    case 'code':
      return 'Your code';
    case 'parameter default':
      return 'Defaults of your parameters';
    case 'model file':
      return base?.source ?? 'A file on this disk';
    case 'built-in table':
      return `${model} (built-in table)`;
    case 'diffusers default':
      return 'diffusers’ defaults';
  }
}

/** Everything that should be read with a grain of salt. */
export function notices({ resolved }: Inspection): string[] {
  const unknown = Object.entries(resolved.unknown).map(
    ([name, reason]) => `${name} cannot be known from the code (${reason}); diffusers’ default is used here.`,
  );
  return [...unknown, ...resolved.notices];
}
