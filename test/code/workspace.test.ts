import { describe, expect, it } from 'vitest';
import { resolveScheduler } from '../../src/catalog/resolve';
import { parseScript } from '../../src/code/text/program';
import { workspaceUnder } from '../../src/code/workspace/workspace';
import { rewrite } from '../../src/code/rewrite/rewrite';
import { counts, testAnalyser, shownValues } from './reading';

const D = 'from diffusers import DDIMScheduler, EulerDiscreteScheduler\n';

/** What `main.py` says, with other files beside it; the folder is /work. */
async function analyseWith(files: Record<string, string>, main: string, at = '/project/main.py') {
  const workspace = workspaceUnder('/project', at, (path) => files[path.replace('/project/', '')] ?? null);
  return (await testAnalyser).analyse(parseScript(main), workspace);
}

const options = async (files: Record<string, string>, main: string, at?: string) => {
  const { schedulers } = await analyseWith(files, main, at);
  return shownValues(schedulers.at(0)?.options ?? {});
};

describe('constants of other modules', () => {
  const forms: Record<string, readonly [Record<string, string>, string]> = {
    'from a module': [{ 'config.py': 'BETA = 0.02' }, 'from config import BETA\nDDIMScheduler(beta_end=BETA)'],
    'of a module': [{ 'config.py': 'BETA = 0.02' }, 'import config\nDDIMScheduler(beta_end=config.BETA)'],
    'of a module under another name': [
      { 'config.py': 'BETA = 0.02' },
      'import config as c\nDDIMScheduler(beta_end=c.BETA)',
    ],
    'of a package': [
      { 'lib/__init__.py': '', 'lib/config.py': 'BETA = 0.02' },
      'import lib.config\nDDIMScheduler(beta_end=lib.config.BETA)',
    ],
    'of a package without an __init__': [
      { 'lib/config.py': 'BETA = 0.02' },
      'from lib.config import BETA\nDDIMScheduler(beta_end=BETA)',
    ],
    'that the package hands on': [
      { 'lib/__init__.py': 'from .config import BETA', 'lib/config.py': 'BETA = 0.02' },
      'from lib import BETA\nDDIMScheduler(beta_end=BETA)',
    ],
    'of a module in a package': [
      { 'lib/__init__.py': '', 'lib/config.py': 'BETA = 0.02' },
      'from lib import config\nDDIMScheduler(beta_end=config.BETA)',
    ],
    'all of them': [{ 'config.py': 'BETA = 0.02\n_X = 1' }, 'from config import *\nDDIMScheduler(beta_end=BETA)'],
    'computed there': [
      { 'config.py': 'from base import HALF\nBETA = HALF * 2', 'base.py': 'HALF = 0.01' },
      'from config import BETA\nDDIMScheduler(beta_end=BETA)',
    ],
    'in a dict': [
      { 'config.py': 'OPTIONS = {"beta_end": 0.02}' },
      'from config import OPTIONS\nDDIMScheduler(**OPTIONS)',
    ],
    'as the default of a dataclass': [
      {
        'config.py': 'from dataclasses import dataclass\n@dataclass\nclass Config:\n    beta_end: float = 0.02',
      },
      'from config import Config\nc = Config()\nDDIMScheduler(beta_end=c.beta_end)',
    ],
    'by a function': [
      { 'config.py': 'def beta(n):\n    return n / 50' },
      'from config import beta\nDDIMScheduler(beta_end=beta(1))',
    ],
    'imported where they are used': [
      { 'config.py': 'BETA = 0.02' },
      'def make_scheduler():\n    from config import BETA\n    return DDIMScheduler(beta_end=BETA)',
    ],
  };

  it.each(Object.entries(forms))('%s', async (_name, [files, main]) => {
    expect(await options(files, D + main)).toEqual({ beta_end: 0.02 });
  });

  it('tell which file they came from, and have no place in this one', async () => {
    const { schedulers } = await analyseWith(
      { 'config.py': 'BETA = 0.02' },
      `${D}from config import BETA\nDDIMScheduler(beta_end=BETA)`,
    );
    const reading = schedulers[0].options['beta_end'];
    expect(reading).toMatchObject({ known: true, value: 0.02, file: '/project/config.py', range: null });
    const { notices } = resolveScheduler(schedulers, 0, null);
    expect(notices).toContain('`beta_end` is written in config.py.');
  });

  it('relative to the importing file, one folder and two up', async () => {
    const files = { 'a/config.py': 'BETA = 0.02', 'a/b/other.py': 'SPACING = "trailing"' };
    const main = `${D}from ..config import BETA\nfrom .other import SPACING\nDDIMScheduler(beta_end=BETA, timestep_spacing=SPACING)`;
    expect(await options(files, main, '/project/a/b/main.py')).toEqual({
      beta_end: 0.02,
      timestep_spacing: 'trailing',
    });
  });

  it('in a folder around it, but not outside the workspace', async () => {
    const main = `${D}from config import BETA\nDDIMScheduler(beta_end=BETA)`;
    expect(await options({ 'config.py': 'BETA = 0.02' }, main, '/project/scripts/main.py')).toEqual({ beta_end: 0.02 });
    expect(await options({ '/config.py': 'BETA = 0.02' }, main)).toEqual({
      beta_end: '<config.BETA, not a plain value>',
    });
  });

  it('are read again when the module has changed', async () => {
    const main = `${D}from config import BETA\nDDIMScheduler(beta_end=BETA)`;
    expect(await options({ 'config.py': 'BETA = 0.02' }, main)).toEqual({ beta_end: 0.02 });
    expect(await options({ 'config.py': 'BETA = 0.03' }, main)).toEqual({ beta_end: 0.03 });
    expect(await options({}, main)).toEqual({ beta_end: '<config.BETA, not a plain value>' });
  });

  it('that import each other end', async () => {
    const files = { 'a.py': 'from b import Y\nX = 0.02', 'b.py': 'from a import X\nY = 1' };
    expect(await options(files, `${D}from a import X\nDDIMScheduler(beta_end=X)`)).toEqual({ beta_end: 0.02 });
  });

  it('guarded by __main__ are not run', async () => {
    const files = { 'config.py': 'BETA = 0.02\nif __name__ == "__main__":\n    BETA = 1' };
    expect(await options(files, `${D}from config import BETA\nDDIMScheduler(beta_end=BETA)`)).toEqual({
      beta_end: 0.02,
    });
  });
});

