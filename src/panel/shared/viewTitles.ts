/** The panel's views by their ids, in the order of their tabs, as the tabs name them. */
export const viewTitles = {
  schedule: 'Schedule',
  experiment: 'Experiment',
  compare: 'Compare',
  explain: 'Explain',
} as const;
