import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheRoots, expandPath, findSnapshot, isRepositoryId } from '../../src/catalog/models/huggingFaceCache';
import { findModels } from '../../src/catalog/models/models';
import type { Surroundings } from '../../src/catalog/models/modelFinding';
import { resolveScheduler } from '../../src/catalog/resolve';
import type { ResolvedScheduler } from '../../src/catalog/resolved';
import type { PythonValue } from '../../src/json/value';
import { commitOf, MiniatureCache } from './miniatureCache';
import { base, code, reading } from './readings';

let cache: MiniatureCache;
beforeEach(() => {
  cache = new MiniatureCache();
});
afterEach(() => cache.remove());

const id = 'somebody/some-model';
const file = 'scheduler/scheduler_config.json';
const config = (beta: number, more: object = {}): object => ({
  _class_name: 'DDIMScheduler',
  _diffusers_version: '0.21.0',
  beta_end: beta,
  ...more,
});

/** `DDIMScheduler.from_pretrained(modelId, **keywords)`, or the own scheduler of a pipeline. */
async function load(
  modelId: string,
  keywords: Record<string, PythonValue> = { subfolder: 'scheduler' },
  {
    pipelineClass = null,
    surroundings = cache.surroundings(),
  }: { pipelineClass?: string | null; surroundings?: Surroundings } = {},
): Promise<ResolvedScheduler> {
  const given = Object.fromEntries(Object.entries(keywords).map(([name, value]) => [name, code(value)]));
  const one = reading({
    className: pipelineClass === null ? 'DDIMScheduler' : null,
    via: 'from_pretrained',
    base: base({ modelId, pipelineClass, loading: { method: 'from_pretrained', keywords: given } }),
  });
  return resolveScheduler([one], 0, null, undefined, await findModels([one], surroundings));
}

const betaOf = ({ config }: ResolvedScheduler): unknown => new Map(Object.entries(config)).get('beta_end')?.value;

describe('the roots of the cache', () => {
  const home = path.resolve('/home/ada');
  it.each<[string, Record<string, string>, string]>([
    ['nothing is set', {}, '/home/ada/.cache/huggingface/hub'],
    ['XDG_CACHE_HOME', { XDG_CACHE_HOME: '/x' }, '/x/huggingface/hub'],
    ['HF_HOME', { XDG_CACHE_HOME: '/x', HF_HOME: '~/hf' }, '/home/ada/hf/hub'],
    ['the old name', { HF_HOME: '/h', HUGGINGFACE_HUB_CACHE: '/old' }, '/old'],
    ['HF_HUB_CACHE', { HUGGINGFACE_HUB_CACHE: '/old', HF_HUB_CACHE: '$DATA/hub', DATA: '/d' }, '/d/hub'],
    ['an empty variable', { HF_HUB_CACHE: '', HF_HOME: '${BIG}/hf', BIG: '/b' }, '/b/hf/hub'],
  ])('follow huggingface_hub where %s', (_what, variables, expected) => {
    expect(cacheRoots({ variables, home })).toEqual([path.resolve(expected)]);
  });

  it('are followed by those of the settings, each once', () => {
    const roots = cacheRoots({ variables: { HF_HUB_CACHE: '/a' }, home }, ['/b', '/a', '~/c', 'relative']);
    expect(roots).toEqual(['/a', '/b', '/home/ada/c']);
  });

  it('keep variables that are not set, as Python does', () => {
    expect(expandPath('$NOBODY/~', { variables: {}, home })).toBe('$NOBODY/~');
  });
});

