import { describe, expect, it } from 'vitest';
import { analyse, counts, onlyScheduler, shownValues } from './reading';

const D =
  'from diffusers import DDIMScheduler, EulerDiscreteScheduler, StableDiffusionPipeline, FluxPipeline\nimport diffusers\n';

describe('how a scheduler is found', () => {
  const imports: Record<string, string> = {
    'from diffusers': 'from diffusers import DDIMScheduler\ns = DDIMScheduler()',
    'under another name': 'from diffusers import DDIMScheduler as D\ns = D()',
    'of the package': 'import diffusers\ns = diffusers.DDIMScheduler()',
    'of the package under another name': 'import diffusers as df\ns = df.schedulers.DDIMScheduler()',
    'from its own module': 'from diffusers.schedulers.scheduling_ddim import DDIMScheduler\ns = DDIMScheduler()',
    'of a submodule': 'from diffusers import schedulers\ns = schedulers.DDIMScheduler()',
    'in a try': 'try:\n    from diffusers import DDIMScheduler\nexcept ImportError:\n    raise\ns = DDIMScheduler()',
    'without its import, as in a snippet': 's = DDIMScheduler()',
    'by getattr': 'import diffusers\ns = getattr(diffusers, "DDIMScheduler")()',
    'in a table of classes':
      'from diffusers import *\nTABLE = {"ddim": DDIMScheduler, "euler": EulerDiscreteScheduler}\ns = TABLE["ddim"]()',
    'through a variable': 'from diffusers import DDIMScheduler\ncls = DDIMScheduler\ns = cls()',
    'through partial':
      'from functools import partial\nfrom diffusers import DDIMScheduler\nmake = partial(DDIMScheduler)\ns = make()',
    'through a function':
      'from diffusers import DDIMScheduler\ndef make(cls):\n    return cls()\ns = make(DDIMScheduler)',
  };

  it.each(Object.entries(imports))('%s', async (_name, text) => {
    expect((await onlyScheduler(text)).className).toBe('DDIMScheduler');
  });

  const lookAlikes: Record<string, string> = {
    'of torch': 'from torch.optim.lr_scheduler import LambdaLRScheduler\ns = LambdaLRScheduler()',
    'of learning rates, whose import is not seen':
      'from warmup import *\ns = GradualWarmupScheduler(optimizer, multiplier=8)',
    'of learning rates, by keyword': 's = WarmupScheduler(optimizer=opt, num_train_timesteps=8)',
    'of another package': 'from mylib import DDIMScheduler  # not diffusers\ns = DDIMScheduler()',
    'of a neighbouring module': 'from .scheduling_ddim import DDIMScheduler\nimport diffusers\ns = DDIMScheduler()',
    'defined here': 'class DDIMScheduler:\n    pass\ns = DDIMScheduler()',
    'a base class': 'from diffusers import SchedulerMixin\ns = SchedulerMixin()',
    'a function with such a name': 'from diffusers.optimization import get_scheduler\ns = get_scheduler("linear")',
  };

  it.each(Object.entries(lookAlikes))('not a look-alike %s', async (_name, text) => {
    expect((await analyse(text)).schedulers).toEqual([]);
  });
});

