import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findModels } from '../../src/catalog/models/models';
import { inspectScheduler } from '../../src/inspect/inspect';
import type { Inspection } from '../../src/inspect/inspection';
import { hoverMarkdown } from '../../src/render/hover';
import { inspectionText } from '../../src/render/text';
import { commitOf, MiniatureCache } from '../catalog/miniatureCache';
import { analyse } from '../code/reading';

const id = 'ada/dream';
const file = 'scheduler/scheduler_config.json';

/** From the text of a program to what is shown of its scheduler of a class. */
async function inspect(cache: MiniatureCache, className: string, ...lines: string[]): Promise<Inspection> {
  const analysis = await analyse(['from diffusers import *', ...lines].join('\n'));
  const models = await findModels(analysis.schedulers, cache.surroundings());
  const all = analysis.schedulers.map((_, index) => inspectScheduler(analysis, index, null, models));
  const found = all.find(({ resolved }) => resolved.className === className);
  if (!found) throw new Error(`no ${className} among ${all.map(({ resolved }) => resolved.className).join()}`);
  return found;
}

describe('a scheduler of a model in the cache', () => {
  let cache: MiniatureCache;
  beforeAll(() => {
    cache = new MiniatureCache();
    const index = { _class_name: 'StableDiffusionPipeline', scheduler: ['diffusers', 'PNDMScheduler'] };
    const config = {
      _class_name: 'PNDMScheduler',
      beta_start: 0.00085,
      beta_end: 0.012,
      beta_schedule: 'scaled_linear',
    };
    cache.download({ id, commit: commitOf('1'), files: { 'model_index.json': index, [file]: config } });
    cache.download({ id, commit: commitOf('2'), files: { [file]: { ...config, beta_end: 0.5 } }, refs: ['wild'] });
    cache.write({ 'mine/scheduler/scheduler_config.json': { ...config, beta_end: 0.25 } });
  });
  afterAll(() => cache.remove());

  const pipe = `pipe = StableDiffusionPipeline.from_pretrained("${id}")`;
  const swap =
    'pipe.scheduler = DPMSolverMultistepScheduler.from_config(pipe.scheduler.config, use_karras_sigmas=True)';

  it('inherits the betas, with their source in the hover and on the command line', async () => {
    const inspection = await inspect(cache, 'DPMSolverMultistepScheduler', pipe, swap);
    const source = `${file} of ${id} in the Hugging Face cache, commit 1111111`;
    expect(inspection.resolved.config).toMatchObject({
      beta_end: { value: 0.012, origin: 'model file' },
      use_karras_sigmas: { value: true, origin: 'code' },
    });
    expect(inspectionText(inspection).replace(/\s+/g, ' ')).toContain(`${source}: beta_start=0.00085`);
    const markdown = hoverMarkdown(inspection, { theme: 'dark' });
    expect(markdown).toContain('`beta_end=0.012`');
    expect(markdown).toMatch(/\]\(file:\/\/\/.*scheduler_config\.json "Open the file"\)/);
  });

  it.each<[string, string, number]>([
    ['from_pretrained with subfolder', `DDIMScheduler.from_pretrained("${id}", subfolder="scheduler")`, 0.012],
    ['a revision', `DDIMScheduler.from_pretrained("${id}", subfolder="scheduler", revision="wild")`, 0.5],
    ['load_config', `DDIMScheduler.from_config(DDIMScheduler.load_config("${id}", subfolder="scheduler"))`, 0.012],
    ['a folder', 'DDIMScheduler.from_config("mine", subfolder="scheduler")', 0.25],
    [
      "a pipeline of no class's",
      `DDIMScheduler.from_config(DiffusionPipeline.from_pretrained("${id}").scheduler.config)`,
      0.012,
    ],
    [
      "a revision of the pipeline's",
      `DDIMScheduler.from_config(DiffusionPipeline.from_pretrained("${id}", revision="wild").scheduler.config)`,
      0.5,
    ],
    [
      'a single file',
      `DDIMScheduler.from_config(StableDiffusionPipeline.from_single_file("x.ckpt", config="${id}").scheduler.config)`,
      0.012,
    ],
  ])('is read through %s', async (_what, line, beta) => {
    const { resolved } = await inspect(cache, 'DDIMScheduler', `s = ${line}`);
    expect(resolved.config['beta_end']).toMatchObject({ value: beta, origin: 'model file' });
  });

  it('has its folder, for finding its VAE', async () => {
    const { resolved } = await inspect(cache, 'DPMSolverMultistepScheduler', pipe, swap);
    expect(resolved.model?.folder.split(path.sep).slice(-2)).toEqual(['snapshots', commitOf('1')]);
  });
});
