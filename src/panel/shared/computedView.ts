import type { Outcome, Refusal } from '../../inspect/inspection';
import { familiarNamesOf, outcomeOf, unusedOptionsOf } from '../../inspect/outcome';
import { explainInitNoiseSigma } from '../../render/words/explanation';
import { counted } from '../../render/words/numbers';
import type { FamiliarNames } from '../../schedulers/names';
import type { Schedule, ScheduleRequest } from '../../schedulers/definition/schedule';
import type { SchedulerView } from '../protocol';
import { curvesOf } from './curves';

/** A few words for the head of the page; `title` explains. */
export type Fact = SchedulerView['facts'][number];

/** The part of what is shown that follows from the computation alone: the page computes it again for what-ifs. */
export type ComputedView = Pick<SchedulerView, 'facts' | 'initNoiseSigma' | 'refusal' | 'curves'>;

/** @param picturesKey names the pictures of the steps; null when there are none */
export function computedView(outcome: Outcome, picturesKey: string | null, names: FamiliarNames): ComputedView {
  const schedule = outcome.ok ? outcome.schedule : null;
  return {
    facts: [...(schedule ? scheduleFacts(schedule, unusedOptionsOf(schedule.className)) : []), ...nameFacts(names)],
    initNoiseSigma: schedule && { ...explainInitNoiseSigma(schedule) },
    refusal: outcome.ok ? null : refusalOf(outcome),
    curves: schedule && curvesOf(schedule, picturesKey),
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

function nameFacts({ a1111, comfyui }: FamiliarNames): Fact[] {
  const title = (program: string) => `What ${program} calls this sampler and its noise schedule`;
  const nodes = comfyui && `${comfyui.sampler} / ${comfyui.scheduler}`;
  return [
    ...(a1111 === null ? [] : [{ label: `A1111: ${a1111}`, title: title('AUTOMATIC1111’s web UI') }]),
    ...(nodes === null ? [] : [{ label: `ComfyUI: ${nodes}`, title: title('ComfyUI') }]),
  ];
}

/** What is shown of a schedule that is not in the code. */
export function viewOfRequest(request: ScheduleRequest, picturesKey: string | null): ComputedView {
  const outcome = outcomeOf(request);
  return computedView(outcome, outcome.ok ? picturesKey : null, familiarNamesOf(outcome));
}
