/** What a picture's size, or how much of it is kept, means for a schedule. */

type Values = Readonly<Record<string, unknown>>;

/** Pixels of a picture along the edge of one token: the autoencoder's 8, in patches of 2 × 2. */
const pixelsPerToken = 16;

/**
 * `mu` for a picture, as FluxPipeline and its kin hand it to `set_timesteps`: linear in the number of tokens between the
 * scheduler's two resolutions. Source: diffusers, pipelines/flux/pipeline_flux.py, `calculate_shift`.
 *
 * @param config the scheduler's options; width and height are in pixels
 */
export function muOf(config: Values, width: number, height: number): number {
  const number = (name: string, fallback: number): number => {
    const value = config[name];
    return typeof value === 'number' ? value : fallback;
  };
  const [fewest, most] = [number('base_image_seq_len', 256), number('max_image_seq_len', 4096)];
  const [least, greatest] = [number('base_shift', 0.5), number('max_shift', 1.15)];
  const tokens = Math.floor(width / pixelsPerToken) * Math.floor(height / pixelsPerToken);
  const slope = (greatest - least) / (most - fewest);
  return tokens * slope + (least - slope * fewest);
}

/**
 * How many of the first steps image-to-image leaves out. Source: diffusers, `get_timesteps` of
 * pipelines/stable_diffusion/pipeline_stable_diffusion_img2img.py, and of stable_diffusion_3 for flows, which round
 * differently.
 *
 * @param strength 0 keeps the picture, 1 begins with pure noise
 */
export function stepsSkipped(count: number, strength: number, isFlow: boolean): number {
  if (isFlow) return Math.trunc(Math.max(count - Math.min(count * strength, count), 0));
  return Math.max(count - Math.min(Math.trunc(count * strength), count), 0);
}
