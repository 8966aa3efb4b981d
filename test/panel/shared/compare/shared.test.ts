import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { additionsFor, standIn } from '../../../../src/panel/compare/additions';
import type { NamedSubject } from '../../../../src/panel/protocol';
import { wiredKeywords } from '../../../../src/panel/protocol/wire';
import { agreementInWords, agreementOf, agreements } from '../../../../src/panel/shared/compare/agreement';
import { schedulesAsCsv, schedulesAsJson } from '../../../../src/panel/shared/compare/columns';
import { differenceTable } from '../../../../src/panel/shared/compare/differenceTable';
import { comparisonDrawing } from '../../../../src/panel/shared/compare/drawing';
import { spreadLabels } from '../../../../src/panel/shared/compare/endLabels';
import { lookAt, lookOfNow } from '../../../../src/panel/shared/compare/looks';
import { stepAtCursor } from '../../../../src/panel/shared/compare/quantities';
import { seriesOf, type Series } from '../../../../src/panel/shared/compare/series';
import { elementsOf } from '../../../render/xml';
import { stableDiffusion } from '../../../inspect/fixtures';

function series(className: string, config = {}, call: object = { num_inference_steps: 20 }, name = className): Series {
  const request = {
    className,
    via: 'init',
    config: wiredKeywords(config),
    call: wiredKeywords(call),
    evenSigmas: false,
  } as const;
  return seriesOf({ name, subject: { kind: 'scheduler', request } });
}

const model = standIn.request;
const named = (schedule: 'simple' | 'sgm_uniform' | 'karras', steps = 20): Series =>
  seriesOf({ name: schedule, subject: { kind: 'kDiffusion', schedule, steps, model } });

const trailing = series('EulerDiscreteScheduler', { ...stableDiffusion, timestep_spacing: 'trailing' });
const ddim = series('DDIMScheduler', { ...stableDiffusion, timestep_spacing: 'trailing' });
const karras = series('EulerDiscreteScheduler', { ...stableDiffusion, use_karras_sigmas: true });
const flow = series('FlowMatchEulerDiscreteScheduler', { shift: 3 });
const tokens = series('VQDiffusionScheduler', { num_vec_classes: 4097 }, { num_inference_steps: 20 });
const refused = series('EulerDiscreteScheduler', { use_karras_sigmas: true, use_beta_sigmas: true });

describe('the same schedule', () => {
  it('is found whatever the class and the convention it is told in', () => {
    expect(agreements([karras, trailing, ddim, named('simple')])).toMatchObject([
      null,
      null,
      { kind: 'same', with: 1 },
      { kind: 'same', with: 1 },
    ]);
  });

  it('is told from one that is merely close, and by how much', () => {
    const [, close] = agreements([trailing, named('sgm_uniform')]);
    expect(close).toMatchObject({ kind: 'close', with: 0 });
    expect(close && agreementInWords(close, 'A')).toMatch(
      /^Close to A: noise levels differ by at most [\d.]+ %; the timesteps .* up to 0\.\d+\.$/,
    );
    expect(agreementInWords({ kind: 'same', with: 0, worst: 0, timesteps: 0 }, 'A')).toBe(
      'Same schedule as A: every noise level within 0.001 %.',
    );
  });

  it('is no other number of steps, no flow, no tokens, no refusal', () => {
    const fewer = named('simple', 19);
    expect(agreements([trailing, fewer, flow, tokens, refused])).toEqual([null, null, null, null, null]);
  });

  it('holds of itself and both ways', () => {
    for (const { course } of [trailing, karras, flow]) {
      if (!course) throw new Error('refused');
      expect(agreementOf(course, course)).toEqual({ kind: 'same', worst: 0, timesteps: 0 });
    }
    const [a, b] = [trailing.course, named('sgm_uniform').course];
    expect(a && b && agreementOf(a, b)).toEqual(a && b && agreementOf(b, a));
  });
});

describe('the table of differences', () => {
  const labels = (...all: readonly Series[]): string[] => differenceTable(all).map(({ label }) => label);

  it('has only what differs', () => {
    expect(labels(trailing, trailing)).toEqual([]);
    expect(labels(trailing)).toEqual([]);
    const differing = labels(trailing, karras);
    expect(differing).toContain('use_karras_sigmas');
    expect(differing).toContain('timestep_spacing');
    expect(differing).not.toContain('beta_start');
    expect(differing).not.toContain('steps');
  });

  it('leaves out what only one class has, unless it is set', () => {
    expect(labels(ddim, trailing)).not.toContain('use_karras_sigmas');
    expect(labels(ddim, karras)).toContain('use_karras_sigmas');
    expect(labels(ddim, karras)).toContain('init_noise_sigma');
  });

  it('says what diffusers refuses', () => {
    const row = differenceTable([trailing, refused]).find(({ label }) => label === 'refused');
    expect(row?.values[1]).toMatch(/ValueError/);
  });
});

