import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Opened } from '../../../src/decode/find/candidate';
import { chooseAutoencoder, type Choice, type Use } from '../../../src/decode/find/chooseAutoencoder';
import { findAutoencoders, type Openers, type Search } from '../../../src/decode/find/findAutoencoders';
import { autoencoder } from '../autoencoders';

let disk: string;
let model: { id: string; folder: string };
let tinyFolder: string;

/** A folder as diffusers lays it out; the weights are a hole of the size, for nothing here reads them. */
function vaeFolder(folder: string, files: Readonly<Record<string, number>>): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), '{}');
  for (const [name, bytes] of Object.entries(files)) {
    writeFileSync(join(folder, name), '');
    truncateSync(join(folder, name), bytes);
  }
  return folder;
}

function opened(label: string): Opened {
  return { autoencoder: autoencoder(label, { label, encoder: null }), notices: [] };
}

const openers: Openers = {
  diffusers: (folder) => Promise.resolve(opened(folder)),
  chosen: (path) =>
    path.includes('broken') ? Promise.reject(new Error('It is no autoencoder.')) : Promise.resolve(opened(path)),
  embedded: (family) => opened(`embedded ${family}`),
};

const search = (changes: Partial<Search> = {}): Search => ({
  family: 'sd',
  model,
  tinyFolder,
  chosen: null,
  trust: { trusted: true, workspace: [] },
  ...changes,
});

async function choose(changes: Partial<Search> = {}, use: Partial<Use> = {}): Promise<Choice> {
  return chooseAutoencoder(await findAutoencoders(search(changes), openers), { picture: 'strip', gpu: false, ...use });
}

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'sigmascope-find-'));
  model = { id: 'someone/model', folder: join(disk, 'model') };
  vaeFolder(join(model.folder, 'vae'), { 'diffusion_pytorch_model.safetensors': 1_000_000 });
  tinyFolder = vaeFolder(join(disk, 'tiny'), { 'diffusion_pytorch_model.safetensors': 9_800_000 });
});

afterEach(() => rmSync(disk, { recursive: true, force: true }));

describe('the autoencoders found', () => {
  it('are the chosen one, the own, the tiny and the embedded, in this order', async () => {
    const { candidates } = await findAutoencoders(search({ chosen: '/models/mine' }), openers);
    expect(candidates.map(({ kind }) => kind)).toEqual(['chosen', 'own', 'tiny', 'embedded']);
    expect(candidates.map(({ label }) => label)).toEqual([
      '/models/mine',
      'VAE of someone/model',
      'madebyollin/taesd',
      'embedded sd',
    ]);
  });

  it('are always at least the embedded one', async () => {
    const { candidates } = await findAutoencoders(search({ model: null, tinyFolder: null }), openers);
    expect(candidates.map(({ kind }) => kind)).toEqual(['embedded']);
  });

  it('leave out a snapshot that lacks its files', async () => {
    rmSync(join(model.folder, 'vae', 'config.json'));
    rmSync(join(tinyFolder, 'config.json'));
    const { candidates } = await findAutoencoders(search(), openers);
    expect(candidates.map(({ kind }) => kind)).toEqual(['embedded']);
  });

  it.each([
    ['one file', { 'diffusion_pytorch_model.safetensors': 300 }, 300],
    ['a variant', { 'diffusion_pytorch_model.fp16.safetensors': 150 }, 150],
    [
      'variants side by side',
      { 'diffusion_pytorch_model.safetensors': 300, 'diffusion_pytorch_model.fp16.safetensors': 150 },
      300,
    ],
    [
      'shards',
      {
        'diffusion_pytorch_model-00001-of-00002.safetensors': 100,
        'diffusion_pytorch_model-00002-of-00002.safetensors': 70,
      },
      170,
    ],
    [
      'shards of a variant',
      {
        'diffusion_pytorch_model.fp16-00001-of-00002.safetensors': 10,
        'diffusion_pytorch_model-00002-of-00002.fp16.safetensors': 7,
      },
      17,
    ],
    ['other files too', { 'model.safetensors': 900, 'diffusion_pytorch_model.bin': 900 }, 0],
  ])('know their weight with %s', async (_, files, bytes) => {
    const folder = join(disk, 'other');
    vaeFolder(join(folder, 'vae'), files);
    const { candidates } = await findAutoencoders(search({ model: { id: 'x', folder } }), openers);
    expect(candidates[0].weightBytes).toBe(bytes);
  });
});

