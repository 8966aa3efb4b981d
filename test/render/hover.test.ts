import fc from 'fast-check';
import { Marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/inspect/inspection';
import { hoverMarkdown } from '../../src/render/hover';
import { code, escape } from '../../src/render/words/markdown';
import type { Theme } from '../../src/render/drawing/theme';
import { noisyPicture } from './fixtures';
import { inspectionOf, stableDiffusion } from '../inspect/fixtures';

/** The parser that VS Code renders hovers with. */
const marked = new Marked();
const html = (markdown: string) => marked.parse(markdown, { async: false });

const lms = inspectionOf('LMSDiscreteScheduler', stableDiffusion);
const target = { uri: "file:///home/u/a%20(b)/it's.py", scheduler: 0, call: 0 };

function stripOf(count: number, size = 256) {
  const steps = Array.from({ length: count }, (_, i) => i * 10);
  return {
    steps,
    pictures: steps.map((step) => noisyPicture(size, step)),
    decoder: 'embedded preview decoder (SD 1/2)',
    provider: 'cpu',
  };
}

describe('the hover', () => {
  const markdown = hoverMarkdown(lms, { theme: 'light', target });

  it('says class, steps, spacing, prediction type and model evaluations', () => {
    expect(html(markdown)).toContain('<strong>LMSDiscreteScheduler</strong>');
    for (const fact of ['70 steps', 'linspace spacing', 'epsilon prediction', '70 model evaluations']) {
      expect(text(markdown)).toContain(fact);
    }
  });

  it('says what other programs call the configuration', () => {
    expect(text(markdown)).toContain(' · A1111: LMS');
  });

  it('shows first and last timesteps and sigmas', () => {
    const cells = [...html(markdown).matchAll(/<t[dh][^>]*>([^<]*)</g)].map(([, cell = '']) =>
      cell.replaceAll('&nbsp;', ''),
    );
    expect(cells).toEqual(
      expect.arrayContaining([
        '999',
        '984.522',
        '970.043',
        '14.4783',
        '0',
        '14.6146',
        '13.3974',
        '0.117416',
        '0.0291675',
      ]),
    );
  });

  it('tells the code’s values from diffusers’ defaults', () => {
    const [code = '', defaults = ''] = text(markdown).split('Your code:')[1]?.split('diffusers’ defaults:') ?? [];
    expect(code).toContain('beta_start=0.00085');
    expect(code).toContain('num_inference_steps=70');
    expect(code).not.toContain('num_train_timesteps');
    expect(defaults).toContain('num_train_timesteps=1000');
    expect(defaults).not.toContain('beta_start');
  });

  it('embeds the curve with its size, and nothing from elsewhere', () => {
    const images = [...html(markdown).matchAll(/<img src="([^"]*)"/g)].map(([, src = '']) => src);
    expect(images).toHaveLength(1);
    expect(images[0]).toMatch(/^data:image\/svg\+xml;base64,[A-Za-z0-9+/=]+(%7C|\|)width=440,height=160$/);
  });

  it('links to its commands with arguments that read back', () => {
    const links = [...html(markdown).matchAll(/<a href="command:([\w.]+)\?([^"]*)"/g)];
    expect(links.map(([, command]) => command)).toEqual([
      'sigmascope.showNoiseSchedule',
      'sigmascope.sweepOption',
      'sigmascope.copySigmas',
      'sigmascope.copyTimesteps',
      'sigmascope.pinToComparison',
    ]);
    const sweep = { target, option: 'init_noise_sigma' };
    for (const [, command, query = ''] of links)
      expect(JSON.parse(decodeURIComponent(query))).toEqual([command === 'sigmascope.sweepOption' ? sweep : target]);
  });

  it('explains the option under the pointer first', () => {
    const definition = { type: 'number', default: 0.0001, doc: 'β of the first training step.' } as const;
    const first = hoverMarkdown(lms, { theme: 'light', option: { name: 'beta_start', definition } });
    expect(text(first)).toMatch(/^beta_start=0\.00085 β of the first training step\. diffusers’ default is 0\.0001\./);
  });

  it('names steps and timesteps where they differ', () => {
    const pndm = inspectionOf(
      'PNDMScheduler',
      { ...stableDiffusion, skip_prk_steps: true },
      { num_inference_steps: 50 },
    );
    expect(text(hoverMarkdown(pndm, { theme: 'light' }))).toContain('50 steps (51 timesteps)');
  });

  it('says what is not known', () => {
    const resolved = {
      ...lms.resolved,
      unknown: { beta_end: 'it comes from a function call' },
      notices: ['30 steps are assumed.'],
    };
    const said = text(hoverMarkdown({ ...lms, resolved }, { theme: 'light' }));
    expect(said).toContain('beta_end cannot be known from the code (it comes from a function call)');
    expect(said).toContain('30 steps are assumed.');
  });
});

describe('the strip of pictures', () => {
  it.each<[Theme, number]>([
    ['light', 6],
    ['hcDark', 6],
    ['dark', 1],
  ])('keeps the hover within VS Code’s limit (%s, %i pictures of pure noise)', (theme, count) => {
    const markdown = hoverMarkdown(lms, { theme, strip: stripOf(count), target });
    expect(markdown.length).toBeLessThan(100_000);
    expect(markdown.match(/!\[/g)).toHaveLength(2);
    expect(text(markdown)).toContain(
      'Pictures: what the model is given at these steps, a sample picture noised; embedded preview decoder (SD 1/2) on CPU.',
    );
  });

  it('captions every picture with its σ', () => {
    const markdown = hoverMarkdown(lms, { theme: 'light', strip: stripOf(6, 64) });
    const svg = Buffer.from(/.*base64,([A-Za-z0-9+/=]+)/s.exec(markdown)?.[1] ?? '', 'base64').toString();
    expect(svg.match(/<use /g)).toHaveLength(6);
    expect(svg).toContain('noised to timesteps 999, ');
    expect(svg).toContain('>σ 14.61<');
  });

  it('gives way to the numbers when nothing else helps', () => {
    const resolved = { ...lms.resolved, notices: ['x'.repeat(85_000)] };
    const markdown = hoverMarkdown({ ...lms, resolved }, { theme: 'light', strip: stripOf(6), target });
    expect(markdown.match(/!\[/g)).toHaveLength(1);
  });
});

describe('a refusal', () => {
  const outcome: Outcome = {
    ok: false,
    by: 'diffusers',
    type: 'NotImplementedError',
    message: 'linaer is not implemented',
    where: 'init',
    remedy: 'Use one of linear, scaled_linear.',
  };

  it('names exception, cause and remedy, and offers nothing to copy', () => {
    const markdown = hoverMarkdown(inspectionOf('EulerDiscreteScheduler', { beta_schedule: 'linaer' }, {}, outcome), {
      theme: 'dark',
      target,
    });
    const said = text(markdown);
    expect(said).toContain('NotImplementedError when it is constructed: linaer is not implemented');
    expect(said).toContain('Use one of linear, scaled_linear.');
    expect(said).toContain('beta_schedule="linaer"');
    expect(markdown).not.toContain('copySigmas');
  });
});

describe('text from user code', () => {
  const malicious = '[x](command:evil) <img src=x> **b** `c` | $(trash) ![i](http://e/i.png) http://e.org \\';

  it('stays text', () => {
    for (const written of [escape(malicious), code(malicious)]) {
      const rendered = html(written);
      expect(rendered).not.toMatch(/<(a|img|strong|code|em)\b/);
      expect(written).not.toMatch(/(^|[^\\])\$\(/);
    }
  });

  it('stays text anywhere in a hover', () => {
    const config = { ...stableDiffusion, trained_betas: null, prediction_type: 'epsilon' };
    const inspection = inspectionOf('LMSDiscreteScheduler', config);
    const resolved = {
      ...inspection.resolved,
      config: { ...inspection.resolved.config, note: { value: malicious, origin: 'code' as const, range: null } },
      base: { label: malicious, known: true, source: malicious },
      unknown: { [malicious]: malicious },
      notices: [malicious],
    };
    const rendered = html(hoverMarkdown({ ...inspection, resolved }, { theme: 'light' }));
    expect(rendered).not.toMatch(/<a\b|evil"|<img src="(?!data:image\/svg)/);
  });

  it('reads the same after Markdown, whatever it is', () => {
    const words = fc.string({ unit: fc.constantFrom(...Array.from('ab1 *_`[](){}<>#+-.!|~$&:@\\/"\'=')) });
    fc.assert(
      fc.property(words, (value) => {
        expect(text(`x${escape(value)}x`)).toBe(`x${value}x`.replace(/\s+/g, ' '));
      }),
    );
  });
});

describe('discrete tokens', () => {
  const amused = inspectionOf('AmusedScheduler', { mask_token_id: 2 }, { num_inference_steps: 12 });
  const markdown = hoverMarkdown(amused, { theme: 'light', target, strip: stripOf(6, 64) });

  it('have neither curve nor pictures, nor σ', () => {
    expect(text(markdown)).toContain('discrete tokens: no noise levels');
    expect(html(markdown)).not.toContain('<img');
    expect(text(markdown)).not.toMatch(/NaN|σ|end/);
    expect(markdown).not.toContain('copySigmas');
  });

  it('still show their timesteps and options', () => {
    expect(text(markdown)).toContain('12 steps');
    expect(text(markdown)).toContain('mask_token_id=2');
    expect(html(markdown).replaceAll('&nbsp;', '')).toContain('>11</t');
    expect(markdown).toContain('copyTimesteps');
  });
});

describe('options that a class does not use', () => {
  it('are no facts, and are named where somebody wrote them', () => {
    const lcm = inspectionOf('LCMScheduler', { timestep_spacing: 'trailing' }, { num_inference_steps: 4 });
    const said = text(hoverMarkdown(lcm, { theme: 'light' }));
    expect(said).not.toMatch(/trailing spacing|timestep_spacing="trailing"|steps_offset/);
    expect(said).toMatch(/Your code: num_inference_steps=4; timestep_spacing not used by this class/);
  });
});

/** What is left to read of rendered Markdown. */
function text(markdown: string): string {
  return html(markdown)
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(lt|gt|amp|quot|#39);/g,
      (_, name: string) => ({ lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" })[name] ?? '',
    )
    .trim();
}
