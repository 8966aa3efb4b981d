/** Every scheduler there is. A new one is a new file and a line here. */
import { amused } from './amused';
import { blockRefinement } from './blockRefinement';
import { cogVideoXDDIM } from './cogVideoXDDIM';
import { cogVideoXDPM } from './cogVideoXDPM';
import { consistencyDecoder } from './consistencyDecoder';
import { cmStochasticIterative } from './cmStochasticIterative';
import { ddim } from './ddim';
import { ddimInverse } from './ddimInverse';
import { ddimParallel } from './ddimParallel';
import { ddpm } from './ddpm';
import { cosineDpmSolverMultistep } from './cosineDpmSolverMultistep';
import { ddpmParallel } from './ddpmParallel';
import { ddpmWuerstchen } from './ddpmWuerstchen';
import type { SchedulerDefinition } from './define';
import { deisMultistep } from './deisMultistep';
import { discreteDDIM } from './discreteDDIM';
import { dpmSolverMultistep } from './dpmSolverMultistep';
import { dpmSolverMultistepInverse } from './dpmSolverMultistepInverse';
import { dpmSolverSDE } from './dpmSolverSDE';
import { dpmSolverSinglestep } from './dpmSolverSinglestep';
import { edmDpmSolverMultistep } from './edmDpmSolverMultistep';
import { edmEuler } from './edmEuler';
import { entropyBound } from './entropyBound';
import { eulerAncestralDiscrete } from './eulerAncestralDiscrete';
import { eulerDiscrete } from './eulerDiscrete';
import { flowMapEulerDiscrete } from './flowMapEulerDiscrete';
import { flowMatchEulerDiscrete } from './flowMatchEulerDiscrete';
import { flowMatchHeunDiscrete } from './flowMatchHeunDiscrete';
import { flowMatchLCM } from './flowMatchLCM';
import { helios } from './helios';
import { heliosDMD } from './heliosDMD';
import { heunDiscrete } from './heunDiscrete';
import { ipndm } from './ipndm';
import { karrasVe } from './karrasVe';
import { kdpm2AncestralDiscrete } from './kdpm2AncestralDiscrete';
import { kdpm2Discrete } from './kdpm2Discrete';
import { lcm } from './lcm';
import { lmsDiscrete } from './lmsDiscrete';
import { ltxEulerAncestralRF } from './ltxEulerAncestralRF';
import { miniMaxH3 } from './miniMaxH3';
import { pndm } from './pndm';
import { rePaint } from './rePaint';
import { saSolver } from './saSolver';
import { scm } from './scm';
import { scoreSdeVe } from './scoreSdeVe';
import { scoreSdeVp } from './scoreSdeVp';
import { tcd } from './tcd';
import { unCLIP } from './unCLIP';
import { uniPcMultistep } from './uniPcMultistep';
import { vqDiffusion } from './vqDiffusion';

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

/** What a class is made of, or undefined for one that is not known. */
export function definitionOf(className: string): SchedulerDefinition | undefined {
  return byName.get(className);
}
