import { describe, expect, it } from 'vitest';
import { analyse, onlyScheduler, shownValues } from './reading';

const D = 'from diffusers import DDIMScheduler\n';

/** Program text → the options that the one scheduler in it is configured with. */
const programs: Record<string, readonly [string, Record<string, unknown>]> = {
  literals: [
    `${D}DDIMScheduler(beta_start=0.00085, beta_schedule="scaled_linear", clip_sample=False, trained_betas=None, num_train_timesteps=1_000)`,
    {
      beta_start: 0.00085,
      beta_schedule: 'scaled_linear',
      clip_sample: false,
      trained_betas: null,
      num_train_timesteps: 1000,
    },
  ],
  'signs, hexadecimal and exponents': [
    `${D}DDIMScheduler(a=-1, b=0x10, c=1e-4, d=+2.5, e=0o17)`,
    { a: -1, b: 16, c: 0.0001, d: 2.5, e: 15 },
  ],
  'arithmetic as Python does it': [
    `${D}DDIMScheduler(a=7 // 2, b=-7 // 2, c=-7 % 3, d=2 ** 10, e=1 / 4, f=3 * (2 + 1), g=True + 1)`,
    { a: 3, b: -4, c: 2, d: 1024, e: 0.25, f: 9, g: 2 },
  ],
  'module constants': [
    `${D}START = 0.001\nEND = START * 12\nDDIMScheduler(beta_start=START, beta_end=END)`,
    { beta_start: 0.001, beta_end: 0.012 },
  ],
  'the last assignment before the call': [`${D}n = 1\nn = 2\nDDIMScheduler(a=n)\nn = 3`, { a: 2 }],
  'tuples, stars and swaps': [
    `${D}a, (b, *c), d = 1, (2, 3, 4), 5\na, d = d, a\nDDIMScheduler(a=a, b=b, c=c, d=d)`,
    { a: 5, b: 2, c: [3, 4], d: 1 },
  ],
  'augmented assignment and walrus': [
    `${D}n = 10\nn += 5\nn //= 2\nDDIMScheduler(a=n, b=(m := 3), c=m)`,
    { a: 7, b: 3, c: 3 },
  ],
  'math, numpy and torch': [
    `${D}import math, numpy as np, torch\nDDIMScheduler(a=math.sqrt(16), b=np.log(1), c=max(1, 2), d=int(3.9), e=round(2.5), f=math.pi, g=torch.tensor(2.0))`,
    { a: 4, b: 0, c: 2, d: 3, e: 2, f: Math.PI, g: 2 },
  ],
  'texts and f-strings': [
    `${D}kind = "linear"\nDDIMScheduler(beta_schedule=f"scaled_{kind}", a="x" "y", b='it\\'s', c=r"\\n", d="a".upper())`,
    { beta_schedule: 'scaled_linear', a: 'xy', b: "it's", c: '\\n', d: 'A' },
  ],
  'dicts, unpacking and changes to a dict': [
    `${D}base = dict(beta_start=0.1, beta_end=0.2)\nextra = {**base, "beta_end": 0.3}\nextra["clip_sample"] = False\nextra.update(steps_offset=1)\nextra.pop("beta_start")\nDDIMScheduler(**extra, set_alpha_to_one=True)`,
    { beta_end: 0.3, clip_sample: false, steps_offset: 1, set_alpha_to_one: true },
  ],
  'dicts merged with bars': [
    `${D}base = {"a": 1}\nboth = base | {"b": 2}\nboth |= dict(c=3)\nDDIMScheduler(**both, d=len(base))`,
    { a: 1, b: 2, c: 3, d: 1 },
  ],
  'methods of texts': [
    `${D}DDIMScheduler(a="{}_{x}".format("scaled", x=1), b="%s-%d" % ("v", 2), c="x,y".split(",")[1], d="-".join(["p", "q"]), e="ab".replace("a", "$&"), f="aB".capitalize())`,
    { a: 'scaled_1', b: 'v-2', c: 'y', d: 'p-q', e: '$&b', f: 'Ab' },
  ],
  'going over known rows': [
    `${D}import torch\nDDIMScheduler(a=sorted([3, 1, 2]), b=list(map(float, ["0.5", "1"])), c=next(iter([7, 8])), d=torch.tensor(0.5).item())`,
    { a: [1, 2, 3], b: [0.5, 1], c: 7, d: 0.5 },
  ],
  'members of an enumeration': [
    `${D}from enum import Enum\nclass Spacing(Enum):\n    A = "leading"\nDDIMScheduler(timestep_spacing=Spacing.A.value)`,
    { timestep_spacing: 'leading' },
  ],
  'comprehensions and ranges': [
    `${D}DDIMScheduler(a=[i * i for i in range(4) if i != 2], b=list(range(3, 0, -1)))`,
    { a: [0, 1, 9], b: [3, 2, 1] },
  ],
  'items and slices': [
    `${D}xs = [1, 2, 3]\nDDIMScheduler(a=xs[0], b=xs[-1], c=xs[1:], d={"k": 4}["k"], e={}.get("k", 5))`,
    { a: 1, b: 3, c: [2, 3], d: 4, e: 5 },
  ],
  'a condition that is known': [
    `${D}fast = True\nDDIMScheduler(a=1 if fast else 2, b=(3 if not fast else 4), c=None or 5)`,
    { a: 1, b: 4, c: 5 },
  ],
  'a function of the file': [
    `${D}def half(n, by=2):\n    return n // by\nDDIMScheduler(a=half(10), b=half(9, by=3), c=(lambda x: x + 1)(1))`,
    { a: 5, b: 3, c: 2 },
  ],
  'an object of a class of the file': [
    `${D}class Config:\n    steps = 20\n    def __init__(self, start):\n        self.start = start\n    @property\n    def double(self):\n        return self.start * 2\nc = Config(0.5)\nDDIMScheduler(a=c.steps, b=c.start, c=c.double, d=Config.steps)`,
    { a: 20, b: 0.5, c: 1, d: 20 },
  ],
  'options given by position': [
    `${D}DDIMScheduler(1000, 0.1, 0.2)`,
    { num_train_timesteps: 1000, beta_start: 0.1, beta_end: 0.2 },
  ],
  'a dict that only one branch makes': [`${D}if x:\n    d = {"a": 1}\nDDIMScheduler(**d)`, { a: 1 }],
  'branches that agree': [`${D}if x:\n    n = 1\nelse:\n    n = 1\nDDIMScheduler(a=n)`, { a: 1 }],
  'a value kept where the condition raises': [
    `${D}n = 1\nif bad():\n    n = 2\n    raise ValueError(n)\nDDIMScheduler(a=n)`,
    { a: 1 },
  ],
  'the case that fits': [
    `${D}kind, n = "b", 4\nmatch kind:\n    case "a":\n        n = 1\n    case "b" | "c" if n > 3:\n        n = 2\n    case _:\n        n = 3\nDDIMScheduler(a=n)`,
    { a: 2 },
  ],
  'what patterns bind': [
    `${D}match [1, 2, 3, -4]:\n    case [a, *b, -5]:\n        pass\n    case (a, *b, -4 as c):\n        pass\nmatch {"kind": "x", "n": 7}:\n    case {"kind": "y"}:\n        d = 0\n    case {"kind": str(d), "n": int() as e, **rest}:\n        pass\nDDIMScheduler(a=a, b=b, c=c, d=d, e=e)`,
    { a: 1, b: [2, 3], c: -4, d: 'x', e: 7 },
  ],
  'a case by class and attributes': [
    `${D}class P:\n    def __init__(self, n):\n        self.n = n\nmatch P(5):\n    case P(n=6):\n        a = 1\n    case P(n=x):\n        a = x\nDDIMScheduler(a=a)`,
    { a: 5 },
  ],
  'a value lost and found again': [`${D}n = unknown()\nn = 4\nDDIMScheduler(a=n)`, { a: 4 }],
  'a swallowed try': [`${D}try:\n    import torch\nexcept ImportError:\n    pass\nDDIMScheduler(a=1)`, { a: 1 }],
};