describe('which steps reach a scheduler', () => {
  const programs: Record<string, readonly [string, readonly unknown[]]> = {
    set_timesteps: ['s = DDIMScheduler()\ns.set_timesteps(70, device="cuda")', [70]],
    'set_timesteps by name': ['s = DDIMScheduler()\ns.set_timesteps(num_inference_steps=30)', [30]],
    'another variable': ['s = DDIMScheduler()\nt = s\nt.set_timesteps(25)', [25]],
    'an attribute of an object': [
      'class A:\n    def __init__(self):\n        self.s = DDIMScheduler()\n    def run(self):\n        self.s.set_timesteps(12)\nA().run()',
      [12],
    ],
    'a method nothing calls': [
      'class A:\n    def __init__(self):\n        self.s = DDIMScheduler()\n    def run(self):\n        self.s.set_timesteps(12)',
      [12],
    ],
    'the argument of a function': ['def sample(s, n=5):\n    s.set_timesteps(n)\nsample(DDIMScheduler(), 8)', [8]],
    'what a function gives back': ['def make():\n    return DDIMScheduler()\nmake().set_timesteps(9)', [9]],
    'a pipeline it is given to': [
      's = DDIMScheduler()\npipe = StableDiffusionPipeline.from_pretrained("a/b", scheduler=s).to("cuda")\npipe("x", num_inference_steps=20)',
      [20],
    ],
    'a pipeline it is assigned to': [
      'pipe = StableDiffusionPipeline.from_pretrained("a/b")\npipe.scheduler = DDIMScheduler()\npipe("x", num_inference_steps=20)',
      [20],
    ],
    'a pipeline put together from parts': [
      'pipe = StableDiffusionPipeline(vae=v, scheduler=DDIMScheduler())\npipe("x", num_inference_steps=21)',
      [21],
    ],
    'several counts': ['s = DDIMScheduler()\ns.set_timesteps(10)\ns.set_timesteps(20)', [10, 20]],
    'a loop over counts': ['s = DDIMScheduler()\nfor n in (10, 20):\n    s.set_timesteps(n)', [10, 20]],
    'either branch': ['s = DDIMScheduler()\nif x:\n    s.set_timesteps(10)\nelse:\n    s.set_timesteps(20)', [10, 20]],
    'a default that a caller may replace': ['s = DDIMScheduler()\ndef go(n=50):\n    s.set_timesteps(n)', ['? 50']],
    'what a known condition returns': [
      'def make(name):\n    if name == "euler":\n        return EulerDiscreteScheduler()\n    elif name == "ddim":\n        return DDIMScheduler()\n    raise ValueError(name)\nmake("ddim").set_timesteps(6)',
      [6],
    ],
    'code that is never reached': [
      's = DDIMScheduler()\nif False:\n    s.set_timesteps(10)\ns.set_timesteps(20)',
      [20],
    ],
    'keywords in a dict': [
      'kw = dict(num_inference_steps=33, eta=0)\npipe = StableDiffusionPipeline.from_pretrained("a/b", scheduler=DDIMScheduler())\npipe("x", **kw)',
      [33],
    ],
    'not those of another scheduler': ['s = DDIMScheduler()\nt = EulerDiscreteScheduler()\nt.set_timesteps(10)', []],
    'not those before it was assigned': [
      'pipe = StableDiffusionPipeline.from_pretrained("a/b")\npipe("x", num_inference_steps=20)\npipe.scheduler = DDIMScheduler()\npipe("x", num_inference_steps=30)',
      [30],
    ],
  };

  it.each(Object.entries(programs))('%s', async (_name, [text, expected]) => {
    const { schedulers } = await analyse(D + text);
    const scheduler = schedulers.find(({ className }) => className === 'DDIMScheduler');
    expect(scheduler && counts(scheduler)).toEqual(expected);
  });

  it('reaches both when either may be held', async () => {
    const { schedulers } = await analyse(
      `${D}if x:\n    s = DDIMScheduler()\nelse:\n    s = EulerDiscreteScheduler()\ns.set_timesteps(15)`,
    );
    expect(schedulers.map(counts)).toEqual([[15], [15]]);
  });

  it("keeps the pipeline's class with the call", async () => {
    const { calls } = await onlyScheduler(
      `${D}pipe = FluxPipeline.from_pretrained("a/b", scheduler=DDIMScheduler())\npipe("x", num_inference_steps=4)`,
    );
    expect(calls.map((call) => call.pipeline)).toEqual([{ className: 'FluxPipeline', modelId: 'a/b' }]);
  });
});