describe('a strip is decoded', () => {
  const heavy = (): void =>
    void vaeFolder(join(model.folder, 'vae'), { 'diffusion_pytorch_model.safetensors': 167_000_000 });

  it("with the model's own VAE when that is small", async () => {
    const { autoencoder, why } = await choose();
    expect(autoencoder.key).toBe(join(model.folder, 'vae'));
    expect(why).toEqual(['It is the VAE of the model in your code.']);
  });

  it('with the tiny one when the own is heavy and there is no GPU, and says so', async () => {
    heavy();
    const { candidate, why } = await choose();
    expect(candidate.kind).toBe('tiny');
    expect(why.join(' ')).toContain('with 167 MB of weights it takes seconds a picture on the CPU');
  });

  it('with the embedded one when there is no tiny one either', async () => {
    heavy();
    expect((await choose({ tinyFolder: null })).candidate.kind).toBe('embedded');
  });

  it('with a heavy VAE on a proven GPU, for the large picture, or by choice', async () => {
    heavy();
    expect((await choose({}, { gpu: true })).candidate.kind).toBe('own');
    expect((await choose({}, { picture: 'large' })).candidate.kind).toBe('own');
    expect((await choose({ chosen: join(model.folder, 'vae') })).candidate.kind).toBe('chosen');
  });

  it('with the kind that is preferred, however heavy, where there is one', async () => {
    heavy();
    for (const preferred of ['own', 'tiny', 'embedded'] as const)
      expect((await choose({ preferred })).candidate.kind).toBe(preferred);
    expect((await choose({ preferred: 'own', model: null })).candidate.kind).toBe('tiny');
  });

  it('with another than the chosen one when that is of another family, and says so', async () => {
    const { candidate, passedOver } = await choose({ chosen: '/models/mine', family: 'flux' });
    expect(candidate.kind).toBe('own');
    expect(passedOver.map(({ reason }) => reason)).toEqual([
      '/models/mine could not be used: Its latents have 4 channels, and those of FLUX.1 have 16.',
    ]);
  });

  it('and the others are told', async () => {
    heavy();
    const { passedOver, others } = await choose();
    expect(passedOver.map(({ kind, place, weightBytes }) => [kind, place, weightBytes])).toEqual([
      ['own', join(model.folder, 'vae'), 167_000_000],
    ]);
    expect(others.map(({ kind }) => kind)).toEqual(['embedded']);
  });

  it('with the next one when one does not open, and says why', async () => {
    const { candidate, why } = await choose({ chosen: '/models/broken' });
    expect(candidate.kind).toBe('own');
    expect(why).toContain('/models/broken could not be used: It is no autoencoder.');
  });
});

describe('in a workspace that is not trusted', () => {
  const untrusted = (): Search['trust'] => ({ trusted: false, workspace: [join(disk, 'workspace')] });

  it('the code does not say which files are opened', async () => {
    const { candidate, why } = await choose({ trust: untrusted() });
    expect(candidate.kind).toBe('tiny');
    expect(why.join(' ')).toContain('Trust the workspace');
  });

  it('nothing inside it is opened, not even through a link', async () => {
    const inside = vaeFolder(join(disk, 'workspace', 'vae'), {});
    const link = join(disk, 'link');
    symlinkSync(inside, link, 'junction');
    for (const chosen of [inside, link])
      expect((await choose({ chosen, trust: untrusted() })).candidate.kind).toBe('tiny');
  });

  it('what the user chose outside it is opened', async () => {
    const outside = vaeFolder(join(disk, 'workspace-of-another-name'), {});
    expect((await choose({ chosen: outside, trust: untrusted() })).candidate.kind).toBe('chosen');
  });
});
