import { knownModel, knownModelIds } from '../../catalog/known/knownModels';
import { readConfigFile } from '../../code/settings/configFile';
import type { Analysis, StepsCall } from '../../code/sites/site';
import { inspectScheduler } from '../../inspect/inspect';
import { alignYourSteps } from '../../schedulers/noise/alignYourSteps';
import { kDiffusionSchedules, type KDiffusionName } from '../../schedulers/noise/kDiffusionSchedules';
import { namedConfigurations, type FamiliarNames } from '../../schedulers/names';
import { definitionOf } from '../../schedulers/registry';
import type { WiredRequest } from '../protocol';
import { wiredKeywords } from '../protocol/wire';
import { changedRequest, noChanges } from '../shared/whatIf';
import { wiredRequest } from '../state/wiredRequest';
import type { NewPin } from '../state/comparison';
import { nameOf } from './fromCode';

/** Something that can be added to a comparison without any code. */
export interface Addition {
  readonly label: string;
  readonly description: string;
  readonly pin: NewPin;
}

export interface AdditionGroup {
  readonly title: string;
  readonly additions: readonly Addition[];
}

/** What named schedules are made over: a model's noise, and so many steps. */
export interface Model {
  readonly label: string;
  readonly request: WiredRequest;
  readonly steps: number;
}

const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' } as const;

/** When no scheduler is shown to go by. */
export const standIn: Model = {
  label: 'Stable Diffusion',
  steps: 30,
  request: {
    className: 'EulerDiscreteScheduler',
    via: 'from_config',
    config: wiredKeywords(stableDiffusion),
    call: wiredKeywords({ num_inference_steps: 30 }),
    evenSigmas: false,
  },
};

/** Everything that has a name of its own. */
export function additionsFor(model: Model): readonly AdditionGroup[] {
  return [
    { title: 'Schedules of k-diffusion and ComfyUI', additions: kDiffusionAdditions(model) },
    { title: 'Samplers as A1111 and ComfyUI call them', additions: presetAdditions(model) },
    { title: 'Align Your Steps', additions: alignedAdditions() },
    { title: 'Schedulers that come with a model', additions: modelAdditions(model.steps) },
  ];
}

function kDiffusionAdditions({ label, request, steps }: Model): Addition[] {
  return Object.entries(kDiffusionSchedules).map(([name, { doc }]) => ({
    label: name,
    description: `${doc} · ${steps} steps over the noise of ${label}`,
    pin: {
      name: `${name} · ${steps}`,
      // The names are the keys of the table that is walked here.
      subject: { kind: 'kDiffusion', schedule: name as KDiffusionName, steps, model: request },
      origin: { from: 'elsewhere', text: `k-diffusion and ComfyUI, over the noise of ${label}` },
    },
  }));
}

/** Samplers of A1111 and ComfyUI are for models with β; over a flow they are shown with Stable Diffusion's. */
function presetAdditions(model: Model): Addition[] {
  const isFlow = !Object.hasOwn(definitionOf(model.request.className)?.options ?? {}, 'beta_start');
  const { label, request, steps } = isFlow ? { ...standIn, steps: model.steps } : model;
  const noise = Object.fromEntries(
    ['num_train_timesteps', 'beta_start', 'beta_end', 'beta_schedule', 'trained_betas', 'prediction_type'].flatMap(
      (name) => (Object.hasOwn(request.config, name) ? [[name, request.config[name]] as const] : []),
    ),
  );
  return namedConfigurations().map(({ names, configuration: { className, options } }) => ({
    label: labelOf(names),
    description: className,
    pin: {
      name: `${labelOf(names)} · ${steps}`,
      subject: {
        kind: 'scheduler',
        request: {
          className,
          via: 'from_config',
          config: { ...noise, ...wiredKeywords(options) },
          call: wiredKeywords({ num_inference_steps: steps }),
          evenSigmas: false,
        },
      },
      origin: { from: 'elsewhere', text: `${programsOf(names)}, over the noise of ${label}` },
    },
  }));
}

function labelOf({ a1111, comfyui }: FamiliarNames): string {
  return a1111 ?? (comfyui ? `${comfyui.sampler} / ${comfyui.scheduler}` : '');
}

function programsOf({ a1111, comfyui }: FamiliarNames): string {
  if (a1111 === null) return 'ComfyUI';
  return comfyui ? `A1111 (ComfyUI: ${comfyui.sampler} / ${comfyui.scheduler})` : 'A1111';
}

function alignedAdditions(): Addition[] {
  return alignYourSteps.map(({ key, title, argument, values, className, config }) => ({
    label: title.replace('Align Your Steps: ', 'AYS '),
    description: `${argument}=AysSchedules["${key}"] · ${className}`,
    pin: {
      name: `AYS ${title.replace('Align Your Steps: ', '')}`,
      subject: {
        kind: 'scheduler',
        request: {
          className,
          via: 'init',
          config: wiredKeywords(config),
          call: wiredKeywords({ [argument]: values }),
          evenSigmas: false,
        },
      },
      origin: { from: 'elsewhere', text: `diffusers’ AysSchedules["${key}"], Sabour et al. 2024` },
    },
  }));
}

function modelAdditions(steps: number): Addition[] {
  return knownModelIds.flatMap((id) => {
    const model = knownModel(id);
    if (!model) return [];
    const text = JSON.stringify({ _class_name: model.className, ...model.config });
    const name = `${id.slice(id.indexOf('/') + 1)} · ${steps}`;
    const pin = pinOfConfigFile(readConfigFile(id, text), model.source, steps);
    return pin ? [{ label: id, description: model.className, pin: { ...pin, name: name.slice(0, 120) } }] : [];
  });
}

/**
 * The scheduler of a configuration file, with so many steps.
 *
 * @param source says where the file was read
 */
export function pinOfConfigFile(analysis: Analysis, source: string, steps: number): NewPin | null {
  const reading = analysis.schedulers.at(0);
  if (!reading) return null;
  const args = { num_inference_steps: { known: true, value: steps, origin: 'code', range: null } } as const;
  const call: StepsCall = { kind: 'set_timesteps', args, range: reading.anchor };
  const { resolved } = inspectScheduler({ ...analysis, schedulers: [{ ...reading, calls: [call] }] }, 0, 0);
  const request = wiredRequest(resolved);
  const name = nameOf(changedRequest(request, noChanges));
  return { name, subject: { kind: 'scheduler', request }, origin: { from: 'elsewhere', text: source } };
}
