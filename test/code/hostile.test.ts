import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNotebook } from '../../src/code/text/program';
import { analyse, counts, testAnalyser } from './reading';

/** A program with a bit of everything, to be broken. */
const program = `import argparse, math
from diffusers import DDIMScheduler as D, EulerDiscreteScheduler, StableDiffusionPipeline
import diffusers.schedulers as ds

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=50)
args = parser.parse_args()
TABLE = {"euler": EulerDiscreteScheduler, "ddim": D}
common = dict(beta_start=0.00085, beta_end=math.sqrt(0.000144))
class Sampler:
    """Holds 'a' scheduler."""
    def __init__(self, name="ddim", **kwargs):
        self.scheduler = TABLE[name](**common, **kwargs)
    @property
    def sigma(self):
        return self.scheduler.init_noise_sigma
    def run(self, n: int = 30, *rest, flag=None):
        for i in range(n):
            if flag is not None and i % 2 == 0 or rest:
                self.scheduler.set_timesteps(n + i, device=f"cuda:{i}")
            elif i in (1, 2): continue
            else: return [x for x in rest if x]
        while True:
            n += 1
        try:
            with open("x") as f, lock: pass
        except (OSError, ValueError) as e:
            raise RuntimeError from e
        finally:
            del n
pipe = StableDiffusionPipeline.from_pretrained("a/b", scheduler=Sampler("euler").scheduler).to("cuda")
pipe.scheduler = ds.LMSDiscreteScheduler.from_config({**pipe.scheduler.config, "clip_sample": not True})
match args.steps:
    case 1 | 2: steps = 3
    case _: steps = lambda q=4: q
image = pipe("p", num_inference_steps=args.steps if args.steps else (steps := 20)).images[0]
print(f"{pipe.scheduler.init_noise_sigma:.3f}", *[1, 2][::-1], **{})
`;

const found = async (text: string): Promise<void> => {
  const { schedulers, sites, notice } = await analyse(text);
  expect(notice ?? '').not.toMatch(/could not be followed/);
  for (const site of sites) {
    const scheduler = schedulers.at(site.scheduler);
    expect(scheduler).toBeDefined();
    if (site.call !== null) expect(site.call).toBeLessThan(scheduler?.calls.length ?? 0);
  }
};

describe('programs that are broken', { timeout: 60_000 }, () => {
  it('are read up to any point they are cut off at', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(program.length), (end) => found(program.slice(0, end))),
      { numRuns: 150 },
    );
  });

  it('are read with any part taken out, doubled or replaced', async () => {
    const part = fc.tuple(fc.nat(program.length), fc.nat(60));
    const replacement = fc.oneof(
      fc.constant(''),
      fc.string({ maxLength: 8 }),
      fc.constantFrom('(', ')', '"""', '\n', '\t', ':', '=', '**', 'lambda', '\\', '\u0000', '\ud800'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(part, replacement), { minLength: 1, maxLength: 4 }), (edits) =>
        found(
          edits.reduce(
            (text, [[start, length], by]) => text.slice(0, start) + by + text.slice(start + length),
            program,
          ),
        ),
      ),
      { numRuns: 300 },
    );
  });

  it('are read with their lines in any order', async () => {
    const lines = program.split('\n');
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(lines), (some) => found(some.join('\n'))),
      { numRuns: 150 },
    );
  });

  it('are read when they are no Python at all', async () => {
    const words = fc.constantFrom(
      'DDIMScheduler',
      'diffusers',
      'import',
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '=',
      '.',
      ',',
      ':',
      '\n',
      '    ',
      'def',
      'class',
      'if',
      '"',
      'x',
      '1',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 60 }), (some) => found(`DDIMScheduler ${some.join(' ')}`)),
      { numRuns: 300 },
    );
  });

  it('keep what comes before and after the broken part', async () => {
    const { schedulers } = await analyse(
      'from diffusers import DDIMScheduler\ns = DDIMScheduler(beta_start=0.1)\ns.set_timesteps(10)\nx = foo(\ns.set_timesteps(20)\n',
    );
    expect(schedulers).toHaveLength(1);
    expect(schedulers[0] && counts(schedulers[0])[0]).toBe(10);
  });

  it('are read when a call is being typed', async () => {
    for (const typed of [
      'DDIMScheduler(',
      'DDIMScheduler(beta_start=',
      'DDIMScheduler(beta_start=0.1,',
      'DDIMScheduler(beta_start=0.1',
    ]) {
      await found(`from diffusers import DDIMScheduler\ns = ${typed}`);
      await found(`from diffusers import DDIMScheduler\ns = ${typed}\ns.set_timesteps(5)\n`);
    }
  });
});

