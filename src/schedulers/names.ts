/**
 * The names of scheduler configurations in AUTOMATIC1111's web UI (k-diffusion's samplers) and in ComfyUI. Source: diffusers, docs/source/en/api/schedulers/overview.md; what that table leaves out is from the lists of
 * samplers and schedules of the two programs.
 */
import { knownOf, withDefaults } from './definition/config';
import { definitionOf } from './registry';

type Choices = Readonly<Record<string, unknown>>;

/** The names of a configuration; null where a program has nothing like it. */
export interface FamiliarNames {
  /** Sampler and schedule in one, as in "DPM++ 2M Karras". */
  readonly a1111: string | null;
  /** The two choices of a KSampler node. */
  readonly comfyui: { readonly sampler: string; readonly scheduler: string } | null;
}

/** A class, with the options that decide the name. */
export interface NamedConfiguration {
  readonly className: string;
  readonly options: Choices;
}

/** A sampler of those programs, as a class with the options that tell it from similar ones. */
interface Sampler extends NamedConfiguration {
  readonly a1111: string | null;
  readonly comfyui: string | null;
  /** The only schedule (by ComfyUI's name) that A1111 has for the sampler, and therefore does not name. */
  readonly a1111Runs?: string;
  /** The only schedule of the class, whatever its options. */
  readonly always?: string;
}

const dpmSolverPlusPlus = { algorithm_type: 'dpmsolver++', solver_type: 'midpoint', solver_order: 2 };
const sde = { ...dpmSolverPlusPlus, algorithm_type: 'sde-dpmsolver++' };

/** Where two rows share a name, the name means the first. */
const samplers: readonly Sampler[] = [
  { a1111: 'Euler', comfyui: 'euler', className: 'EulerDiscreteScheduler', options: {} },
  { a1111: 'Euler a', comfyui: 'euler_ancestral', className: 'EulerAncestralDiscreteScheduler', options: {} },
  { a1111: 'Heun', comfyui: 'heun', className: 'HeunDiscreteScheduler', options: {} },
  { a1111: 'LMS', comfyui: 'lms', className: 'LMSDiscreteScheduler', options: {} },
  { a1111: 'DPM2', comfyui: 'dpm_2', className: 'KDPM2DiscreteScheduler', options: {} },
  { a1111: 'DPM2 a', comfyui: 'dpm_2_ancestral', className: 'KDPM2AncestralDiscreteScheduler', options: {} },
  { a1111: 'DPM++ 2M', comfyui: 'dpmpp_2m', className: 'DPMSolverMultistepScheduler', options: dpmSolverPlusPlus },
  { a1111: 'DPM++ 2M SDE', comfyui: 'dpmpp_2m_sde', className: 'DPMSolverMultistepScheduler', options: sde },
  {
    a1111: 'DPM++ 2M SDE Heun',
    comfyui: 'dpmpp_2m_sde_heun',
    className: 'DPMSolverMultistepScheduler',
    options: { ...sde, solver_type: 'heun' },
  },
  {
    a1111: 'DPM++ 3M SDE',
    comfyui: 'dpmpp_3m_sde',
    className: 'DPMSolverMultistepScheduler',
    options: { ...sde, solver_order: 3 },
  },
  // diffusers' table gives the name to this class, although its steps are not k-diffusion's; the next one's are.
  { a1111: 'DPM++ SDE', comfyui: null, className: 'DPMSolverSinglestepScheduler', options: dpmSolverPlusPlus },
  { a1111: 'DPM++ SDE', comfyui: 'dpmpp_sde', className: 'DPMSolverSDEScheduler', options: {} },
  { a1111: 'DDIM', comfyui: 'ddim', className: 'DDIMScheduler', options: {}, a1111Runs: 'ddim_uniform' },
  {
    a1111: 'PLMS',
    comfyui: null,
    className: 'PNDMScheduler',
    options: { skip_prk_steps: true },
    a1111Runs: 'ddim_uniform',
  },
  {
    a1111: 'UniPC',
    comfyui: 'uni_pc',
    className: 'UniPCMultistepScheduler',
    options: { solver_type: 'bh1' },
    a1111Runs: 'normal',
  },
  {
    a1111: 'UniPC',
    comfyui: 'uni_pc_bh2',
    className: 'UniPCMultistepScheduler',
    options: { solver_type: 'bh2' },
    a1111Runs: 'normal',
  },
  { a1111: 'LCM', comfyui: 'lcm', className: 'LCMScheduler', options: {}, always: 'sgm_uniform' },
  { a1111: null, comfyui: 'deis', className: 'DEISMultistepScheduler', options: {} },
  { a1111: null, comfyui: 'sa_solver', className: 'SASolverScheduler', options: {} },
  { a1111: null, comfyui: 'ddpm', className: 'DDPMScheduler', options: {} },
];

/** Which noise levels a sampler visits. */
interface NoiseSchedule {
  /** What follows the sampler's name; empty for the default schedule. */
  readonly a1111: string;
  readonly comfyui: string;
  /** The option that decidedBy the name. */
  readonly decidedBy: Choices;
  /** Options that belong to it but do not decide the name: without them the ends of the schedule differ. */
  readonly also: Choices;
}

const evenly = { timestep_spacing: 'linspace' };
const trailing = { timestep_spacing: 'trailing' };

