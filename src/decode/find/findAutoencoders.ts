/** Which autoencoders there are for a scheduler, in the order of preference. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { latentFormats, type LatentFamily } from '../../catalog/known/latentFamily';
import { tinyAutoencoders } from '../../catalog/known/tinyAutoencoders';
import type { Candidate, CandidateKind, Opened, PassedOver } from './candidate';
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
  /** The kind that the user would have first, where there is one; absent for the usual order. */
  readonly preferred?: CandidateKind;
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
  /** The best first; the embedded one is always among them. */
  readonly candidates: readonly Candidate[];
  /** What may not be opened. */
  readonly leftOut: readonly PassedOver[];
  readonly preferred: CandidateKind | null;
}

/**
 * What the user prefers, then a chosen file, the model's own VAE, a tiny autoencoder of the family, and the embedded one. In a
 * workspace that is not trusted, the code may not say which files are opened: the model's own VAE is left out, and so is
 * everything inside the workspace.
 */
export async function findAutoencoders(search: Search, openers: Openers): Promise<Found> {
  const outside = [chosen(search, openers), await own(search, openers), await tiny(search, openers)];
  const candidates: Candidate[] = [];
  const leftOut: PassedOver[] = [];
  for (const candidate of outside) {
    if (candidate === null) continue;
    const reason = await objectionTo(candidate, search.trust);
    if (reason === null) candidates.push(candidate);
    else leftOut.push({ ...candidate, reason });
  }
  candidates.push(embedded(search, openers));
  const preferred = search.preferred ?? null;
  const isPreferred = ({ kind }: Candidate): number => (kind === preferred ? 0 : 1);
  return { candidates: candidates.sort((a, b) => isPreferred(a) - isPreferred(b)), leftOut, preferred };
}

function chosen({ chosen: path, family }: Search, openers: Openers): Candidate | null {
  if (path === null) return null;
  const open = async (): Promise<Opened> => ofFamily(await openers.chosen(path, family), family);
  return { kind: 'chosen', label: path, why: 'You chose it.', place: path, weightBytes: 0, open };
}

/** @throws Error with a sentence when its latents cannot be the family's */
function ofFamily(opened: Opened, family: LatentFamily): Opened {
  const { channels } = opened.autoencoder.space;
  const { channels: wanted, label } = latentFormats[family];
  if (channels === wanted) return opened;
  throw new Error(`Its latents have ${channels} channels, and those of ${label} have ${wanted}.`);
}

async function own({ model }: Search, openers: Openers): Promise<Candidate | null> {
  if (model === null) return null;
  const path = join(model.folder, 'vae');
  if (!(await hasConfig(path))) return null;
  return {
    kind: 'own',
    label: `VAE of ${model.id}`,
    why: 'It is the VAE of the model in your code.',
    place: path,
    weightBytes: await weightBytesOf(path),
    open: async () => named(`VAE of ${model.id}`, await openers.diffusers(path)),
  };
}

/** The model's id for the folder's name, with the kind of its files in parentheses. */
function named(name: string, { autoencoder, notices }: Opened): Opened {
  const details = / \([^()]*\)$/.exec(autoencoder.label)?.[0] ?? '';
  return { autoencoder: { ...autoencoder, label: `${name}${details}` }, notices };
}

async function tiny({ family, tinyFolder: path }: Search, openers: Openers): Promise<Candidate | null> {
  if (path === null || !(await hasConfig(path))) return null;
  return {
    kind: 'tiny',
    label: tinyAutoencoders[family],
    why: `It is the quick preview decoder for ${latentFormats[family].label} in your Hugging Face cache.`,
    place: path,
    weightBytes: await weightBytesOf(path),
    open: () => openers.diffusers(path),
  };
}

function embedded({ family }: Search, openers: Openers): Candidate {
  const { autoencoder } = openers.embedded(family);
  return {
    kind: 'embedded',
    label: autoencoder.label,
    why: 'It comes with Sigmascope and is small.',
    place: 'part of Sigmascope',
    weightBytes: 0,
    open: () => Promise.resolve(openers.embedded(family)),
  };
}

async function hasConfig(folder: string): Promise<boolean> {
  const found = await stat(join(folder, 'config.json')).catch(() => null);
  return found?.isFile() === true;
}

/** Why a candidate is left out in a workspace that is not trusted, or null. */
async function objectionTo({ kind, label, place }: Candidate, trust: Trust): Promise<string | null> {
  if (trust.trusted) return null;
  if (kind === 'own')
    return `The ${label} is not opened, because this workspace is not trusted. Trust the workspace to decode with it.`;
  if (!(await isInWorkspace(place, trust))) return null;
  return `${place} is not opened, because it lies in a workspace that is not trusted. Trust the workspace, or choose a file outside it.`;
}