describe('programs that are too much', { timeout: 60_000 }, () => {
  const D = 'from diffusers import DDIMScheduler\n';
  const many = (n: number, line: (i: number) => string): string =>
    Array.from({ length: n }, (_, i) => line(i)).join('\n');

  const programs: Record<string, string> = {
    'deep brackets': `${D}x = ${'('.repeat(5000)}1${')'.repeat(5000)}`,
    'deep lists': `${D}x = ${'['.repeat(3000)}${']'.repeat(3000)}`,
    'unclosed brackets': `${D}x = ${'f('.repeat(3000)}`,
    'a long sum': `${D}x = ${many(5000, () => '1').replaceAll('\n', ' + ')}\ns = DDIMScheduler(a=x)`,
    'a long chain of attributes': `${D}x = a${'.b'.repeat(5000)}`,
    'a long chain of calls': `${D}x = a${'()'.repeat(3000)}`,
    'deep blocks': `${D}${many(200, (i) => `${' '.repeat(i)}if x:`)}\n${' '.repeat(200)}s = DDIMScheduler()`,
    'a long elif': `${D}if x == 0:\n    n = 0\n${many(2000, (i) => `elif x == ${i}:\n    n = ${i}`)}\ns = DDIMScheduler(a=n)`,
    'nested loops': `${D}${many(12, (i) => `${' '.repeat(i)}for a${i} in range(16):`)}\n${' '.repeat(12)}s = DDIMScheduler(a=a1)`,
    'nested comprehensions': `${D}x = [[[[[a for a in range(200)] for b in range(200)] for c in range(200)] for d in range(200)] for e in range(200)]`,
    'branches upon branches': `${D}n = 0\n${many(200, (i) => `if x${i}:\n    n = n + ${i + 1}`)}\ns = DDIMScheduler(a=n)`,
    'functions that call each other': `${D}${many(60, (i) => `def f${i}():\n    f${(i + 1) % 60}()\n    f${(i + 7) % 60}()`)}\nf0()`,
    'calls that double': `${D}def f0(scheduler):\n    DDIMScheduler()\n${many(9, (i) => `def f${i + 1}(scheduler):\n${many(9, () => `    f${i}(scheduler)`)}`)}\nf9(1)`,
    'a huge number of items': `${D}x = [${'1, '.repeat(100_000)}]\ns = DDIMScheduler(a=x)`,
    'huge texts': `${D}x = "a" * 10 ** 9\ny = [1] * 10 ** 9\nz = 1 << 10 ** 9\nw = 9 ** 9 ** 9\ns = DDIMScheduler(a=x)`,
    'texts that grow': `${D}x = "ab"\n${many(64, () => 'x = x + x')}\ns = DDIMScheduler(a=x)`,
    'a class that is its own base': `${D}class A:\n    pass\nclass A(A):\n    def f(self):\n        return self.g\nA().f()`,
    'a scheduler made from itself': `${D}s = None\nwhile True:\n    s = DDIMScheduler.from_config(s.config)`,
    'control characters': `${D}\u0000\u0001\ufeff\u2028s = DDIMScheduler()\r\n\r`,
    'replacement characters of invalid UTF-8': `${D}# \ufffd\ufffd\ns = DDIMScheduler(a="\ufffd")`,
    'mixed tabs': `${D}if x:\n\ts = DDIMScheduler()\n        s.set_timesteps(3)\n`,
    'Python 2': `${D}print "a", DDIMScheduler()\nexec "x = 1"\nraise E, "x"\n`,
  };

  /** A scheduler first, then what is too much. */
  const floods: Record<string, string> = {
    'a list of a million items': `${D}s = DDIMScheduler()\nx = [${'1, '.repeat(1_000_000)}]\ns.set_timesteps(7)`,
    'values that hold themselves': `${D}d = {}\nd["d"] = d\na = [d]\na.append(a)\nd["a"] = a\nd.update(d)\ns = DDIMScheduler(a=a, d=d, **d)`,
    'a list that doubles': `${D}a = [1]\n${many(5000, () => 'a = [a, a]')}\ns = DDIMScheduler(a=a)`,
    'a dict that doubles': `${D}d = {"x": 1}\n${many(5000, () => 'd = {"a": d, "b": d}')}\ns = DDIMScheduler(**d)`,
    'thirty thousand chunks of the same text': `${D}${many(30_000, () => 'def f(pipe):\n    return pipe.scheduler\n')}\ns = DDIMScheduler()`,
    'seven hundred thousand statements on a line': `${D}s = DDIMScheduler(); ${'x=1; '.repeat(700_000)}`,
    'f-strings in f-strings': `${D}x = ${'f"{'.repeat(3000)}1${'}"'.repeat(3000)}\ns = DDIMScheduler(a=x)`,
    'text that is never closed': `${D}s = DDIMScheduler()\nx = """${'never closed "\n'.repeat(60_000)}`,
    'quotes that open and close': `${D}s = DDIMScheduler()\n${'"""\n'.repeat(60_001)}`,
    'ten million characters on a line': `${D}s = DDIMScheduler()\nx = "${'a'.repeat(10_000_000)}"`,
    'ten million characters of sum': `${D}s = DDIMScheduler()\nx = ${'1+'.repeat(5_000_000)}1`,
    'NUL bytes': `${D}s = DDIMScheduler()\n${'\0'.repeat(100_000)}\nx\0 = 1\ns.set_timesteps(5)`,
    'lone surrogates': `${D}s = DDIMScheduler(a="\ud83d", b="\ude00\ud83d")\n# \udfff\n${'\ud83d'.repeat(50_000)}\n`,
    'brackets that never close': `${D}s = DDIMScheduler()\n${'x = f([{\n'.repeat(40_000)}`,
    'closing brackets': `${D}s = DDIMScheduler()\n${')]}\n'.repeat(60_000)}`,
    'indentation that only grows': `${D}s = DDIMScheduler()\n${many(3000, (i) => `${' '.repeat(i)}if x:`)}`,
    backslashes: `${D}s = DDIMScheduler()\nx = 1 ${'\\\n'.repeat(200_000)}\n`,
    'decorators without end': `${D}s = DDIMScheduler()\n${'@a\n'.repeat(60_000)}`,
  };

  it.each(Object.entries(floods))('%s', async (_name, text) => {
    await found(text);
  });

  it.each([
    'seven hundred thousand statements on a line',
    'text that is never closed',
    'ten million characters on a line',
    'brackets that never close',
    'indentation that only grows',
  ])('keeps what comes before %s, and says that there is more', async (name) => {
    const { schedulers, notice } = await analyse(floods[name] ?? '');
    expect(notice).toMatch(/too complex/);
    expect(schedulers).toHaveLength(1);
  });

  it.each([
    ['a text literal', 'x = """'],
    ['a bracket', 'x = f('],
    ['a brace', 'x = {'],
  ])('reads on after %s that was just opened', async (_name, typed) => {
    const rest = many(
      40,
      (i) => `def f${i}(n=${i}):\n    """A text."""\n    s = DDIMScheduler()\n    s.set_timesteps(n)\n`,
    );
    const { schedulers, notice } = await analyse(`${D}${typed}\n\n${rest}`);
    expect(notice).toBeNull();
    expect(schedulers).toHaveLength(40);
  });

  it.each(Object.entries(programs))('%s', async (_name, text) => {
    await found(text);
  });

  it('says so and keeps what was found before', async () => {
    const { schedulers, notice } = await analyse(`${D}s = DDIMScheduler()\n${programs['calls that double'] ?? ''}`);
    expect(notice).toMatch(/too complex/);
    expect(schedulers.length).toBeGreaterThan(0);
  });

  it('does not know a list of more than 100,000 items, instead of shortening it', async () => {
    const { schedulers } = await analyse(`${D}s = DDIMScheduler(trained_betas=[${'1, '.repeat(100_001)}])`);
    expect(schedulers[0].options['trained_betas'].known).toBe(false);
    expect(schedulers[0].complete).toBe(false);
  });

  it('reads a file of 20,000 lines to its end', async () => {
    const { schedulers, notice } = await analyse(
      `${D}${many(20_000, (i) => `v${i} = w[${i}] + len(str(${i}))`)}\ns = DDIMScheduler(num_train_timesteps=v1)\ns.set_timesteps(7)`,
    );
    expect(notice).toBeNull();
    expect(schedulers.map(counts)).toEqual([[7]]);
  });

  it('takes any JSON for a notebook', async () => {
    const analyser = await testAnalyser;
    fc.assert(
      fc.property(fc.json(), (json) => {
        analyser.analyse(parseNotebook(json));
      }),
    );
  });
});
