import type { LatentFamily } from './latentFamily';
import defaults from './pipelineDefaults.json';

/** What most pipelines do when the code gives no count. */
const usual = 50;

const byPipeline = new Map(
  Object.entries(defaults.stepCounts).flatMap(([count, names]) => names.map((name) => [name, Number(count)])),
);

const byFamily: Readonly<Record<LatentFamily, number>> = { sd: usual, sdxl: usual, sd3: 28, flux: 28 };

/** The count a pipeline runs when it is given none. Source: diffusers' pipelines, the default of `num_inference_steps`. */
export function defaultStepCount(pipelineClass: string | null, family: LatentFamily): number {
  return (pipelineClass === null ? undefined : byPipeline.get(pipelineClass)) ?? byFamily[family];
}

const evenSigmas = new Set(defaults.evenSigmas);

/** Whether the pipeline gives its scheduler `sigmas = linspace(1, 1/n, n)` instead of a count alone, as FluxPipeline does. */
export const givesEvenSigmas = (pipelineClass: string | null): boolean =>
  pipelineClass !== null && evenSigmas.has(pipelineClass);