describe('schedulers that other modules make', () => {
  const FACTORY = {
    'schedulers.py': `${D}def make_scheduler(name, beta_end=0.02):\n    if name == "euler":\n        return EulerDiscreteScheduler(beta_end=beta_end)\n    return DDIMScheduler(beta_end=beta_end)\n`,
  };

  it('are shown where the program calls for them', async () => {
    const { schedulers, sites, unattached } = await analyseWith(
      FACTORY,
      'from schedulers import make_scheduler\ns = make_scheduler("euler")\ns.set_timesteps(30)',
    );
    expect(schedulers).toHaveLength(1);
    expect(schedulers[0]).toMatchObject({ className: 'EulerDiscreteScheduler', file: '/project/schedulers.py' });
    expect(schedulers[0].anchor).toMatchObject({ line: 1, col: 4, endCol: 18 });
    expect(counts(schedulers[0])).toEqual([30]);
    expect(sites.map(({ kind, range }) => [kind, range.line])).toEqual([
      ['variable', 1],
      ['variable', 1],
      ['variable', 2],
      ['set_timesteps', 2],
    ]);
    expect(unattached).toEqual([]);
  });

  it('at their own top level, where the program has them', async () => {
    const files = { 'shared.py': `${D}scheduler = DDIMScheduler(beta_end=0.02)\n` };
    const { schedulers } = await analyseWith(files, 'from shared import scheduler\n\nscheduler.set_timesteps(8)');
    expect(schedulers[0]).toMatchObject({ className: 'DDIMScheduler', file: '/project/shared.py' });
    expect(schedulers[0].anchor).toMatchObject({ line: 2, col: 0 });
    expect(counts(schedulers[0])).toEqual([8]);
  });

  it('are not said of a program that never has them', async () => {
    const files = { 'shared.py': `${D}scheduler = DDIMScheduler()\nSTEPS = 5\n` };
    const { schedulers } = await analyseWith(files, 'from shared import STEPS\nDDIMScheduler().set_timesteps(STEPS)');
    expect(schedulers.map(({ file }) => file)).toEqual([undefined]);
  });

  it('of a subclass, with the base known', async () => {
    const files = { 'mine.py': `${D}class Mine(DDIMScheduler):\n    pass\n` };
    const { schedulers } = await analyseWith(files, 'from mine import Mine\nMine(beta_end=0.02).set_timesteps(3)');
    expect(schedulers[0]).toMatchObject({ className: 'DDIMScheduler', subclass: { name: 'Mine' }, complete: true });
  });

  it('from a class that a module hands on, count as given, not named', async () => {
    const { schedulers } = await analyseWith({ 'lib.py': D }, 'from lib import DDIMScheduler\nDDIMScheduler()');
    expect(schedulers[0]).toMatchObject({ className: 'DDIMScheduler', dynamic: true });
  });

  it('with the steps that a function there gives them', async () => {
    const files = { 'loop.py': 'def run(scheduler, n):\n    scheduler.set_timesteps(n)\n' };
    const { schedulers } = await analyseWith(files, `${D}from loop import run\ns = DDIMScheduler()\nrun(s, 12)`);
    expect(counts(schedulers[0])).toEqual([12]);
    expect(schedulers[0].calls[0]?.range).toMatchObject({ line: 3, col: 0 });
  });

  it('cannot be rewritten from here', async () => {
    const main = 'from schedulers import make_scheduler\ns = make_scheduler("euler")\ns.set_timesteps(3)';
    const { schedulers } = await analyseWith(FACTORY, main);
    const changes = { config: [{ name: 'beta_end', value: 0.5, isDefault: false }], call: [] };
    const subject = { schedulers, scheduler: 0, call: 0, parameters: [] };
    const rewriting = rewrite(parseScript(main), subject, changes);
    expect(rewriting).toEqual({ ok: false, reason: expect.stringContaining('schedulers.py') as string });
  });
});