describe('data to take along', () => {
  const all = [trailing, karras, named('karras'), flow, refused];

  it('reads back from CSV to the very same floats', () => {
    const [head, ...lines] = schedulesAsCsv(all)
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(head.slice(0, 4)).toEqual(['schedule', 'step', 'timestep', 'sigma']);
    expect(lines).toHaveLength(80);
    expect(lines.slice(20, 40).map((cells) => Number(cells[3]))).toEqual(Array.from(karras.course?.steps.sigmas ?? []));
    expect(lines[19][4]).toBe('0');
  });

  it('reads back from JSON, non-finite numbers by name', () => {
    const zeroSnr = series('DDIMScheduler', {
      ...stableDiffusion,
      rescale_betas_zero_snr: true,
      timestep_spacing: 'trailing',
    });
    const { schedules } = JSON.parse(schedulesAsJson([trailing, zeroSnr, ddim])) as {
      schedules: Record<string, unknown>[];
    };
    expect(schedules[0]['sigmas']).toEqual([...(trailing.course?.steps.sigmas ?? []), 0]);
    expect(schedules[0]['config']).toMatchObject({ timestep_spacing: 'trailing', beta_start: 0.00085 });
    expect((schedules[1]['sigmas'] as unknown[])[0]).toBe('inf');
    expect(schedules[2]['sameAs']).toBe('EulerDiscreteScheduler');
  });

  it('lets no name become a spreadsheet’s formula or another cell', () => {
    const csv = schedulesAsCsv([series('DDIMScheduler', {}, { num_inference_steps: 1 }, '=HYPERLINK("http://x"),"')]);
    expect(csv.split('\r\n')[1]).toMatch(/^"'=HYPERLINK\(""http:\/\/x""\),""",1,/);
  });
});

describe('the looks of lines', () => {
  it('differ without colour for 28 schedules, and from what is shown now', () => {
    const looks = Array.from({ length: 28 }, (_, i) => lookAt(i));
    expect(new Set([...looks, lookOfNow].map(({ dash, marker }) => `${dash} ${marker}`)).size).toBe(29);
    expect(new Set(Array.from({ length: 60 }, (_, i) => lookAt(i).tag)).size).toBe(60);
  });

  it('label every end without covering another label', () => {
    const property = fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 40 }), (ys) => {
      const places = spreadLabels(ys, { from: 0, to: 200, distance: 10 });
      expect(places).toHaveLength(ys.length);
      for (const column of [0, 1]) {
        const own = places
          .filter((place) => place.column === column)
          .map(({ y }) => y)
          .sort((a, b) => a - b);
        const distance = Math.min(10, 200 / Math.max(1, own.length - 1));
        for (let i = 1; i < own.length; i++) expect(own[i] - own[i - 1]).toBeGreaterThanOrEqual(distance - 1e-6);
        for (const y of own) expect(y).toBeGreaterThanOrEqual(-1e-6);
        for (const y of own) expect(y).toBeLessThanOrEqual(200 + 1e-6);
      }
    });
    fc.assert(property);
  });
});

describe('the cursor', () => {
  it('stands at the same step of every schedule, or at the same part of the way', () => {
    expect(stepAtCursor('step', 25, 50, 20)).toBe(-1);
    expect(stepAtCursor('step', 12, 50, 20)).toBe(12);
    expect(stepAtCursor('progress', 49, 50, 20)).toBe(19);
    expect(stepAtCursor('progress', 0, 50, 20)).toBe(0);
    expect(stepAtCursor('progress', 0, 1, 1)).toBe(0);
  });
});

describe('the drawing', () => {
  const paint = {
    background: '#ffffff',
    text: '#222222',
    muted: '#666666',
    grid: '#dddddd',
    axis: '#bbbbbb',
    lines: { text: '#222', blue: '#00f', orange: '#f80', green: '#0a0', purple: '#808', red: '#f00', yellow: '#aa0' },
    fontSize: 11,
    lineWidth: 1.5,
    gridWidth: 1,
  };

  it('is well-formed and names every schedule, whatever it is called and however odd its numbers', () => {
    const odd = [
      trailing,
      flow,
      tokens,
      series('DDIMScheduler', { rescale_betas_zero_snr: true, timestep_spacing: 'trailing' }),
      named('karras', 1),
    ];
    for (const along of ['step', 'progress'] as const)
      for (const sigmaScale of ['linear', 'logarithmic'] as const) {
        const lines = odd.flatMap(({ course }, i) =>
          course ? [{ course, look: lookAt(i), name: `<${i}> & "x"` }] : [],
        );
        const svg = comparisonDrawing({ lines, along, sigmaScale, title: 'A < B' }, paint);
        expect(elementsOf(svg)).toContain('path');
        expect(svg).not.toMatch(/NaN|Infinity/);
        expect(svg).toContain('&#60;4&#62;');
      }
  });
});

describe('what can be added without code', () => {
  it('is all computed: names of A1111 and ComfyUI, k-diffusion, Align Your Steps, models', () => {
    const additions = additionsFor(standIn).flatMap((group) => group.additions);
    expect(additions.length).toBeGreaterThan(100);
    for (const { pin, label } of additions) {
      const computed = seriesOf(pin satisfies NamedSubject);
      expect(computed.refusal, label).toBeNull();
      expect(computed.course?.steps.count, label).toBeGreaterThan(0);
    }
  });
});
