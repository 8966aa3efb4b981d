import { LRUCache } from 'lru-cache';
import { join } from 'node:path';
import { Disk } from '../../catalog/models/disk';
import { findSnapshot } from '../../catalog/models/huggingFaceCache';
import type { LatentFamily } from '../../catalog/known/latentFamily';
import { tinyAutoencoders } from '../../catalog/known/tinyAutoencoders';
import type { CandidateKind } from './candidate';
import { chooseAutoencoder, type Choice, type Use } from './chooseAutoencoder';
import { findAutoencoders, type Openers, type Search } from './findAutoencoders';
import type { Trust } from './trust';

/** What a scheduler says of its autoencoder; a `ResolvedScheduler` is one. */
export type Wanted = Pick<Search, 'model' | 'family'>;

/** What the user's settings and machine say. */
export interface Surroundings {
  /** Absolute path of a folder or file, or null for an automatic choice. */
  readonly chosen: string | null;
  /** The kind that comes first where there is one; absent for the usual order. */
  readonly preferred?: CandidateKind;
  /** The Hugging Face caches, the one that is used first first. */
  readonly roots: readonly string[];
  readonly trust: Trust;
}

/** What autoencoders are read from. */
const readFiles = /\.(json|safetensors|onnx|onnx_data|data)$/;

/** Choices kept; a window rarely has more models open. */
const maxChoices = 16;

/** Chooses autoencoders and keeps the choices as long as nothing on the disk that could change them has changed. */
export class AutoencoderFinder {
  readonly #choices = new LRUCache<string, Promise<Choice>>({ max: maxChoices });

  constructor(
    private readonly openers: Openers,
    private readonly disk = new Disk(),
  ) {}

  /** @throws Error with sentences when nothing opens, not even the embedded autoencoder */
  async choose({ model, family }: Wanted, { roots, ...wishes }: Surroundings, use: Use): Promise<Choice> {
    const search: Search = { family, model, ...wishes, tinyFolder: await this.tinyFolder(family, roots) };
    const key = JSON.stringify([search, use, await this.#changes(search)]);
    const choice =
      this.#choices.get(key) ?? findAutoencoders(search, this.openers).then((all) => chooseAutoencoder(all, use));
    this.#choices.set(key, choice);
    choice.catch(() => this.#choices.delete(key));
    return choice;
  }

  /** Snapshot of the family's tiny autoencoder in one of the caches, or null. */
  async tinyFolder(family: LatentFamily, roots: readonly string[]): Promise<string | null> {
    const file = 'diffusion_pytorch_model.safetensors';
    const snapshot = await findSnapshot(this.disk, roots, { id: tinyAutoencoders[family], revision: null, file });
    return snapshot?.folder ?? null;
  }

  /** When what matters was last changed: what is downloaded or removed there shows, and a file that is written over. */
  async #changes({ model, tinyFolder, chosen }: Search): Promise<unknown[]> {
    const places = [model && join(model.folder, 'vae'), tinyFolder, chosen];
    return Promise.all(places.map(async (place) => place && this.#changesAt(place)));
  }

  async #changesAt(place: string): Promise<unknown[]> {
    const files = (await this.disk.entries(place)).filter((name) => readFiles.test(name));
    const paths = [place, ...files.map((name) => join(place, name))];
    return Promise.all(paths.map(async (path) => this.disk.modified(path)));
  }
}