describe('where a configuration starts from', () => {
  it('is the model of the pipeline', async () => {
    const { schedulers } = await analyse(
      `${D}pipe = StableDiffusionPipeline.from_pretrained("a/b")\npipe.scheduler = DDIMScheduler.from_config(pipe.scheduler.config, clip_sample=False)`,
    );
    expect(schedulers.map(({ className }) => className)).toEqual([null, 'DDIMScheduler']);
    const scheduler = schedulers.at(1);
    expect(scheduler?.base).toMatchObject({
      modelId: 'a/b',
      pipelineClass: 'StableDiffusionPipeline',
      scheduler: null,
      reason: null,
    });
    expect(shownValues(scheduler?.options ?? {})).toEqual({ clip_sample: false });
    expect(scheduler?.complete).toBe(true);
    expect(scheduler?.names).toContain('pipe.scheduler');
  });

  it('is another scheduler of the program', async () => {
    const { schedulers } = await analyse(
      `${D}a = DDIMScheduler(beta_start=0.1)\nb = EulerDiscreteScheduler.from_config(a.config)`,
    );
    expect(schedulers.at(1)?.base).toMatchObject({ scheduler: 0, modelId: null });
  });

  it('is a model folder, without what only says where to load from', async () => {
    const scheduler = await onlyScheduler(
      `${D}DDIMScheduler.from_pretrained("a/b", subfolder="scheduler", revision="x", timestep_spacing="trailing")`,
    );
    expect(scheduler).toMatchObject({ via: 'from_pretrained', base: { modelId: 'a/b' }, complete: true });
    expect(shownValues(scheduler.options)).toEqual({ timestep_spacing: 'trailing' });
  });

  it('is a dict', async () => {
    const scheduler = await onlyScheduler(
      `${D}c = {"beta_start": 0.1, "_class_name": "X"}\nDDIMScheduler.from_config(c, beta_end=0.2)`,
    );
    expect(shownValues(scheduler.base?.config ?? {})).toEqual({ beta_start: 0.1 });
    expect(shownValues(scheduler.options)).toEqual({ beta_end: 0.2 });
  });

  it('is unpacked into a constructor', async () => {
    const { schedulers } = await analyse(
      `${D}a = DDIMScheduler()\nb = EulerDiscreteScheduler(**{**a.config, "beta_start": 0.3})`,
    );
    expect(schedulers.at(1)).toMatchObject({ via: 'constructor', base: { scheduler: 0 } });
    expect(shownValues(schedulers.at(1)?.options ?? {})).toEqual({ beta_start: 0.3 });
  });

  it.each([
    ['a parameter', 'def f(pipe):\n    return DDIMScheduler.from_config(pipe.scheduler.config)'],
    [
      'one of two',
      'p = StableDiffusionPipeline.from_pretrained("a/b") if x else FluxPipeline.from_pretrained("c/d")\nDDIMScheduler.from_config(p.scheduler.config)',
    ],
    [
      'a command-line argument',
      'import argparse\np = argparse.ArgumentParser()\np.add_argument("--model")\nDDIMScheduler.from_pretrained(p.parse_args().model)',
    ],
  ])('cannot be known: %s', async (_name, text) => {
    const { schedulers } = await analyse(D + text);
    const scheduler = schedulers.find(({ className }) => className === 'DDIMScheduler');
    expect(scheduler?.complete).toBe(false);
    expect(scheduler?.base?.reason).toEqual(expect.any(String));
  });

  it("is left to the model for a pipeline's own scheduler", async () => {
    const scheduler = await onlyScheduler(
      `${D}pipe = StableDiffusionPipeline.from_pretrained("a/b")\npipe("x", num_inference_steps=20)`,
    );
    expect(scheduler).toMatchObject({
      className: null,
      base: { modelId: 'a/b', pipelineClass: 'StableDiffusionPipeline' },
    });
    expect(counts(scheduler)).toEqual([20]);
  });
});

describe('a class that depends on which branch runs', () => {
  const either = `${D}import sys\nmake = DDIMScheduler if len(sys.argv) > 1 else EulerDiscreteScheduler\ns = make(beta_end=0.1)\ns.set_timesteps(7)`;

  it('is every one of them, none of them certain', async () => {
    const { schedulers, sites } = await analyse(either);
    expect(schedulers.map(({ className, otherClasses, complete }) => [className, otherClasses, complete])).toEqual([
      ['DDIMScheduler', ['EulerDiscreteScheduler'], false],
      ['EulerDiscreteScheduler', ['DDIMScheduler'], false],
    ]);
    expect(schedulers.map(counts)).toEqual([[7], [7]]);
    expect(sites.filter(({ kind }) => kind === 'constructor')).toHaveLength(1);
  });

  it('is one class for each round of a loop over classes', async () => {
    const { schedulers } = await analyse(
      `${D}for cls in [DDIMScheduler, EulerDiscreteScheduler]:\n    cls(beta_end=0.1)`,
    );
    expect(schedulers.map(({ className }) => className)).toEqual(['DDIMScheduler', 'EulerDiscreteScheduler']);
  });
});

