/** Schedules as data for other programs: every number reads back to the same float. */
import type { NumericArray } from '../../../schedulers/definition/schedule';
import { agreements } from './agreement';
import type { Series } from './series';

/** As Python, numpy and pandas write and read it. */
function written(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return value > 0 ? 'inf' : '-inf';
}

const headings = [
  'schedule',
  'step',
  'timestep',
  'sigma',
  'sigma_next',
  'alphas_cumprod',
  'log_snr',
  'signal',
  'noise',
  'input_scale',
  'beta',
];

/** One line a step, RFC 4180. Steps count from 1; a schedule that was refused has no lines. */
export function schedulesAsCsv(all: readonly Series[]): string {
  const lines = all.flatMap(({ name, course }) => {
    if (!course) return [];
    const { steps, finalSigma } = course;
    return Array.from({ length: steps.count }, (_, i) => [
      quoted(name),
      String(i + 1),
      ...[
        steps.timesteps[i],
        steps.sigmas[i],
        i + 1 < steps.count ? steps.sigmas[i + 1] : finalSigma,
        steps.alphasCumprod[i],
        steps.logSnr[i],
        steps.signal[i],
        steps.noise[i],
        steps.inputScale[i],
      ].map(written),
      steps.betas ? written(steps.betas[i]) : '',
    ]);
  });
  return [headings, ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** A cell that a spreadsheet would take for a formula is kept from being one. */
function quoted(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** The schedules with what they are computed from; numbers that JSON lacks are "nan", "inf" and "-inf". */
export function schedulesAsJson(all: readonly Series[]): string {
  const agreed = agreements(all);
  const schedules = all.map(({ name, subject, course, schedule, refusal }, i) => ({
    name,
    ...(subject.kind === 'kDiffusion' ? { kDiffusion: subject.schedule } : {}),
    class: schedule?.className ?? (subject.kind === 'scheduler' ? subject.request.className : subject.model.className),
    config: schedule?.config ?? null,
    call: subject.kind === 'kDiffusion' ? { num_inference_steps: subject.steps } : (schedule?.call ?? null),
    refusal: refusal && { type: refusal.type, message: refusal.message, where: refusal.where },
    sameAs: agreed[i]?.kind === 'same' ? all[agreed[i].with].name : null,
    ...(course && {
      timesteps: listOf(course.steps.timesteps),
      sigmas: listOf(Float64Array.from([...course.steps.sigmas, course.finalSigma])),
      alphasCumprod: listOf(course.steps.alphasCumprod),
      logSnr: listOf(course.steps.logSnr),
      signal: listOf(course.steps.signal),
      noise: listOf(course.steps.noise),
      inputScale: listOf(course.steps.inputScale),
      betas: course.steps.betas && listOf(course.steps.betas),
    }),
  }));
  return `${JSON.stringify({ schedules }, numbersByName, 2)}\n`;
}

const listOf = (values: NumericArray): number[] => Array.from(values);

function numbersByName(_key: string, value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as NumericArray);
  return typeof value === 'number' && !Number.isFinite(value) ? written(value) : value;
}
