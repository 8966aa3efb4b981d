/** The views that the panel can be opened without: a file of its own, read when one of them is first turned to. */
export { CompareView } from './compare/compareView';
export { ExperimentView } from './experiment/experimentView';
export { ExplainView } from './explain/explainView';