describe('a model in the cache', () => {
  it('is read through links, and its source is named', async () => {
    cache.download({
      id,
      commit: commitOf('a'),
      files: { [file]: config(0.5), 'vae/diffusion_pytorch_model.fp16.safetensors': 'w' },
    });
    const resolved = await load(id);
    expect(resolved.config['beta_end']).toMatchObject({ value: 0.5, origin: 'model file' });
    expect(resolved.base).toMatchObject({ known: true, label: id });
    expect(resolved.base?.source).toBe(`${file} of ${id} in the Hugging Face cache, commit aaaaaaa`);
    expect(resolved.model).toEqual({
      id,
      folder: path.join(cache.hub, 'models--somebody--some-model', 'snapshots', commitOf('a')),
      origin: 'cache',
      description: 'in the Hugging Face cache, commit aaaaaaa',
      revision: commitOf('a'),
    });
    expect(resolved.base?.file).toBe(path.join(resolved.model?.folder ?? '', file));
  });

  it('is read where there are no links', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5) }, withoutLinks: true });
    expect(betaOf(await load(id))).toBe(0.5);
  });

  it('is the asked one of two revisions', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.1) } });
    cache.download({ id, commit: commitOf('b'), files: { [file]: config(0.2) }, refs: ['fp16', 'refs/pr/1'] });
    const beta = async (revision: string): Promise<unknown> =>
      betaOf(await load(id, { subfolder: 'scheduler', revision }));
    expect(betaOf(await load(id))).toBe(0.1);
    expect(await beta('fp16')).toBe(0.2);
    expect(await beta('refs/pr/1')).toBe(0.2);
    expect(await beta(commitOf('b'))).toBe(0.2);
  });

  it('stands in for a revision that is not there, and says so', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.1) } });
    const resolved = await load(id, { subfolder: 'scheduler', revision: 'fp16' });
    expect(betaOf(resolved)).toBe(0.1);
    expect(resolved.base?.known).toBe(false);
    expect(resolved.notices.join()).toMatch(/fp16.*aaaaaaa stands in/);
  });

  it('is the newest with the file where references are lost', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.1) }, refs: [], downloaded: 1000 });
    cache.download({ id, commit: commitOf('b'), files: { [file]: config(0.2) }, refs: [], downloaded: 3000 });
    cache.download({ id, commit: commitOf('c'), files: { 'README.md': 'new' }, refs: [], downloaded: 5000 });
    const resolved = await load(id);
    expect(betaOf(resolved)).toBe(0.2);
    expect(resolved.base?.known).toBe(true);
  });

  it('falls back from a partial snapshot to one that has the file, and says so', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.1) }, refs: [], downloaded: 1000 });
    cache.download({ id, commit: commitOf('b'), files: { 'vae/config.json': {} }, downloaded: 2000 });
    const resolved = await load(id);
    expect(betaOf(resolved)).toBe(0.1);
    expect(resolved.base?.known).toBe(false);
    expect(resolved.notices.join()).toContain('aaaaaaa stands in');
  });

  it('has its files told even where its scheduler is not among them', async () => {
    cache.download({ id, commit: commitOf('b'), files: { 'vae/config.json': {} } });
    const resolved = await load(id);
    expect(resolved.model?.revision).toBe(commitOf('b'));
    expect(resolved.base?.known).toBe(false);
  });

  it('is looked for in cache_dir, in HF_HOME and in the roots of the settings', async () => {
    const other = path.join(cache.workspace, 'models');
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.7) } }, other);
    expect(betaOf(await load(id))).toBeUndefined();
    expect(betaOf(await load(id, { subfolder: 'scheduler', cache_dir: 'models' }))).toBe(0.7);
    expect(betaOf(await load(id, { subfolder: 'scheduler', cache_dir: other }))).toBe(0.7);
    const named = [cache.surroundings({ HF_HUB_CACHE: other }), cache.surroundings({}, [other])];
    for (const surroundings of named) expect(betaOf(await load(id, undefined, { surroundings }))).toBe(0.7);
  });

  it('goes before the built-in table, which says that it is one', async () => {
    const known = 'runwayml/stable-diffusion-v1-5';
    const before = await load(known);
    expect(before.config['beta_end']).toMatchObject({ value: 0.012, origin: 'built-in table' });
    expect(before.base?.source).toContain('built-in table');
    cache.download({ id: known, commit: commitOf('a'), files: { [file]: config(0.5) } });
    expect((await load(known)).config['beta_end']).toMatchObject({ value: 0.5, origin: 'model file' });
  });

  it('is asked for its subfolder where the code forgets it', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5) } });
    const resolved = await load(id, {});
    expect(betaOf(resolved)).toBe(0.5);
    expect(resolved.notices.join()).toContain('subfolder="scheduler"');
  });

  it('is read anew when its file changes', async () => {
    const surroundings = cache.surroundings();
    cache.write({ 'model/scheduler_config.json': config(0.5) });
    expect(betaOf(await load('model', {}, { surroundings }))).toBe(0.5);
    cache.write({ 'model/scheduler_config.json': config(0.25) });
    expect(betaOf(await load('model', {}, { surroundings }))).toBe(0.25);
  });
});

