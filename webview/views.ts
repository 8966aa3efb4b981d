import { compareView } from './compare/compareView';
import { explainView } from './explain/explainView';
import { experimentView } from './experiment/experimentView';
import { scheduleView } from './schedule/scheduleView';
import type { ViewDefinition } from './view';

/** The views in the order of their tabs. A new one is a folder and a line here. */
export const views: readonly ViewDefinition[] = [scheduleView, experimentView, compareView, explainView];
