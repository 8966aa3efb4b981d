import type { Sourced } from '../catalog/resolved';
import type { Inspection } from '../inspect/inspection';
import { explainInitNoiseSigma } from '../render/words/explanation';
import { evaluations, facts } from '../render/words/summary';
import type { Schedule } from '../schedulers/definition/schedule';

/** An inspection as one JSON object: how the scheduler is configured, and its schedule or why there is none. */
export function inspectionJson({ reading, resolved, outcome, unusedOptions }: Inspection): object {
  const { cell, line, col } = reading.anchor;
  return {
    cell,
    line: line + 1,
    col,
    names: reading.names,
    class: resolved.className,
    via: reading.via,
    base: resolved.base,
    model: resolved.model,
    config: sourced(resolved.config),
    call: sourced(resolved.call),
    unknown: resolved.unknown,
    notices: resolved.notices,
    ...(outcome.ok ? { schedule: scheduleJson(outcome.schedule, unusedOptions) } : { error: errorJson(outcome) }),
  };
}

function sourced(values: Readonly<Record<string, Sourced>>): object {
  return Object.fromEntries(Object.entries(values).map(([name, { value, origin }]) => [name, { value, origin }]));
}

function errorJson({ by, type, message, where, remedy }: Exclude<Inspection['outcome'], { ok: true }>): object {
  return { by, type, message, where, remedy };
}

function scheduleJson(schedule: Schedule, unusedOptions: readonly string[]): object {
  const { steps, finalSigma, initNoiseSigma, order, modelEvaluations, config } = schedule;
  const { headline, why, purpose } = explainInitNoiseSigma(schedule);
  return {
    facts: [...facts(schedule, unusedOptions), evaluations(schedule)],
    initNoiseSigma,
    explanation: [headline, why, purpose].join(' ').replaceAll('**', ''),
    order,
    modelEvaluations,
    config,
    timesteps: steps.timesteps,
    sigmas: steps.sigmas,
    finalSigma,
    alphasCumprod: steps.alphasCumprod,
    logSnr: steps.logSnr,
  };
}
