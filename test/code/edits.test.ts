import { describe, expect, it } from 'vitest';
import { inspectScheduler } from '../../src/inspect/inspect';
import { computeSchedule } from '../../src/schedulers/compute';
import { analyse, onlyScheduler, shownValues } from './reading';

const D = 'from diffusers import EulerDiscreteScheduler, DDIMScheduler, StableDiffusionPipeline\n';
const EULER = `${D}s = EulerDiscreteScheduler(timestep_spacing="leading", beta_end=0.012)\n`;

/** What `set_timesteps` sees of the options that were set after the construction. */
const seen = async (text: string) => {
  const { schedulers } = await analyse(text);
  return shownValues(schedulers.at(0)?.calls.at(-1)?.edits ?? {});
};

/** What `from_config` copies of them. */
const copied = async (text: string) => {
  const { schedulers } = await analyse(text);
  return shownValues(schedulers.at(-1)?.base?.edits ?? {});
};

describe('options that are set in a configuration after the construction', () => {
  it('as an attribute, are read by set_timesteps and not copied by from_config', async () => {
    const text = `${EULER}s.config.timestep_spacing = "trailing"\n`;
    expect(await seen(`${text}s.set_timesteps(10)`)).toEqual({ timestep_spacing: 'trailing' });
    expect(await copied(`${text}t = DDIMScheduler.from_config(s.config)`)).toEqual({});
  });

  it('as an item, are copied by from_config and not read by set_timesteps', async () => {
    const text = `${EULER}s.config["timestep_spacing"] = "trailing"\n`;
    expect(await seen(`${text}s.set_timesteps(10)`)).toEqual({});
    expect(await copied(`${text}t = DDIMScheduler.from_config(s.config)`)).toEqual({ timestep_spacing: 'trailing' });
  });

  it('with register_to_config, are both, and undo what was set as an attribute alone', async () => {
    const text = `${EULER}s.config.use_karras_sigmas = True\ns.register_to_config(timestep_spacing="trailing")\n`;
    expect(await seen(`${text}s.set_timesteps(10)`)).toEqual({ timestep_spacing: 'trailing' });
    expect(await copied(`${text}t = DDIMScheduler.from_config(s.config)`)).toEqual({ timestep_spacing: 'trailing' });
  });

  it('count from the line that sets them', async () => {
    const { schedulers } = await analyse(
      `${EULER}s.set_timesteps(5)\ns.config.timestep_spacing = "trailing"\ns.set_timesteps(10)`,
    );
    expect(schedulers[0]?.calls.map(({ edits }) => shownValues(edits ?? {}))).toEqual([
      {},
      { timestep_spacing: 'trailing' },
    ]);
  });

  it('are not known when only a branch sets them', async () => {
    expect(await seen(`${EULER}if x:\n    s.config.timestep_spacing = "trailing"\ns.set_timesteps(10)`)).toEqual({
      timestep_spacing: '<`timestep_spacing` is only set in a branch>',
    });
  });

  it("reach a pipeline's own scheduler, by whatever name the configuration goes", async () => {
    const text = `${D}pipe = StableDiffusionPipeline.from_pretrained("a/b")\nconfig = pipe.scheduler.config\nconfig.timestep_spacing = "trailing"\npipe("x", num_inference_steps=4)`;
    expect(await seen(text)).toEqual({ timestep_spacing: 'trailing' });
  });

  it('can be hovered', async () => {
    const { sites } = await analyse(`${EULER}s.config.timestep_spacing = "trailing"`);
    expect(
      sites.filter(({ kind }) => kind === 'option').map(({ option, range }) => [option, range.line]),
    ).toContainEqual(['timestep_spacing', 2]);
  });

  it('can be read again', async () => {
    const { schedulers } = await analyse(`${EULER}t = DDIMScheduler(beta_end=s.config.beta_end)`);
    expect(shownValues(schedulers[1]?.options ?? {})).toEqual({ beta_end: 0.012 });
  });

  it('change the timesteps, and nothing that the constructor computed', async () => {
    const analysis = await analyse(
      `${EULER}s.config.timestep_spacing = "trailing"\ns.config.beta_end = 0.5\ns.set_timesteps(10)`,
    );
    const { outcome, resolved } = inspectScheduler(analysis, 0, 0);
    const built = computeSchedule({
      className: 'EulerDiscreteScheduler',
      via: 'init',
      config: { timestep_spacing: 'trailing', beta_end: 0.012 },
      call: { num_inference_steps: 10 },
    });
    expect(outcome.ok && outcome.schedule.after['sigmas']).toEqual(built.after['sigmas']);
    expect(resolved.notices.join('\n')).toContain('`timestep_spacing` is set to "trailing"');
  });

  it('are forgotten by from_config where the old object had the option only by default', async () => {
    const analysis = await analyse(
      `${EULER}s.config["steps_offset"] = 1\ns.config["beta_end"] = 0.5\nt = DDIMScheduler.from_config(s.config)`,
    );
    const { config, notices } = inspectScheduler(analysis, 1, null).resolved;
    expect(config['beta_end'].value).toBe(0.5);
    expect(config['steps_offset']).toBeUndefined();
    expect(notices.join('\n')).toContain('from_config forgets it');
  });

  it('is one scheduler still', async () => {
    expect((await onlyScheduler(`${EULER}s.register_to_config(steps_offset=1)`)).complete).toBe(true);
  });
});
