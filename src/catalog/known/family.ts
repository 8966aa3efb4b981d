import type { LatentFamily } from './latentFamily';

/** Words in model ids and pipeline classes that tell the family; the first that matches decides. */
const signs: readonly (readonly [RegExp, LatentFamily])[] = [
  [/flux|chroma|schnell/i, 'flux'],
  [/stable-?diffusion-?3|sd-?3/i, 'sd3'],
  [/xl|kolors|playground-v2/i, 'sdxl'],
  [/stable-?diffusion|sd-?(v?1|v?2|turbo)|dreamshaper|openjourney|anything-v|animatediff|controlnet/i, 'sd'],
];

/** The family that a model id or pipeline class names, or null. */
export function namedFamily(...names: readonly (string | null | undefined)[]): LatentFamily | null {
  for (const name of names) {
    const sign = name ? signs.find(([words]) => words.test(name)) : undefined;
    if (sign) return sign[1];
  }
  return null;
}

/** The family a scheduler class alone suggests: flow matching came with SD3 (fixed shift) and FLUX (shift by resolution). */
export function familyOfClass(className: string, dynamicShifting: boolean): LatentFamily {
  if (!className.includes('FlowMatch')) return 'sd';
  return dynamicShifting ? 'flux' : 'sd3';
}
