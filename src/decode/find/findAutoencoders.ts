/** Which autoencoders there are for a scheduler, in the order of preference. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { latentFormats, type LatentFamily } from '../../catalog/latentFamily';
import { tinyAutoencoders } from '../../catalog/tinyAutoencoders';
import type { Candidate, Opened } from './candidate';
import { isInWorkspace, type Trust } from './trust';
import { weightBytesOf } from './weightFiles';

/** What is known when an autoencoder is looked for. */
export interface Search {
  readonly family: LatentFamily;
  /** The model that the scheduler belongs to, where its files are on this disk; null when they are not. */
  readonly model: { readonly id: string; readonly folder: string } | null;
  /** Snapshot of the family's tiny autoencoder in the Hugging Face cache; null when it is not there. */
  readonly tinyFolder: string | null;
  /** A folder or file that the user chose; null for an automatic choice. */
  readonly chosen: string | null;
  readonly trust: Trust;
}

/** How the kinds of files are read. */
export interface Openers {
  /** A folder with diffusers' `config.json` and weights. */
  readonly diffusers: (folder: string) => Promise<Opened>;
  /** Whatever the user chose: a diffusers folder, a folder of ONNX exports, a single file. */
  readonly chosen: (path: string, family: LatentFamily) => Promise<Opened>;
  readonly embedded: (family: LatentFamily) => Opened;
}

export interface Found {
  /** The best first; the last is the embedded one, which is always there. */
  readonly candidates: readonly Candidate[];
  /** Sentences about what was left out. */
  readonly notices: readonly string[];
}

/**
 * The user's choice, then the model's own VAE, then a tiny autoencoder of the family, then the embedded one. In a workspace
 * that is not trusted, the code may not say which files are opened: the model's own VAE is left out, and so is everything
 * inside the workspace.
 */
export async function findAutoencoders(search: Search, openers: Openers): Promise<Found> {
  const outside = [chosen(search, openers), await own(search, openers), await tiny(search, openers)];
  const candidates: Candidate[] = [];
  const notices: string[] = [];
  for (const place of outside) {
    if (place === null) continue;
    const objection = await objectionTo(place, search.trust);
    if (objection === null) candidates.push(place.candidate);
    else notices.push(objection);
  }
  return { candidates: [...candidates, embedded(search, openers)], notices };
}

interface Place {
  readonly path: string;
  readonly candidate: Candidate;
}

function chosen({ chosen: path, family }: Search, openers: Openers): Place | null {
  if (path === null) return null;
  const open = (): Promise<Opened> => openers.chosen(path, family);
  return { path, candidate: { kind: 'chosen', label: path, why: 'You chose it.', weightBytes: 0, open } };
}

async function own({ model }: Search, openers: Openers): Promise<Place | null> {
  if (model === null) return null;
  const path = join(model.folder, 'vae');
  if (!(await hasConfig(path))) return null;
  const candidate: Candidate = {
    kind: 'own',
    label: `VAE of ${model.id}`,
    why: 'It is the VAE of the model in your code.',
    weightBytes: await weightBytesOf(path),
    open: () => openers.diffusers(path),
  };
  return { path, candidate };
}

async function tiny({ family, tinyFolder: path }: Search, openers: Openers): Promise<Place | null> {
  if (path === null || !(await hasConfig(path))) return null;
  const candidate: Candidate = {
    kind: 'tiny',
    label: tinyAutoencoders[family],
    why: `It is the quick preview decoder for ${latentFormats[family].label} in your Hugging Face cache.`,
    weightBytes: await weightBytesOf(path),
    open: () => openers.diffusers(path),
  };
  return { path, candidate };
}

function embedded({ family }: Search, openers: Openers): Candidate {
  const { autoencoder } = openers.embedded(family);
  return {
    kind: 'embedded',
    label: autoencoder.label,
    why: 'It comes with Sigmascope.',
    weightBytes: 0,
    open: () => Promise.resolve(openers.embedded(family)),
  };
}

async function hasConfig(folder: string): Promise<boolean> {
  const found = await stat(join(folder, 'config.json')).catch(() => null);
  return found?.isFile() === true;
}

/** Why a place is left out in a workspace that is not trusted, or null. */
async function objectionTo({ path, candidate }: Place, trust: Trust): Promise<string | null> {
  if (trust.trusted) return null;
  if (candidate.kind === 'own')
    return `The ${candidate.label} is not opened, because this workspace is not trusted. Trust the workspace to decode with it.`;
  if (!(await isInWorkspace(path, trust))) return null;
  return `${path} is not opened, because it lies in a workspace that is not trusted. Trust the workspace, or choose a file outside it.`;
}
