/**
 * `from_single_file`: diffusers tells the kind of model by the checkpoint's tensors, which are not opened here, and takes the
 * configuration of that kind's repository; so the pipeline's class and the file's name stand for the tensors.
 * Source: diffusers, loaders/single_file_utils.py, `DIFFUSERS_DEFAULT_PIPELINE_PATHS`.
 */
const kinds: readonly (readonly [name: RegExp, model: string])[] = [
  [/flux.*schnell|schnell.*flux/i, 'black-forest-labs/FLUX.1-schnell'],
  [/flux/i, 'black-forest-labs/FLUX.1-dev'],
  [/playground.*v?2\.5/i, 'playgroundai/playground-v2.5-1024px-aesthetic'],
  [/xl.*inpaint|inpaint.*xl/i, 'diffusers/stable-diffusion-xl-1.0-inpainting-0.1'],
  [/xl.*refiner/i, 'stabilityai/stable-diffusion-xl-refiner-1.0'],
  [/xl/i, 'stabilityai/stable-diffusion-xl-base-1.0'],
  [/stable-?diffusion-?3|sd-?3/i, 'stabilityai/stable-diffusion-3-medium-diffusers'],
  [/upscale/i, 'stabilityai/stable-diffusion-x4-upscaler'],
  [/inpaint/i, 'stable-diffusion-v1-5/stable-diffusion-inpainting'],
  [/stable-?diffusion-?v?2|v2-[01]/i, 'stabilityai/stable-diffusion-2-1'],
  [/^StableDiffusion/, 'stable-diffusion-v1-5/stable-diffusion-v1-5'],
];

/**
 * The repository whose configuration diffusers most likely takes; null when the names tell nothing.
 *
 * @param file the checkpoint's path or address
 */
export function singleFileModel(file: string, pipelineClass: string | null): string | null {
  const name = file.split(/[/\\]/).at(-1) ?? '';
  const told = `${pipelineClass ?? ''} ${name.slice(0, 200)}`;
  return kinds.find(([words]) => words.test(told))?.[1] ?? null;
}