describe('variables of the environment', () => {
  it('are their default, which the user may replace', async () => {
    const scheduler = await onlyScheduler(
      `${D}import os\nDDIMScheduler(a=int(os.environ.get("T", "700")), b=os.getenv("B"))`,
    );
    expect(shownValues(scheduler.options)).toEqual({ a: '? 700', b: '<the environment variable `B`>' });
    expect(scheduler.complete).toBe(false);
  });
});

describe('the name of a class in an import', () => {
  const importSites = async (text: string) =>
    (await analyse(text)).sites
      .filter(({ range }) => range.line === 0)
      .map(({ kind, range }) => [kind, range.col, range.endCol]);

  it('is the scheduler of that class when there is only one', async () => {
    const program = 'from diffusers import DDIMScheduler, DDPMScheduler as D\na = DDIMScheduler()\nb = D()\n';
    expect(await importSites(program)).toEqual([
      ['variable', 22, 35],
      ['variable', 37, 50],
    ]);
  });

  it('is none when there are several, or none', async () => {
    const program = 'from diffusers import DDIMScheduler, DDPMScheduler\na = DDIMScheduler()\nb = DDIMScheduler()\n';
    expect(await importSites(program)).toEqual([]);
  });
});

describe("a class of the user's own", () => {
  const MINE = 'from diffusers import EulerDiscreteScheduler\nclass MyEuler(EulerDiscreteScheduler):\n    pass\n';

  const programs: Record<string, string> = {
    constructed: `${MINE}s = MyEuler(beta_end=0.02)`,
    'loaded from a configuration': `${MINE}s = MyEuler.from_config({}, beta_end=0.02)`,
    'derived twice': `${MINE}class Mine(MyEuler):\n    pass\ns = Mine(beta_end=0.02)`,
  };

  it.each(Object.entries(programs))('%s: the base is known, and whose subclass it is', async (_name, text) => {
    const scheduler = await onlyScheduler(text);
    expect(scheduler).toMatchObject({ className: 'EulerDiscreteScheduler', complete: true });
    expect(scheduler.subclass?.name).toBe(text.includes('Mine(My') ? 'Mine' : 'MyEuler');
    expect(shownValues(scheduler.options)).toEqual({ beta_end: 0.02 });
  });

  it('tells which of the methods that decide the schedule it redefines', async () => {
    const scheduler = await onlyScheduler(
      `${MINE.replace('    pass\n', '    def set_timesteps(self, n):\n        pass\n    def look(self):\n        pass\n')}s = MyEuler()`,
    );
    expect(scheduler.subclass).toEqual({ name: 'MyEuler', overrides: ['set_timesteps'] });
  });

  it('is not known completely with an `__init__` of its own', async () => {
    const text = `${MINE.replace('    pass\n', '    def __init__(self, twice):\n        super().__init__(beta_end=0.02)\n')}s = MyEuler(2)`;
    expect((await onlyScheduler(text)).complete).toBe(false);
  });

  it('takes its steps like any other', async () => {
    expect(counts(await onlyScheduler(`${MINE}s = MyEuler()\ns.set_timesteps(12)`))).toEqual([12]);
  });
});

describe('a class that is not named where it is configured', () => {
  const D2 = 'import diffusers\nfrom diffusers import DDIMScheduler, EulerDiscreteScheduler\n';
  const programs: Record<string, readonly [string, string, boolean]> = {
    'of a table, under a key that is known': [
      'T = {"a": DDIMScheduler}\ns = T["a"].from_config({})',
      'T["a"].from_config',
      false,
    ],
    'of a table, under any key': ['T = {"a": DDIMScheduler, "b": EulerDiscreteScheduler}\ns = T[x]()', 'T[x]', true],
    'given by a caller': ['def make(cls):\n    return cls()\ns = make(DDIMScheduler)', 'cls', true],
    'of an object': ['a = DDIMScheduler()\ns = a.from_config({})', 'a.from_config', false],
    'in a variable': ['c = DDIMScheduler\ns = c.from_pretrained("a/b")', 'c.from_pretrained', false],
  };

  it.each(Object.entries(programs))('%s', async (_name, [text, anchor, dynamic]) => {
    const found = (await analyse(D2 + text)).schedulers.at(-1);
    const at = found?.anchor;
    const line = (D2 + text).split('\n')[at?.line ?? 0] ?? '';
    expect(line.slice(at?.col, at?.endCol)).toBe(anchor);
    expect(found?.dynamic === true).toBe(dynamic);
  });
});
