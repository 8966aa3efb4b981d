/** The latent spaces there are embedded autoencoders for. */
export const latentFamilies = ['sd', 'sdxl', 'sd3', 'flux'] as const;
export type LatentFamily = (typeof latentFamilies)[number];

/** What a family's latents look like; `downscale` is image pixels per latent pixel. */
export interface LatentFormat {
  readonly label: string;
  readonly channels: number;
  readonly downscale: number;
  /** model space = (raw − shift) · scaling */
  readonly scaling: number;
  readonly shift: number;
}

/** Source: diffusers' autoencoder configurations (scaling_factor, shift_factor). */
export const latentFormats: Readonly<Record<LatentFamily, LatentFormat>> = {
  sd: { label: 'SD 1/2', channels: 4, downscale: 8, scaling: 0.18215, shift: 0 },
  sdxl: { label: 'SDXL', channels: 4, downscale: 8, scaling: 0.13025, shift: 0 },
  sd3: { label: 'SD3', channels: 16, downscale: 8, scaling: 1.5305, shift: 0.0609 },
  flux: { label: 'FLUX.1', channels: 16, downscale: 8, scaling: 0.3611, shift: 0.1159 },
};
