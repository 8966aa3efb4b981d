import { notUsed, type Option } from '../../schedulers/options/option';
import { definitionOf } from '../../schedulers/registry';

/** Whether a value belongs to the constructor or to `set_timesteps`. */
export type Place = 'config' | 'call';

/** A value that the user can try out: an option of the class, or an argument of its `set_timesteps`. */
export interface Control {
  readonly place: Place;
  readonly name: string;
  /** What to call it where its name does not say it. */
  readonly title?: string;
  readonly option: Option;
  /** The stretch that a slider covers; null where none makes sense. */
  readonly range: Range | null;
  /** Among the ones most people turn, rather than in the list of all. */
  readonly usual: boolean;
}

/** What a slider covers; values beyond it can be typed. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** Equal ways on the slider are equal factors. */
  readonly logarithmic?: boolean;
}

const share: Range = { min: 0, max: 1, step: 0.01 };
const order: Range = { min: 1, max: 3, step: 1 };

/** Stretches that configurations of real models lie in, with room on both sides. */
const ranges: Readonly<Record<string, Range>> = {
  num_inference_steps: { min: 1, max: 100, step: 1 },
  original_inference_steps: { min: 1, max: 100, step: 1 },
  num_train_timesteps: { min: 10, max: 2000, step: 10 },
  strength: share,
  eta: share,
  mu: { min: 0, max: 3, step: 0.01 },
  shift: { min: 0.1, max: 16, step: 0.1 },
  flow_shift: { min: 0.1, max: 16, step: 0.1 },
  base_shift: { min: 0, max: 2, step: 0.01 },
  max_shift: { min: 0, max: 3, step: 0.01 },
  shift_terminal: { min: 0.01, max: 0.5, step: 0.01 },
  beta_start: { min: 1e-5, max: 0.01, step: 1e-5, logarithmic: true },
  beta_end: { min: 0.001, max: 0.1, step: 1e-4, logarithmic: true },
  beta_min: { min: 0.01, max: 1, step: 0.01, logarithmic: true },
  beta_max: { min: 1, max: 50, step: 0.5 },
  steps_offset: { min: 0, max: 10, step: 1 },
  sigma_min: { min: 1e-4, max: 1, step: 1e-4, logarithmic: true },
  sigma_max: { min: 1, max: 2000, step: 0.1, logarithmic: true },
  sigma_data: { min: 0.1, max: 2, step: 0.05 },
  rho: { min: 1, max: 15, step: 0.5 },
  s_churn: { min: 0, max: 100, step: 1 },
  s_noise: { min: 0.9, max: 1.1, step: 0.001 },
  snr_shift_scale: { min: 0.1, max: 16, step: 0.1 },
  solver_order: order,
  predictor_order: order,
  corrector_order: order,
  dynamic_thresholding_ratio: share,
  sample_max_value: { min: 1, max: 10, step: 0.1 },
  clip_sample_range: { min: 0.1, max: 10, step: 0.1 },
  timestep_scaling: { min: 1, max: 20, step: 0.5 },
};

const usual = new Set([
  'timestep_spacing',
  'steps_offset',
  'use_karras_sigmas',
  'use_exponential_sigmas',
  'use_beta_sigmas',
  'use_lu_lambdas',
  'use_flow_sigmas',
  'flow_shift',
  'shift',
  'use_dynamic_shifting',
  'time_shift_type',
  'shift_terminal',
  'sigma_min',
  'sigma_max',
  'sigma_schedule',
  'rho',
  'beta_schedule',
  'beta_start',
  'beta_end',
  'prediction_type',
  'rescale_betas_zero_snr',
  'final_sigmas_type',
  'algorithm_type',
  'solver_order',
  'snr_shift_scale',
]);

/** Everything of a class that can be turned, in diffusers' order; options that it never looks at are left out. */
export function controlsOf(className: string): readonly Control[] {
  const known = controlsOfClass.get(className);
  if (known) return known;
  const definition = definitionOf(className);
  const controls = definition
    ? [...controlsIn('call', definition.call), ...controlsIn('config', definition.options)]
    : [];
  controlsOfClass.set(className, controls);
  return controls;
}

/** They are asked for several times a frame while a control is dragged. */
const controlsOfClass = new Map<string, readonly Control[]>();

function controlsIn(place: Place, options: Readonly<Record<string, Option>>): Control[] {
  return Object.entries(options)
    .filter(([, { doc }]) => doc !== notUsed)
    .map(([name, option]) => ({
      place,
      name,
      option,
      range: isNumeric(option) && Object.hasOwn(ranges, name) ? ranges[name] : null,
      usual: place === 'call' || usual.has(name),
    }));
}

const isNumeric = ({ type }: Option): boolean => type === 'integer' || type === 'number';

/** Positions of a slider along its range. */
export const sliderPositions = 1000;

/** Where a value stands on the slider, 0…{@link sliderPositions}; values beyond the range stand at its end. */
export function positionOf({ min, max, logarithmic }: Range, value: number): number {
  const part = logarithmic ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min);
  return Math.round(Math.max(0, Math.min(1, Number.isNaN(part) ? 0 : part)) * sliderPositions);
}

/** The value at a position of the slider, as round as the range's step, or three digits on a logarithmic one. */
export function valueAt({ min, max, step, logarithmic }: Range, position: number): number {
  const part = position / sliderPositions;
  if (logarithmic) return Number((min * (max / min) ** part).toPrecision(3));
  return Number((min + Math.round((part * (max - min)) / step) * step).toPrecision(12));
}

/** What pipelines make of a picture's size: `mu`. It is no option of the class, but what people know of their picture. */
export const resolutionControl: Control = {
  place: 'call',
  name: 'resolution',
  option: {
    type: 'integer',
    default: 1024,
    doc: 'Pixels along the edge of a square picture; pipelines calculate mu from it.',
  },
  range: { min: 256, max: 2048, step: 64 },
  usual: true,
};

/** Image-to-image leaves out the first steps. */
export const strengthControl: Control = {
  place: 'call',
  name: 'imageStrength',
  title: 'strength (img2img)',
  option: { type: 'number', default: 1, doc: 'How much of the steps an image-to-image pipeline takes: 1 takes all.' },
  range: share,
  usual: true,
};