describe("a pipeline's own scheduler", () => {
  const own = { pipelineClass: 'DiffusionPipeline' };

  it('has the class of model_index.json and the options of its file', async () => {
    const index = { _class_name: 'StableDiffusionPipeline', scheduler: ['diffusers', 'PNDMScheduler'] };
    cache.download({ id, commit: commitOf('a'), files: { 'model_index.json': index, [file]: config(0.5) } });
    const resolved = await load(id, {}, own);
    expect(resolved.className).toBe('PNDMScheduler');
    expect(betaOf(resolved)).toBe(0.5);
  });

  it('has the class of its own file where there is no index', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5) } });
    expect((await load(id, {}, own)).className).toBe('DDIMScheduler');
  });

  it('says so where no file names a class', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: { beta_end: 0.5 } } });
    expect((await load(id, {}, own)).notices.join()).toContain('_class_name');
  });
});

describe('a local folder', () => {
  it('is found beside the document, in the workspace folder and by its whole path', async () => {
    cache.write({
      'scripts/near/scheduler/scheduler_config.json': config(0.1),
      'far/scheduler/scheduler_config.json': config(0.2),
    });
    expect(betaOf(await load('./near'))).toBe(0.1);
    expect(betaOf(await load('far'))).toBe(0.2);
    const resolved = await load(path.join(cache.workspace, 'far'));
    expect(resolved.model).toMatchObject({
      origin: 'folder',
      folder: path.join(cache.workspace, 'far'),
      revision: null,
    });
  });

  it('goes before the cache', async () => {
    cache.write({ [`${id}/${file}`]: config(0.1) });
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.2) } });
    expect(betaOf(await load(id))).toBe(0.1);
  });

  it('is written with ~ when it lies in the home folder', async () => {
    const surroundings = { ...cache.surroundings(), folders: [cache.home] };
    cache.download({ id: 'x', commit: commitOf('a'), files: { 'scheduler_config.json': config(0.3) } }, cache.home);
    const folder = `models--x/snapshots/${commitOf('a')}`;
    expect((await load(folder, {}, { surroundings })).base?.source).toContain(`in ~${path.sep}models--x`);
  });

  it('may be the file itself', async () => {
    cache.write({ 'mine.json': config(0.4) });
    expect(betaOf(await load('mine.json', {}))).toBe(0.4);
  });

  it('without a configuration is named, with what to do', async () => {
    cache.write({ 'empty/README.md': '' });
    expect((await load('empty')).notices.join()).toMatch(/no scheduler_config\.json in .*empty; check/);
  });
});

describe('a file that is not as it should be', () => {
  const known = 'runwayml/stable-diffusion-v1-5';

  it.each<[string, string | object, string, RegExp]>([
    ['cut off', '{"_class_name": "DDIMSched', 'OSError', /scheduler_config\.json .* line 1, column 27: it is cut off/],
    ['a list', [1, 2], 'OSError', /not an object/],
    ['nested beyond reason', `{"a": ${'['.repeat(200_000)}`, 'OSError', /deeper than any configuration/],
    ['with a comment', '{\n  // mine\n}', 'OSError', /line 2, column 3: JSON has no comments/],
    ['with a byte order mark', '\uFEFF{}', 'OSError', /byte order mark/],
    ['with a class that is no text', { _class_name: 7 }, 'ValueError', /_class_name.*not a text/],
    ['with defaults that are no list', { _use_default_values: 'all' }, 'TypeError', /_use_default_values/],
  ])('%s is refused as diffusers does, and nothing takes its place', async (_what, content, type, message) => {
    cache.download({ id: known, commit: commitOf('a'), files: { [file]: content } });
    const resolved = await load(known);
    expect(resolved.refused?.type).toBe(type);
    expect(resolved.refused?.message).toMatch(message);
    expect(resolved.refused?.message).toContain('~');
    expect(resolved).toMatchObject({ config: {}, notices: [], base: { known: false, label: known } });
  });

  it('is refused too for what is made from its scheduler', async () => {
    cache.write({ 'model/scheduler/scheduler_config.json': '{' });
    const own = reading({
      className: null,
      via: 'from_pretrained',
      base: base({ modelId: 'model', pipelineClass: 'StableDiffusionPipeline' }),
    });
    const readings = [own, reading({ via: 'from_config', base: base({ scheduler: 0 }) })];
    const models = await findModels(readings, cache.surroundings());
    expect(resolveScheduler(readings, 1, null, undefined, models).refused?.message).toContain('line 1, column 2');
  });

  it('is the index of a pipeline too', async () => {
    cache.write({ 'model/model_index.json': '{', 'model/scheduler/scheduler_config.json': config(0.5) });
    const resolved = await load('model', {}, { pipelineClass: 'DiffusionPipeline' });
    expect(resolved.refused?.message).toContain('model_index.json');
  });

  it('leaves the class to the index', async () => {
    const index = { scheduler: ['diffusers', 'PNDMScheduler'] };
    cache.write({ 'model/model_index.json': index, 'model/scheduler/scheduler_config.json': '{' });
    expect((await load('model', {}, { pipelineClass: 'DiffusionPipeline' })).className).toBe('PNDMScheduler');
  });

  it('is not looked into when it is huge, and the table takes its place', async () => {
    cache.download({ id: known, commit: commitOf('a'), files: { [file]: ' '.repeat(2 ** 20 + 1) } });
    const resolved = await load(known);
    expect(resolved.notices.join()).toMatch(/~.*larger than 1 MB; check/);
    expect(resolved.config['beta_end']).toMatchObject({ value: 0.012, origin: 'built-in table' });
  });

  it('has the floats that JSON has no word for', async () => {
    const text = '{"_class_name": "X", "lambda_min_clipped": -Infinity, "a": NaN, "b": "Infinity, \\"NaN\\""}';
    cache.download({ id, commit: commitOf('a'), files: { [file]: text } });
    const { config: read } = await load(id);
    expect(read['lambda_min_clipped'].value).toBe(-Infinity);
    expect(read['a'].value).toBeNaN();
    expect(read['b'].value).toBe('Infinity, "NaN"');
  });

  it('leaves out private keys and what was only there by default', async () => {
    const given = { _use_default_values: ['steps_offset'], steps_offset: 0, quantization_config: {} };
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5, given) } });
    expect(Object.keys((await load(id)).config)).toEqual(['beta_end']);
  });
});