describe('values that the code tells', () => {
  it.each(Object.entries(programs))('%s', async (_name, [text, options]) => {
    const scheduler = await onlyScheduler(text);
    expect(shownValues(scheduler.options)).toEqual(options);
    expect(scheduler.complete).toBe(true);
  });
});

/** Program text → what is said about the option `a`, which cannot be known. */
const unknowns: Record<string, readonly [string, RegExp]> = {
  'branches that disagree': [`if x:\n    n = 1\nelse:\n    n = 2\nDDIMScheduler(a=n)`, /1 or 2/],
  'a conditional expression': ['DDIMScheduler(a=1 if x else 2)', /1 or 2/],
  'a dict entry only one branch sets': [`d = {}\nif x:\n    d["a"] = 1\nDDIMScheduler(**d)`, /only set in a branch/],
  'an undefined name': ['DDIMScheduler(a=n)', /`n` is not defined/],
  'a parameter': ['def make(n):\n    return DDIMScheduler(a=n)', /parameter `n`/],
  'a default that a caller may replace': ['def make(n=3):\n    return DDIMScheduler(a=n)', /^\? 3$/],
  'a calculation with such a default': ['def make(n=3):\n    return DDIMScheduler(a=n + 1)', /^\? 4$/],
  'a case that a default may fit': [
    'def make(k="a"):\n    match k:\n        case "a": n = 1\n        case "b": n = 2\n    return DDIMScheduler(a=n)',
    /1 or 2/,
  ],
  'a field of a dataclass on the command line': [
    'from dataclasses import dataclass\nimport tyro\n@dataclass\nclass C:\n    n: int = 3\nDDIMScheduler(a=tyro.cli(C).n)',
    /^\? 3$/,
  ],
  'such a field without a default': [
    'from dataclasses import dataclass\nimport tyro\n@dataclass\nclass C:\n    n: int\nDDIMScheduler(a=tyro.cli(C).n)',
    /`--n`/,
  ],
  'a field of a dataclass in another one': [
    'from dataclasses import dataclass, field\nimport tyro\n@dataclass\nclass I:\n    n: int = 3\n@dataclass\nclass C:\n    i: I = field(default_factory=I)\nDDIMScheduler(a=tyro.cli(C).i.n)',
    /^\? 3$/,
  ],
  'a default given to the command line': [
    'from dataclasses import dataclass\nimport tyro\n@dataclass\nclass C:\n    n: int = 3\nDDIMScheduler(a=tyro.cli(C, default=C(n=8)).n)',
    /^\? 8$/,
  ],
  'a dataclass of HfArgumentParser': [
    'from dataclasses import dataclass, field\nfrom transformers import HfArgumentParser\n@dataclass\nclass A:\n    m: int = 1\n@dataclass\nclass B(A):\n    n: float = field(default=0.5, metadata={"help": "x"})\na, b = HfArgumentParser((A, B)).parse_args_into_dataclasses()\nDDIMScheduler(a=b.n, b=a.m)',
    /^\? 0.5$/,
  ],
  'a command-line argument': [
    'import argparse\np = argparse.ArgumentParser()\np.add_argument("--n", type=int)\na = p.parse_args()\nDDIMScheduler(a=a.n)',
    /--n/,
  ],
  'the default of a command-line argument': [
    'import argparse\np = argparse.ArgumentParser()\np.add_argument("-n", "--n-steps", default=7)\na = p.parse_args()\nDDIMScheduler(a=a.n_steps)',
    /^\? 7$/,
  ],
  'the result of a call': ['DDIMScheduler(a=f(1))', /result of `f/],
  'what a loop changes': ['n = 1\nfor i in rows:\n    n = n + 1\nDDIMScheduler(a=n)', /changes in a loop|branch/],
  'a function that calls itself': ['def f(n):\n    return f(n)\nDDIMScheduler(a=f(1))', /calls itself/],
  'a cycle of assignments': ['a = b\nb = a\na = b\nDDIMScheduler(a=a)', /not defined/],
  'what was deleted': ['n = 1\ndel n\nDDIMScheduler(a=n)', /not defined/],
  'division by zero': ['DDIMScheduler(a=1 / 0)', /`\/`/],
};

describe('values that the code does not tell', () => {
  it.each(Object.entries(unknowns))('%s', async (_name, [text, reason]) => {
    const scheduler = await onlyScheduler(`${D}${text}`);
    expect(shownValues(scheduler.options)['a']).toMatch(reason);
    expect(scheduler.complete).toBe(false);
  });

  it('says that **kwargs may hold more', async () => {
    const scheduler = await onlyScheduler(
      `${D}def make(**kwargs):\n    return DDIMScheduler(beta_start=0.1, **kwargs)`,
    );
    expect(shownValues(scheduler.options)).toEqual({ beta_start: 0.1 });
    expect(scheduler.complete).toBe(false);
  });
});

describe('defaults that a command line may replace', () => {
  const programs: Record<string, string> = {
    'an option of click': '@click.command()\n@click.option("--num-steps", "-n", default=50)\ndef main(num_steps):\n',
    'an option of click with a name of its own':
      '@click.command()\n@click.option("-n", "--count", "num_steps", default=50)\ndef main(num_steps):\n',
    'an option of typer': 'def main(num_steps: int = typer.Option(50, "--steps")):\n',
    'an option of typer in an annotation': 'def main(num_steps: Annotated[int, typer.Option()] = 50):\n',
    'an argument of fire': 'def main(num_steps=50):\n',
  };

  it.each(Object.entries(programs))('%s', async (_name, head) => {
    const text = `import click\nimport typer\nfrom diffusers import DDIMScheduler\n${head}    DDIMScheduler().set_timesteps(num_steps)\n`;
    const { schedulers } = await analyse(text);
    expect(shownValues(schedulers[0].calls[0].args)).toEqual({ num_inference_steps: '? 50' });
  });

  it('a slider is no default', async () => {
    const text =
      'import gradio as gr\nfrom diffusers import DDIMScheduler\nsteps = gr.Slider(1, 100, value=50)\nDDIMScheduler().set_timesteps(steps)\n';
    const { schedulers } = await analyse(text);
    expect(shownValues(schedulers[0].calls[0].args)['num_inference_steps']).toMatch(/^<the result of/);
  });
});
