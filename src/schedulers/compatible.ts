/** Scheduler classes that can take one another's place for the same model. */

/**
 * For models that were trained on β.
 * Source: diffusers, schedulers/scheduling_utils.py, `KarrasDiffusionSchedulers`; the three at the end name these as
 * theirs too, or are put in their place by the LoRAs they belong to.
 */
const onBetas: readonly string[] = [
  'DDIMScheduler',
  'DDPMScheduler',
  'DEISMultistepScheduler',
  'DPMSolverMultistepScheduler',
  'DPMSolverSDEScheduler',
  'DPMSolverSinglestepScheduler',
  'EulerAncestralDiscreteScheduler',
  'EulerDiscreteScheduler',
  'HeunDiscreteScheduler',
  'KDPM2AncestralDiscreteScheduler',
  'KDPM2DiscreteScheduler',
  'LMSDiscreteScheduler',
  'PNDMScheduler',
  'UniPCMultistepScheduler',
  'SASolverScheduler',
  'LCMScheduler',
  'TCDScheduler',
];

/** For models of flow matching. */
const onFlows: readonly string[] = [
  'FlowMatchEulerDiscreteScheduler',
  'FlowMatchHeunDiscreteScheduler',
  'FlowMatchLCMScheduler',
];

/** The classes that can stand where this one does, itself among them; none where nothing else can. */
export function compatibleClasses(className: string): readonly string[] {
  return [onBetas, onFlows].find((classes) => classes.includes(className)) ?? [];
}
