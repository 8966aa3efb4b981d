import type { PanelContext, PanelView } from './state/view';
import { CompareView } from './views/compareView';
import { ExperimentView } from './views/experimentView';
import { PicturesView } from './views/picturesView';
import { ScheduleView } from './views/scheduleView';
import { WhatIfView } from './views/whatIfView';

/** The host's half of every view, in no order that matters. A new view is a file in `views/` and a line here. */
export function panelViews(context: PanelContext): readonly PanelView[] {
  return [
    new CompareView(context),
    new ExperimentView(context),
    new PicturesView(context),
    new ScheduleView(context),
    new WhatIfView(context),
  ];
}
