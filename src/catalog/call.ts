import type { CallReading } from './types/configurationReading';
import type { LatentFamily } from './known/latentFamily';
import type { Sourced } from './resolved';
import { defaultStepCount, givesEvenSigmas } from './known/stepCounts';

/** What decides about the arguments that the code does not give. */
interface Setting {
  readonly className: string;
  readonly entries: ReadonlyMap<string, Sourced>;
  readonly pipelineClass: string | null;
  readonly family: LatentFamily;
}

interface Call {
  readonly args: ReadonlyMap<string, Sourced>;
  readonly otherCounts: readonly number[];
  readonly unknown: ReadonlyMap<string, string>;
  readonly notices: readonly string[];
}

/** The arguments of `set_timesteps`, from the call that is meant, else the first one, else as the pipeline would make it. */
export function callOf(calls: readonly CallReading[], index: number | null, setting: Setting): Call {
  const call = calls.at(index ?? 0);
  const args = new Map<string, Sourced>();
  const unknown = new Map<string, string>();
  const notices: string[] = [];
  for (const [name, reading] of Object.entries(call?.args ?? {})) {
    if (!reading.known) unknown.set(name, reading.reason);
    else if (reading.value !== null)
      args.set(name, { value: reading.value, origin: reading.origin, range: reading.range });
  }
  if (!args.has('num_inference_steps') && !args.has('timesteps') && !args.has('sigmas')) {
    const count = defaultStepCount(setting.pipelineClass, setting.family);
    args.set('num_inference_steps', { value: count, origin: 'diffusers default', range: null });
    notices.push(assumedCount(count, unknown.get('num_inference_steps') ?? null, setting.pipelineClass));
  }
  if (call?.kind !== 'set_timesteps') addPipelineSigmas(args, setting);
  addMu(args, setting, notices);
  return { args, otherCounts: otherCounts(calls, args.get('num_inference_steps')?.value), unknown, notices };
}

function assumedCount(count: number, reason: string | null, pipelineClass: string | null): string {
  const why =
    reason === null
      ? 'The code gives no number of steps'
      : `The number of steps cannot be told from the code (${reason})`;
  return `${why}; ${count} is assumed, the default of ${pipelineClass ?? 'the usual pipeline'}.`;
}

/** Pipelines such as FluxPipeline hand their scheduler evenly spaced sigmas, which ends elsewhere than a count alone. */
function addPipelineSigmas(args: Map<string, Sourced>, { className, pipelineClass }: Setting): void {
  const steps = args.get('num_inference_steps');
  if (!className.startsWith('FlowMatchEuler') || !givesEvenSigmas(pipelineClass) || args.has('sigmas')) return;
  if (typeof steps?.value !== 'number' || steps.value < 1 || !Number.isInteger(steps.value)) return;
  args.set('sigmas', { value: evenSigmas(steps.value), origin: 'diffusers default', range: null });
}

/** More steps than this no schedule has; a typing error must not fill the memory. */
const mostSteps = 100_000;

/** numpy.linspace(1, 1/n, n). */
function evenSigmas(count: number): number[] {
  const n = Math.min(count, mostSteps);
  const last = 1 / n;
  const step = n > 1 ? (last - 1) / (n - 1) : 0;
  return Array.from({ length: n }, (_, k) => (k === n - 1 && n > 1 ? last : k * step + 1));
}

/** Tokens of an image of 1024 × 1024 pixels: the latent is 128 × 128, in patches of 2 × 2. */
const usualTokens = 4096;

/** Dynamic shifting needs `mu`, which pipelines calculate from the size of the image. Source: pipeline_flux.py, `calculate_shift`. */
function addMu(args: Map<string, Sourced>, { entries }: Setting, notices: string[]): void {
  if (entries.get('use_dynamic_shifting')?.value !== true || args.has('mu')) return;
  const number = (name: string, fallback: number): number => {
    const value = entries.get(name)?.value;
    return typeof value === 'number' ? value : fallback;
  };
  const [baseTokens, maxTokens] = [number('base_image_seq_len', 256), number('max_image_seq_len', 4096)];
  const [baseShift, maxShift] = [number('base_shift', 0.5), number('max_shift', 1.15)];
  const slope = (maxShift - baseShift) / (maxTokens - baseTokens);
  const mu = usualTokens * slope + (baseShift - slope * baseTokens);
  if (!Number.isFinite(mu)) return;
  args.set('mu', { value: mu, origin: 'diffusers default', range: null });
  notices.push(
    `\`mu\` depends on the size of the image; ${Number(mu.toPrecision(4))} is assumed, that of 1024 × 1024 pixels.`,
  );
}

function otherCounts(calls: readonly CallReading[], chosen: unknown): number[] {
  const counts = calls.flatMap(({ args }) => {
    const steps = new Map(Object.entries(args)).get('num_inference_steps');
    return steps?.known && typeof steps.value === 'number' ? steps.value : [];
  });
  return [...new Set(counts)].filter((count) => count !== chosen);
}
