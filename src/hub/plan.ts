/** What would be downloaded, told before anything is: nothing here touches the network. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { LatentFamily } from '../catalog/known/latentFamily';
import { shortened } from '../catalog/models/modelFolder';
import { tinyAutoencoders } from '../catalog/known/tinyAutoencoders';

/** A download that can be shown to the user and agreed to. */
export interface DownloadPlan {
  readonly family: LatentFamily;
  /** The repository on the Hub, e.g. "madebyollin/taesd". */
  readonly repository: string;
  readonly files: readonly PlannedFile[];
  /** Roughly what comes; the Hub tells the exact number once it may be asked. */
  readonly approximateBytes: number;
  readonly licence: string;
  /** The user's Hugging Face cache. */
  readonly cacheFolder: string;
  /** Where in it the repository comes to lie. */
  readonly destination: string;
  /** The same for people to read, with `~` for their home folder. */
  readonly destinationShown: string;
}

export interface PlannedFile {
  readonly path: string;
  readonly approximateBytes: number;
  /** More than this is refused, whatever the Hub says. */
  readonly maxBytes: number;
}

/** The user's yes to one plan. Only a command that has shown the plan and was answered makes one. */
export interface Consent {
  readonly consent: true;
  readonly to: DownloadPlan;
}

/**
 * AutoencoderTiny with diffusers' default blocks has 2.4 million weights, 10 MB of float32 and half of that in float16. The
 * bounds leave room for a new version of a model, and for nothing else.
 */
const files: readonly PlannedFile[] = [
  { path: 'config.json', approximateBytes: 1_000, maxBytes: 64 * 1024 },
  { path: 'diffusion_pytorch_model.safetensors', approximateBytes: 9_800_000, maxBytes: 32 * 2 ** 20 },
];

/**
 * @param cacheFolder the user's Hugging Face cache, the folder that holds `models--…`
 * @param home the user's home folder
 */
export function planDownload(family: LatentFamily, cacheFolder: string, home = homedir()): DownloadPlan {
  const repository = tinyAutoencoders[family];
  const destination = join(cacheFolder, `models--${repository.replaceAll('/', '--')}`);
  return {
    family,
    repository,
    files,
    approximateBytes: files.reduce((sum, file) => sum + file.approximateBytes, 0),
    licence: 'MIT',
    cacheFolder,
    destination,
    destinationShown: shortened(destination, { home }),
  };
}
