/** Every scheduler class. A new one is a new file in classes, and a line here. */
import { amused } from './classes/amused';
import { blockRefinement } from './classes/blockRefinement';
import { cogVideoXDDIM } from './classes/cogVideoXDDIM';
import { cogVideoXDPM } from './classes/cogVideoXDPM';
import { consistencyDecoder } from './classes/consistencyDecoder';
import { cmStochasticIterative } from './classes/cmStochasticIterative';
import { ddim } from './classes/ddim';
import { ddimInverse } from './classes/ddimInverse';
import { ddimParallel } from './classes/ddimParallel';
import { ddpm } from './classes/ddpm';
import { cosineDpmSolverMultistep } from './classes/cosineDpmSolverMultistep';
import { ddpmParallel } from './classes/ddpmParallel';
import { ddpmWuerstchen } from './classes/ddpmWuerstchen';
import type { SchedulerDefinition } from './definition/define';
import { deisMultistep } from './classes/deisMultistep';
import { discreteDDIM } from './classes/discreteDDIM';
import { dpmSolverMultistep } from './classes/dpmSolverMultistep';
import { dpmSolverMultistepInverse } from './classes/dpmSolverMultistepInverse';
import { dpmSolverSDE } from './classes/dpmSolverSDE';
import { dpmSolverSinglestep } from './classes/dpmSolverSinglestep';
import { edmDpmSolverMultistep } from './classes/edmDpmSolverMultistep';
import { edmEuler } from './classes/edmEuler';
import { entropyBound } from './classes/entropyBound';
import { eulerAncestralDiscrete } from './classes/eulerAncestralDiscrete';
import { eulerDiscrete } from './classes/eulerDiscrete';
import { flowMapEulerDiscrete } from './classes/flowMapEulerDiscrete';
import { flowMatchEulerDiscrete } from './classes/flowMatchEulerDiscrete';
import { flowMatchHeunDiscrete } from './classes/flowMatchHeunDiscrete';
import { flowMatchLCM } from './classes/flowMatchLCM';
import { helios } from './classes/helios';
import { heliosDMD } from './classes/heliosDMD';
import { heunDiscrete } from './classes/heunDiscrete';
import { ipndm } from './classes/ipndm';
import { karrasVe } from './classes/karrasVe';
import { kdpm2AncestralDiscrete } from './classes/kdpm2AncestralDiscrete';
import { kdpm2Discrete } from './classes/kdpm2Discrete';
import { lcm } from './classes/lcm';
import { lmsDiscrete } from './classes/lmsDiscrete';
import { ltxEulerAncestralRF } from './classes/ltxEulerAncestralRF';
import { miniMaxH3 } from './classes/miniMaxH3';
import { pndm } from './classes/pndm';
import { rePaint } from './classes/rePaint';
import { saSolver } from './classes/saSolver';
import { scm } from './classes/scm';
import { scoreSdeVe } from './classes/scoreSdeVe';
import { scoreSdeVp } from './classes/scoreSdeVp';
import { tcd } from './classes/tcd';
import { unCLIP } from './classes/unCLIP';
import { uniPcMultistep } from './classes/uniPcMultistep';
import { vqDiffusion } from './classes/vqDiffusion';

const definitions: readonly SchedulerDefinition[] = [
  amused,
  blockRefinement,
  cogVideoXDDIM,
  cogVideoXDPM,
  consistencyDecoder,
  cmStochasticIterative,
  ddim,
  ddimInverse,
  ddimParallel,
  ddpm,
  cosineDpmSolverMultistep,
  ddpmParallel,
  ddpmWuerstchen,
  deisMultistep,
  discreteDDIM,
  dpmSolverMultistep,
  dpmSolverMultistepInverse,
  dpmSolverSDE,
  dpmSolverSinglestep,
  edmDpmSolverMultistep,
  edmEuler,
  entropyBound,
  eulerAncestralDiscrete,
  eulerDiscrete,
  flowMapEulerDiscrete,
  flowMatchEulerDiscrete,
  flowMatchHeunDiscrete,
  flowMatchLCM,
  helios,
  heliosDMD,
  heunDiscrete,
  ipndm,
  karrasVe,
  kdpm2AncestralDiscrete,
  kdpm2Discrete,
  lcm,
  lmsDiscrete,
  ltxEulerAncestralRF,
  miniMaxH3,
  pndm,
  rePaint,
  saSolver,
  scm,
  scoreSdeVe,
  scoreSdeVp,
  tcd,
  unCLIP,
  uniPcMultistep,
  vqDiffusion,
];

const byName = new Map(definitions.map((definition) => [definition.name, definition]));

/** The names of all scheduler classes, sorted. */
export const schedulerNames: readonly string[] = [...byName.keys()].sort();

/** The definition of a class, or undefined for an unknown one. */
export function definitionOf(className: string): SchedulerDefinition | undefined {
  return byName.get(className);
}
