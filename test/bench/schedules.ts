import { computeSchedule } from '../../src/schedulers/compute';
import { schedulerNames } from '../../src/schedulers/registry';
import { quantile, type Figure } from './measure';

const stableDiffusion = { beta_start: 0.00085, beta_end: 0.012, beta_schedule: 'scaled_linear' };

/** Milliseconds of one call, as the median of batches long enough for the clock. */
function perCall(call: (i: number) => unknown, batches = 60, batch = 50): number[] {
  const measured: number[] = [];
  for (let b = -10; b < batches; b++) {
    const began = performance.now();
    for (let i = 0; i < batch; i++) call((b + 10) * batch + i);
    if (b >= 0) measured.push((performance.now() - began) / batch);
  }
  return measured.sort((a, b) => a - b);
}

const euler = (config: Record<string, unknown>) =>
  computeSchedule({ className: 'EulerDiscreteScheduler', via: 'init', config, call: { num_inference_steps: 30 } });

/** A schedule of SD's Euler, with a configuration seen before and with one never seen; and every class, never seen. */
export function schedules(): Figure[] {
  const warm = perCall(() => euler(stableDiffusion));
  // Each configuration differs in its last digit, so that no cache can serve.
  const cold = perCall((i) => euler({ ...stableDiffusion, beta_end: 0.012 + i * 1e-9 }));
  const note = (ms: number[]) => `median of ${String(ms.length)} batches; worst ${quantile(ms, 1).toFixed(4)} ms`;
  const medians = schedulerNames
    .map(ofClass)
    .filter((ms) => ms !== null)
    .sort((a, b) => a - b);
  return [
    { what: 'schedule: SD Euler, 30 steps', unit: 'ms', value: quantile(warm, 0.5), atMost: 0.05, note: note(warm) },
    {
      what: 'schedule: SD Euler, 30 steps, a configuration never seen',
      unit: 'ms',
      value: quantile(cold, 0.5),
      atMost: 0.05,
      note: note(cold),
    },
    {
      what: 'schedule: construct and 30 steps, median over all classes',
      unit: 'ms',
      value: quantile(medians, 0.5),
      atMost: 0.05,
      note: `${String(medians.length)} classes; slowest ${quantile(medians, 1).toFixed(3)} ms`,
    },
  ];
}

/** A class at its defaults; null for those that need more than a step count. */
function ofClass(className: string): number | null {
  const call = (): unknown =>
    computeSchedule({ className, via: 'init', config: {}, call: { num_inference_steps: 30 } });
  try {
    call();
  } catch {
    return null;
  }
  return quantile(perCall(call, 10, 20), 0.5);
}
