import { viewTitles } from '../src/panel/shared/viewTitles';
import { ScheduleView } from './schedule/scheduleView';
import type { ViewDefinition } from './page/view';

/** Reads the views that the panel was opened without; once they are read this is at no cost. */
export const laterViews = () => import('./laterViews');

/** The views in the order of their tabs. A new one is a folder, a line here, one in `laterViews` and one in `viewTitles`. */
export const views: readonly ViewDefinition[] = [
  { id: 'schedule', title: viewTitles.schedule, make: (services) => new ScheduleView(services) },
  {
    id: 'experiment',
    title: viewTitles.experiment,
    make: async (services) => new (await laterViews()).ExperimentView(services),
  },
  {
    id: 'compare',
    title: viewTitles.compare,
    standsAlone: true,
    make: async (services) => new (await laterViews()).CompareView(services),
  },
  {
    id: 'explain',
    title: viewTitles.explain,
    make: async (services) => new (await laterViews()).ExplainView(services),
  },
];
