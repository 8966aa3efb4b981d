/** What takes a latent through the steps of a schedule. */

/** Standard normal numbers, one for each element of the latents, anew at every call. */
export type Draw = () => Float32Array;

/** The latents before a step, and what the model said of them. */
export interface StepInput {
  /** Which of the schedule's timesteps. */
  readonly index: number;
  readonly timestep: number;
  /** x_t as the denoising loop holds it, before `scale_model_input`. */
  readonly sample: Float32Array;
  readonly output: Float32Array;
}

/**
 * One sampling run. What a scheduler object of diffusers keeps between its calls of `step`, such as the slopes of earlier
 * steps, is kept here.
 */
export interface Sampler {
  /** The latents at the next timestep. To be called for every timestep in turn. */
  step(input: StepInput, draw: Draw): Float32Array;
}
