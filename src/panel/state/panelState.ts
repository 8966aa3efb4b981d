import type { Inspection } from '../../inspect/inspection';
import type { PickerEntry } from './choices';
import type { PictureSources } from '../pictures/picturesKey';
import type { PanelState } from '../protocol';
import { schedulerView } from './schedulerView';

/** What the panel is looking at, as the extension host holds it. */
export interface Subject {
  readonly uri: string;
  /** The name of the file or notebook. */
  readonly document: string;
  readonly entries: readonly PickerEntry[];
  readonly chosen: PickerEntry | null;
  /** Of the chosen entry. */
  readonly inspection: Inspection | null;
  readonly step: number;
  readonly sources: PictureSources;
}

/** The state of the page that follows from a program. */
export function panelState({ uri, document, entries, chosen, inspection, step, sources }: Subject): PanelState {
  return {
    uri,
    document,
    gone: null,
    choices: entries.map(({ key, label }) => ({ key, label })),
    chosen: chosen?.key ?? null,
    step,
    scheduler: inspection && schedulerView(inspection, sources),
  };
}

/** A panel that has not shown anything yet. */
export function emptyState(uri: string, document: string): PanelState {
  return { uri, document, gone: null, choices: [], chosen: null, step: 0, scheduler: null };
}

/** The same state when its scheduler is no longer there: what it showed last, marked as such. */
export function goneState(last: PanelState, reason: string): PanelState {
  const outlook = last.scheduler
    ? 'What follows is its last state.'
    : 'Open a Python file or notebook that configures one.';
  return { ...last, gone: `${reason} ${outlook}` };
}
