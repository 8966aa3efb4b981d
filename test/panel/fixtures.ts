import type { Analysis, SchedulerReading, StepsCall } from '../../src/code/sites/site';
import { pickerEntries } from '../../src/panel/state/choices';
import { panelState } from '../../src/panel/state/panelState';
import type { PanelState } from '../../src/panel/protocol';
import { at, inspectionOf, type Values } from '../inspect/fixtures';

export function stepsCall(count: number, line: number): StepsCall {
  const args = { num_inference_steps: { known: true, value: count, origin: 'code', range: at(line) } } as const;
  return { kind: 'set_timesteps', args, range: at(line) };
}

export function analysisOf(...schedulers: readonly SchedulerReading[]): Analysis {
  return { schedulers, sites: [], unattached: [], notice: null };
}

/** The state of a page that shows a scheduler written out in code. */
export function stateOf(className: string, config: Values, steps = 20): PanelState {
  const inspection = inspectionOf(className, config, { num_inference_steps: steps });
  const entries = pickerEntries(analysisOf(inspection.reading));
  const subject = { uri: 'file:///a.py', document: 'a.py', entries, chosen: entries[0], inspection, step: 0 };
  return panelState({ ...subject, sources: { sample: 'cat', autoencoders: '' } });
}
