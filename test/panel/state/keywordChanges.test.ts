import { describe, expect, it } from 'vitest';
import { parseScript } from '../../../src/code/text/program';
import { applied, rewrite } from '../../../src/code/rewrite/rewrite';
import { inspectScheduler } from '../../../src/inspect/inspect';
import { outcomeOf } from '../../../src/inspect/outcome';
import { asPython } from '../../../src/panel/state/asPython';
import type { WiredChanges } from '../../../src/panel/protocol';
import { changedRequest, noChanges } from '../../../src/panel/shared/whatIf';
import { wiredRequest } from '../../../src/panel/state/wiredRequest';
import { keywordChangesOf } from '../../../src/panel/state/keywordChanges';
import { testAnalyser } from '../../code/reading';

const choice = { scheduler: 0, call: 0 };

const changes = (config: Partial<WiredChanges['config']>, call: Partial<WiredChanges['call']> = {}): WiredChanges => ({
  config: { ...noChanges.config, ...config },
  call: { ...noChanges.call, ...call },
});

async function appliedTo(text: string, change: WiredChanges) {
  const analyser = await testAnalyser;
  const program = parseScript(text);
  const analysis = analyser.analyse(program);
  const wanted = outcomeOf(changedRequest(wiredRequest(inspectScheduler(analysis, 0, 0).resolved), change));
  const changes = keywordChangesOf(analysis, choice, change);
  const rewriting = rewrite(
    program,
    { schedulers: analysis.schedulers, scheduler: 0, call: 0, parameters: [] },
    changes,
  );
  if (!rewriting.ok) throw new Error(rewriting.reason);
  const after = applied(program, rewriting.edits);
  const read = inspectScheduler(analyser.analyse(after), 0, 0).outcome;
  return { text: after.cells[0].text, wanted, read };
}

describe('applying a what-if', () => {
  it.each([
    ['adds a keyword', '', '20', changes({ set: { use_karras_sigmas: true } }), '(use_karras_sigmas=True)'],
    ['changes one', 'beta_end=0.012', '20', changes({ set: { beta_end: 0.015 } }), '(beta_end=0.015)'],
    ['removes one', 'beta_end=0.012, beta_start=0.001', '20', changes({ unset: ['beta_end'] }), '(beta_start=0.001)'],
    ['changes the steps', '', '20', changes({}, { set: { num_inference_steps: 9 } }), 'set_timesteps(9)'],
    [
      'gives sigmas for steps',
      '',
      'num_inference_steps=20',
      changes({}, { set: { sigmas: [10, 5, 1, 0] }, unset: ['num_inference_steps'] }),
      'set_timesteps(sigmas=[10, 5, 1, 0])',
    ],
  ])('%s, and reading the code again gives its schedule', async (_what, options, steps, change, expected) => {
    const code = `from diffusers import EulerDiscreteScheduler\ns = EulerDiscreteScheduler(${options})\ns.set_timesteps(${steps})\n`;
    const { text, wanted, read } = await appliedTo(code, change);
    expect(text).toContain(expected);
    if (!wanted.ok || !read.ok) throw new Error('refused');
    expect(read.schedule.steps).toEqual(wanted.schedule.steps);
  });

  it('says a default out loud where the configuration it starts from says otherwise', async () => {
    const head = 'from diffusers import EulerDiscreteScheduler\n';
    const base = '{"beta_schedule": "scaled_linear"}';
    const { text } = await appliedTo(
      `${head}s = EulerDiscreteScheduler.from_config(${base})\ns.set_timesteps(20)\n`,
      changes({ unset: ['beta_schedule'] }),
    );
    expect(text).toContain(`from_config(${base}, beta_schedule="linear")`);
  });
});

describe('copying as Python', () => {
  const request = {
    className: 'EulerDiscreteScheduler',
    via: 'init',
    config: { beta_schedule: 'scaled_linear', use_karras_sigmas: true },
    call: { num_inference_steps: 2 },
  } as const;
  const copied = (what: Parameters<typeof asPython>[0], change = noChanges) => {
    const copy = asPython(what, request, change, outcomeOf(request));
    return 'text' in copy ? copy.text : copy.refused;
  };

  it('gives the constructor, an override, and the lists', () => {
    expect(copied('constructor')).toBe('EulerDiscreteScheduler(beta_schedule="scaled_linear", use_karras_sigmas=True)');
    expect(copied('from_config', changes({ set: { rho: 3 }, unset: ['beta_schedule'] }))).toBe(
      'EulerDiscreteScheduler.from_config(pipe.scheduler.config, beta_schedule="linear", rho=3)',
    );
    expect(copied('sigmas')).toMatch(/^\[\d+\.\d+, \d+\.\d+, 0\.0\]$/);
    expect(copied('timesteps')).toMatch(/^\[\d+\.\d+, 0\.0\]$/);
  });

  it('says why there is none', () => {
    const broken = { ...request, config: { beta_schedule: 'x' } };
    const copy = asPython('sigmas', broken, noChanges, outcomeOf(broken));
    expect('refused' in copy && copy.refused).toMatch(/There are no sigmas/);
  });
});