/** The first one that fits is the name: a grid of sigmas overrules the spacing of timesteps. */
const noiseSchedules: readonly NoiseSchedule[] = [
  { a1111: 'Karras', comfyui: 'karras', decidedBy: { use_karras_sigmas: true }, also: {} },
  { a1111: 'Exponential', comfyui: 'exponential', decidedBy: { use_exponential_sigmas: true }, also: evenly },
  { a1111: 'Beta', comfyui: 'beta', decidedBy: { use_beta_sigmas: true }, also: evenly },
  { a1111: 'SGM Uniform', comfyui: 'sgm_uniform', decidedBy: trailing, also: {} },
  { a1111: 'Simple', comfyui: 'simple', decidedBy: trailing, also: {} },
  { a1111: 'DDIM', comfyui: 'ddim_uniform', decidedBy: { timestep_spacing: 'leading' }, also: { steps_offset: 1 } },
  { a1111: '', comfyui: 'normal', decidedBy: evenly, also: {} },
];

/** How a class reads the option values of related classes, so that they can share configurations. */
const synonyms: Readonly<Record<string, Choices>> = {
  DPMSolverMultistepScheduler: { deis: 'dpmsolver++', logrho: 'midpoint', bh1: 'midpoint', bh2: 'midpoint' },
  DPMSolverSinglestepScheduler: { deis: 'dpmsolver++', logrho: 'midpoint', bh1: 'midpoint', bh2: 'midpoint' },
  UniPCMultistepScheduler: { midpoint: 'bh2', heun: 'bh2', logrho: 'bh2' },
};

/** Options whose schedules neither program has. */
const nameless = ['use_lu_lambdas', 'use_flow_sigmas', 'use_dynamic_shifting'];

/** For configurations that neither program has. */
export const noNames: FamiliarNames = { a1111: null, comfyui: null };

/**
 * The names of a configuration in other programs.
 *
 * @param config options by diffusers' names; those left out are at their defaults
 */
export function familiarNames(className: string, config: Choices): FamiliarNames {
  // A class without spacings takes its timesteps evenly.
  const inForce: Choices = { ...evenly, ...withoutSynonyms(className, withDefaults(optionsOf(className), config)) };
  const sampler = samplers.find((row) => row.className === className && holds(inForce, row.options));
  if (!sampler || nameless.some((name) => inForce[name] === true)) return noNames;
  const schedule = noiseSchedules.find(({ comfyui, decidedBy }) =>
    sampler.always === undefined ? holds(inForce, decidedBy) : comfyui === sampler.always,
  );
  return schedule ? namesOf(sampler, schedule) : noNames;
}

/**
 * The configuration of a name: A1111's ("DPM++ 2M Karras"), or ComfyUI's sampler and scheduler with or
 * without a slash between them ("dpmpp_2m / karras"). Case and spaces do not matter.
 */
export function configurationNamed(name: string): NamedConfiguration | undefined {
  const { configuration } = namedConfigurations().find(({ names }) => spellings(names).includes(plain(name))) ?? {};
  return configuration;
}

/** Every pair of a sampler and a schedule that diffusers has, with its names. */
export function namedConfigurations(): { names: FamiliarNames; configuration: NamedConfiguration }[] {
  return samplers.flatMap((sampler) =>
    noiseSchedules
      .filter((schedule) => has(sampler, schedule))
      .map((schedule) => ({ names: namesOf(sampler, schedule), configuration: configurationOf(sampler, schedule) }))
      .filter(({ names: { a1111, comfyui } }) => a1111 !== null || comfyui !== null),
  );
}

function has({ className, always }: Sampler, { comfyui, decidedBy }: NoiseSchedule): boolean {
  if (always !== undefined) return comfyui === always;
  const options = optionsOf(className);
  return holds({ ...evenly, ...knownOf(options, decidedBy) }, decidedBy);
}

function configurationOf({ className, options, always }: Sampler, { decidedBy, also }: NoiseSchedule) {
  const schedule = always === undefined ? knownOf(optionsOf(className), { ...also, ...decidedBy }) : {};
  return { className, options: { ...options, ...schedule } };
}

function namesOf({ a1111, comfyui, a1111Runs, always }: Sampler, schedule: NoiseSchedule): FamiliarNames {
  const only = a1111Runs ?? always;
  const suffix = only === undefined ? schedule.a1111 : only === schedule.comfyui ? '' : null;
  return {
    a1111: a1111 === null || suffix === null ? null : `${a1111} ${suffix}`.trim(),
    comfyui: comfyui === null ? null : { sampler: comfyui, scheduler: schedule.comfyui },
  };
}

function spellings({ a1111, comfyui }: FamiliarNames): string[] {
  return [a1111, comfyui && `${comfyui.sampler}/${comfyui.scheduler}`].filter((name) => name !== null).map(plain);
}

function withoutSynonyms(className: string, config: Choices): Choices {
  const words = new Map(Object.entries(synonyms[className] ?? {}));
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name,
      typeof value === 'string' ? (words.get(value) ?? value) : value,
    ]),
  );
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s/]/g, '');

const optionsOf = (className: string) => definitionOf(className)?.options ?? {};

function holds(config: Choices, choices: Choices): boolean {
  const values = new Map(Object.entries(config));
  return Object.entries(choices).every(([name, value]) => values.get(name) === value);
}
