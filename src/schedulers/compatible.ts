/** Scheduler classes that can replace each other for the same model. */

/**
 * For models that were trained on β.
 * Source: diffusers, schedulers/scheduling_utils.py, `KarrasDiffusionSchedulers`; the last three
 * list these as compatible too, or replace them with distilled LoRAs.
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

/** The classes that can replace this one, itself included; none for classes that nothing can replace. */
export function compatibleClasses(className: string): readonly string[] {
  return [onBetas, onFlows].find((classes) => classes.includes(className)) ?? [];
}
