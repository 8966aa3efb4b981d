/** Every scheduler there is. A new one is a new file and a line here. */
import { cogVideoXDDIM } from './cogVideoXDDIM';
import { cogVideoXDPM } from './cogVideoXDPM';
import { ddim } from './ddim';
import { ddimInverse } from './ddimInverse';
import { ddimParallel } from './ddimParallel';
import { ddpm } from './ddpm';
import { ddpmParallel } from './ddpmParallel';
import type { SchedulerDefinition } from './define';
import { deisMultistep } from './deisMultistep';
import { dpmSolverMultistep } from './dpmSolverMultistep';
import { dpmSolverMultistepInverse } from './dpmSolverMultistepInverse';
import { dpmSolverSDE } from './dpmSolverSDE';
import { dpmSolverSinglestep } from './dpmSolverSinglestep';
import { eulerAncestralDiscrete } from './eulerAncestralDiscrete';
import { eulerDiscrete } from './eulerDiscrete';
import { flowMapEulerDiscrete } from './flowMapEulerDiscrete';
import { flowMatchEulerDiscrete } from './flowMatchEulerDiscrete';
import { flowMatchHeunDiscrete } from './flowMatchHeunDiscrete';
import { flowMatchLCM } from './flowMatchLCM';
import { helios } from './helios';
import { heliosDMD } from './heliosDMD';
import { heunDiscrete } from './heunDiscrete';
import { kdpm2AncestralDiscrete } from './kdpm2AncestralDiscrete';
import { kdpm2Discrete } from './kdpm2Discrete';
import { lmsDiscrete } from './lmsDiscrete';
import { ltxEulerAncestralRF } from './ltxEulerAncestralRF';
import { miniMaxH3 } from './miniMaxH3';
import { pndm } from './pndm';
import { saSolver } from './saSolver';
import { uniPcMultistep } from './uniPcMultistep';

const definitions: readonly SchedulerDefinition[] = [
  cogVideoXDDIM,
  cogVideoXDPM,
  ddim,
  ddimInverse,
  ddimParallel,
  ddpm,
  ddpmParallel,
  deisMultistep,
  dpmSolverMultistep,
  dpmSolverMultistepInverse,
  dpmSolverSDE,
  dpmSolverSinglestep,
  eulerAncestralDiscrete,
  eulerDiscrete,
  flowMapEulerDiscrete,
  flowMatchEulerDiscrete,
  flowMatchHeunDiscrete,
  flowMatchLCM,
  helios,
  heliosDMD,
  heunDiscrete,
  kdpm2AncestralDiscrete,
  kdpm2Discrete,
  lmsDiscrete,
  ltxEulerAncestralRF,
  miniMaxH3,
  pndm,
  saSolver,
  uniPcMultistep,
];

const byName = new Map(definitions.map((definition) => [definition.name, definition]));

/** The names of all scheduler classes, sorted. */
export const schedulerNames: readonly string[] = [...byName.keys()].sort();

/** What a class is made of, or undefined for one that is not known. */
export function definitionOf(className: string): SchedulerDefinition | undefined {
  return byName.get(className);
}
