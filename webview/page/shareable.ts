import type { NamedSubject, PanelState, WiredChanges } from '../../src/panel/protocol';
import { wiredKeywords } from '../../src/panel/protocol/wire';
import { comparisonDrawing } from '../../src/panel/shared/compare/drawing';
import { lookAt, type LineLook } from '../../src/panel/shared/compare/looks';
import type { Along, Scale } from '../../src/panel/shared/compare/quantities';
import { seriesOf, type Series } from '../../src/panel/shared/compare/series';
import { changedRequest, noChanges } from '../../src/panel/shared/whatIf';
import { currentTheme } from '../drawing/currentTheme';
import { paintOf } from '../drawing/paint';
import type { Shareable } from './view';

/** The scheduler shown, with what the user has changed about it, to take along; null when there is none. */
export function shareableOf(state: PanelState, changes: WiredChanges | null): Shareable | null {
  const view = state.scheduler;
  if (!view) return null;
  const { className, via, config, call, refused } = changedRequest(view.request, changes ?? noChanges);
  const request = {
    className,
    via,
    config: wiredKeywords(config),
    call: wiredKeywords(call),
    evenSigmas: false,
    refused,
  };
  const schedule: NamedSubject = { name: className, subject: { kind: 'scheduler', request } };
  const scale = view.curves?.logarithmicSigma === true ? 'logarithmic' : 'linear';
  return {
    schedules: [schedule],
    drawing: drawingOf([{ series: seriesOf(schedule), look: lookAt(0) }], 'step', scale),
  };
}

/** All charts of schedules with their legend, in the colours of the theme. */
export function drawingOf(
  all: readonly { readonly series: Series; readonly look: LineLook }[],
  along: Along,
  sigmaScale: Scale,
): string {
  const lines = all.flatMap(({ series: { name, course }, look }) => (course ? [{ name, course, look }] : []));
  const title = all.length === 1 ? (all.at(0)?.series.name ?? '') : `${all.length} noise schedules`;
  return comparisonDrawing({ lines, along, sigmaScale, title }, paintOf(currentTheme()));
}
