import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { AutoencoderFinder, type Surroundings } from '../../../src/decode/find/autoencoderFinder';
import type { Opened } from '../../../src/decode/find/candidate';
import type { Choice } from '../../../src/decode/find/chooseAutoencoder';
import { autoencoder } from '../autoencoders';

let cache: string;
let opened: string[];
let finder: AutoencoderFinder;

function open(label: string): Opened {
  opened.push(label);
  return { autoencoder: autoencoder(label, { label, encoder: null }), notices: [] };
}

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'sigmascope-cache-'));
  opened = [];
  finder = new AutoencoderFinder({
    diffusers: (folder) => Promise.resolve(open(folder)),
    chosen: (path) => Promise.resolve(open(path)),
    embedded: (family) => open(family),
  });
  return () => rmSync(cache, { recursive: true, force: true });
});

const commit = 'a'.repeat(40);

/** A repository in the cache with an autoencoder in one of its folders; answers the snapshot. */
function cached(repository: string, folder: string): string {
  const snapshot = join(cache, `models--${repository.replace('/', '--')}`, 'snapshots', commit);
  mkdirSync(join(snapshot, folder), { recursive: true });
  for (const file of ['config.json', 'diffusion_pytorch_model.safetensors'])
    writeFileSync(join(snapshot, folder, file), '{}');
  return snapshot;
}

function choose(
  model: { id: string; folder: string } | null = null,
  changes: Partial<Surroundings> = {},
): Promise<Choice> {
  const surroundings = { chosen: null, roots: [cache], trust: { trusted: true, workspace: [] }, ...changes };
  return finder.choose({ model, family: 'sdxl' }, surroundings, { picture: 'strip', gpu: false });
}

describe('a choice', () => {
  it('follows what is downloaded and what is removed', async () => {
    expect((await choose()).candidate.kind).toBe('embedded');
    const snapshot = cached('madebyollin/taesdxl', '');
    expect((await choose()).autoencoder.key).toBe(snapshot);
    rmSync(snapshot, { recursive: true });
    expect((await choose()).candidate.kind).toBe('embedded');
  });

  it("takes a model's own VAE from its snapshot", async () => {
    const folder = cached('someone/miniature', 'vae');
    expect((await choose({ id: 'someone/miniature', folder })).autoencoder.key).toBe(join(folder, 'vae'));
  });

  it('is made anew when a file is written over in its place', async () => {
    const snapshot = cached('madebyollin/taesdxl', '');
    const before = await choose();
    expect(await choose()).toBe(before);
    const weights = join(snapshot, 'diffusion_pytorch_model.safetensors');
    writeFileSync(weights, '{"other": 1}');
    utimesSync(weights, 5, 5);
    expect(await choose()).not.toBe(before);
  });

  it('is kept, also for those who ask at the same time', async () => {
    cached('madebyollin/taesdxl', '');
    const [one, other] = await Promise.all([choose(), choose()]);
    expect(await choose()).toBe(one);
    expect(other).toBe(one);
    expect(opened.filter((label) => label !== 'sdxl')).toHaveLength(1);
  });

  it('follows what is saved anew in the same file', async () => {
    const file = join(cached('someone/miniature', 'vae'), 'vae', 'diffusion_pytorch_model.safetensors');
    const model = { id: 'someone/miniature', folder: join(file, '..', '..') };
    await choose(model);
    utimesSync(file, new Date(), new Date(Date.now() + 5_000));
    await choose(model);
    expect(opened.filter((label) => label.endsWith('vae'))).toHaveLength(2);
  });

  it('follows the setting', async () => {
    cached('madebyollin/taesdxl', '');
    expect((await choose(null, { chosen: cache })).candidate.kind).toBe('chosen');
    expect((await choose()).candidate.kind).toBe('tiny');
  });
});
