/** What steps latents through a schedule. */

/** Draws standard normal noise of the latents' shape, float32; every call draws anew. */
export type Draw = () => Float32Array;

/** The latents before a step, and the model's output for them. */
export interface StepInput {
  /** diffusers' `step_index`. */
  readonly index: number;
  readonly timestep: number;
  /** x_t as the denoising loop holds it, before `scale_model_input`. */
  readonly sample: Float32Array;
  /** The model's output, flat. */
  readonly output: Float32Array;
}

/**
 * One sampling run. What a scheduler object of diffusers keeps between its calls of `step`, such as the slopes of earlier
 * steps, is kept here.
 */
export interface Sampler {
  /**
   * The latents at the next timestep, float32. Called for every timestep in turn.
   * @throws Raised where `step` of diffusers raises
   */
  step(input: StepInput, draw: Draw): Float32Array;
}
