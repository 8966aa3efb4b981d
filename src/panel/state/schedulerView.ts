import { latentFormats } from '../../catalog/known/latentFamily';
import type { ResolvedScheduler } from '../../catalog/resolved';
import type { Inspection } from '../../inspect/inspection';
import { hasNoiseLevels } from '../../render/words/noiseLevels';
import { definitionOf } from '../../schedulers/registry';
import { callRows, optionRows } from './optionRows';
import { picturesKey, type PictureSources } from '../pictures/picturesKey';
import type { SchedulerView } from '../protocol';
import { computedView, type Fact } from '../shared/computedView';
import { wiredRequest } from './wiredRequest';

/** Everything the page shows of one scheduler. A refusal keeps the options and notices, and has no numbers. */
export function schedulerView(inspection: Inspection, sources: PictureSources): SchedulerView {
  const { resolved, outcome } = inspection;
  const definition = definitionOf(resolved.className);
  const schedule = outcome.ok ? outcome.schedule : null;
  const { facts, ...computed } = computedView(
    outcome,
    schedule && picturesKey(schedule, resolved, sources),
    inspection.familiarNames,
  );
  return {
    className: resolved.className,
    doc: definition?.doc ?? '',
    ...computed,
    facts: [...facts, ...originFacts(resolved, !schedule || hasNoiseLevels(schedule))],
    notices: [...resolved.notices],
    options: optionRows(inspection, definition?.options ?? {}),
    call: callRows(inspection),
    request: wiredRequest(resolved),
  };
}

function originFacts({ base, family }: ResolvedScheduler, hasPictures: boolean): Fact[] {
  const latents = {
    label: `${latentFormats[family].label} latents`,
    title: 'The latent space the step pictures are decoded from',
  };
  const origin = base && { label: base.label, title: `The configuration starts from here (${base.source})` };
  return [...(origin ? [origin] : []), ...(hasPictures ? [latents] : [])];
}
