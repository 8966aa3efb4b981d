import { latentFormats } from '../catalog/latentFamily';
import type { ResolvedScheduler } from '../catalog/resolved';
import type { SamplePicture } from '../decode/picture';
import type { Inspection, Refusal } from '../inspect/inspection';
import { explainInitNoiseSigma } from '../render/explanation';
import { hasNoiseLevels } from '../render/noiseLevels';
import { counted } from '../render/numbers';
import { definitionOf } from '../schedulers/registry';
import type { Schedule } from '../schedulers/schedule';
import { curvesOf } from './curves';
import { callRows, optionRows } from './optionRows';
import type { SchedulerView } from './protocol';

type Fact = SchedulerView['facts'][number];

/** Everything the page shows of one scheduler. A refusal keeps the options and notices, and has no numbers. */
export function schedulerView(inspection: Inspection, sample: SamplePicture): SchedulerView {
  const { resolved, outcome, unusedOptions } = inspection;
  const definition = definitionOf(resolved.className);
  const schedule = outcome.ok ? outcome.schedule : null;
  return {
    className: resolved.className,
    doc: definition?.doc ?? '',
    facts: [
      ...(schedule ? scheduleFacts(schedule, unusedOptions) : []),
      ...nameFacts(inspection.familiarNames),
      ...originFacts(resolved, !schedule || hasNoiseLevels(schedule)),
    ],
    initNoiseSigma: schedule && { ...explainInitNoiseSigma(schedule) },
    notices: [...resolved.notices],
    refusal: outcome.ok ? null : refusalOf(outcome),
    curves: schedule && curvesOf(schedule, resolved.family, sample),
    options: optionRows(inspection, definition?.options ?? {}),
    call: callRows(inspection),
  };
}

function refusalOf({ by, type, message, where, remedy }: Refusal): SchedulerView['refusal'] {
  return { by, type, message, where, remedy };
}

function scheduleFacts({ config, steps, modelEvaluations, order }: Schedule, unusedOptions: readonly string[]): Fact[] {
  const facts: Fact[] = [{ label: counted(steps.count, 'step'), title: 'Entries of timesteps after set_timesteps' }];
  if (modelEvaluations !== steps.count) {
    facts.push({
      label: counted(modelEvaluations, 'model evaluation'),
      title: `One sample calls the model ${modelEvaluations} times`,
    });
  }
  if (order > 1)
    facts.push({ label: `order ${order}`, title: 'scheduler.order: timesteps for each step of the solver' });
  return [...facts, ...namedOptions(config, unusedOptions), ...sigmaRules(config)];
}

function namedOptions(config: Schedule['config'], unusedOptions: readonly string[]): Fact[] {
  return ['timestep_spacing', 'prediction_type', 'algorithm_type'].flatMap((name) => {
    const value = config[name];
    return typeof value === 'string' && !unusedOptions.includes(name) ? [{ label: value, title: name }] : [];
  });
}

const rules: Readonly<Record<string, string>> = {
  use_karras_sigmas: 'Karras σ',
  use_exponential_sigmas: 'exponential σ',
  use_beta_sigmas: 'beta σ',
  use_lu_lambdas: 'Lu λ',
  use_flow_sigmas: 'flow σ',
  use_dynamic_shifting: 'dynamic shift',
  rescale_betas_zero_snr: 'zero terminal SNR',
};

function sigmaRules(config: Schedule['config']): Fact[] {
  return Object.entries(rules).flatMap(([name, label]) =>
    config[name] === true ? [{ label, title: `${name}=True` }] : [],
  );
}

function nameFacts({ a1111, comfyui }: Inspection['familiarNames']): Fact[] {
  const title = (program: string) => `What ${program} calls this sampler and its noise schedule`;
  const nodes = comfyui && `${comfyui.sampler} / ${comfyui.scheduler}`;
  return [
    ...(a1111 === null ? [] : [{ label: `A1111: ${a1111}`, title: title('AUTOMATIC1111’s web UI') }]),
    ...(nodes === null ? [] : [{ label: `ComfyUI: ${nodes}`, title: title('ComfyUI') }]),
  ];
}

function originFacts({ base, family }: ResolvedScheduler, hasPictures: boolean): Fact[] {
  const latents = {
    label: `${latentFormats[family].label} latents`,
    title: 'The latent space the step pictures are decoded from',
  };
  const origin = base && { label: base.label, title: `The configuration starts from here (${base.source})` };
  return [...(origin ? [origin] : []), ...(hasPictures ? [latents] : [])];
}