describe('hostile names', () => {
  it.each(['../..', 'a/..', '..', 'a/b/c', '/etc', 'a--b/c', 'a\\..\\b', 'C:x', '', '.', 'a/b.git', 'a\0b'])(
    'such as %j are no repositories',
    (name) => {
      expect(isRepositoryId(name)).toBe(false);
    },
  );

  it('never lead out of the cache', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5) } });
    const { disk } = cache.surroundings();
    const parts = fc.array(fc.constantFrom('..', '.', '/', '\\', 'a', '-', '--', '~', ':', '\0', 'models', id), {
      maxLength: 8,
    });
    const text = fc.oneof(
      parts.map((some) => some.join('')),
      fc.string({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(text, text, text, async (name, revision, inside) => {
        const found = await findSnapshot(disk, [cache.hub], { id: name, revision, file: inside });
        if (found) expect(path.relative(cache.hub, path.join(found.folder, inside))).not.toMatch(/^\.\./);
      }),
      { numRuns: 300 },
    );
  });

  it('in a subfolder are refused', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5) } });
    expect((await load(id, { subfolder: '../../../..' })).notices.join()).toContain('leads out of the model');
  });

  it('of network shares are not asked for', async () => {
    expect((await load('\\\\server\\share')).model).toBeNull();
    expect((await load('//server/share')).model).toBeNull();
  });
});

describe('a single file', () => {
  const single = async (keywords: Record<string, string>): Promise<ResolvedScheduler> => {
    const given = Object.fromEntries(Object.entries(keywords).map(([name, value]) => [name, code(value)]));
    const one = reading({
      className: null,
      via: 'from_pretrained',
      base: base({
        modelId: './dream.safetensors',
        pipelineClass: 'StableDiffusionXLPipeline',
        loading: { method: 'from_single_file', keywords: given },
      }),
    });
    return resolveScheduler([one], 0, null, undefined, await findModels([one], cache.surroundings()));
  };

  it("has the scheduler of its kind's repository, which is not called certain", async () => {
    const resolved = await single({});
    expect(resolved.className).toBe('EulerDiscreteScheduler');
    expect(resolved.base?.known).toBe(false);
    expect(resolved.notices.join()).toContain('single file');
  });

  it('has that of the repository it names', async () => {
    cache.download({ id, commit: commitOf('a'), files: { [file]: config(0.5) } });
    const resolved = await single({ config: id });
    expect(betaOf(resolved)).toBe(0.5);
    expect(resolved.base?.known).toBe(true);
  });
});
