import type { Network } from '../shared/autoencoder';
import type { Backend } from '../host/backend';
import { DecodeError } from '../shared/errors';
import type { Answer } from '../shared/messages';

/** Whether a model may run on the GPU of this machine; if not, why, and whether that holds for every other model too. */
export type Verdict =
  | { readonly trusted: true }
  | {
      readonly trusted: false;
      readonly reason: string;
      readonly everyModel: boolean;
      /** The comparison showed it, which holds until a driver changes; otherwise the comparison itself failed, perhaps only once. */
      readonly measured: boolean;
    };

/** What a proof needs of a backend. */
export type Runner = Pick<Backend, 'run'>;

/** The largest difference between the GPU's and the CPU's output that is rounding and not a mistake. */
const tolerance = 1e-3;

/**
 * Outputs are compared on small latents, which is quick; times on those of a hover, from where on a GPU is faster. A GPU that
 * takes longer for the small ones than the CPU for the large ones is not timed on the large ones: an emulated GPU would take
 * minutes. A network that is slow on the CPU is timed on small latents too: a full VAE would keep the CPU busy for seconds.
 */
const comparedSide = 8;
const timedSide = 32;
const slow = 60;

/**
 * Decodes the same latents on CPU and GPU and compares: a GPU can be wrong without an error, and an emulated one right
 * but hundreds of times slower. Runs behind all requests that are waited for.
 * @param mustBeFaster also refuse a GPU that is slower than the CPU
 */
export async function proveGpu(
  cpu: Runner,
  gpu: Runner,
  network: Network,
  channels: number,
  mustBeFaster: boolean,
): Promise<Verdict> {
  const decode = async (backend: Runner, side: number): Promise<Answer> =>
    backend.run(
      { kind: 'run', network, tensor: knownLatents(channels, side), output: 'floats', range: [-1, 1] },
      undefined,
      true,
    );
  try {
    const right = await decode(cpu, comparedSide);
    const difference = largestDifference(await decode(gpu, comparedSide), right);
    if (!(difference <= tolerance))
      return refuse(
        `The GPU gives wrong numbers with this model: its output differs from the CPU's by ${difference.toPrecision(2)}. A newer graphics driver may mend that.`,
      );
    if (!mustBeFaster) return { trusted: true };
    const side = right.milliseconds > slow ? comparedSide : timedSide;
    const cpuTime = await warmMilliseconds(async () => decode(cpu, side));
    for (const gpuSide of [comparedSide, side]) {
      const gpuTime = await warmMilliseconds(async () => decode(gpu, gpuSide));
      if (gpuTime > cpuTime)
        return refuse(
          `The GPU is slower here (over ${gpuTime.toFixed(0)} ms against the CPU's ${cpuTime.toFixed(0)} ms).`,
        );
    }
    return { trusted: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const everyModel = error instanceof DecodeError && error.fault === 'runtime';
    return { trusted: false, reason, everyModel, measured: false };
  }
}

function refuse(reason: string): Verdict {
  return { trusted: false, reason, everyModel: false, measured: true };
}

/** Latents in the range of real ones, different everywhere, the same always. */
function knownLatents(channels: number, side: number): { data: Float32Array; shape: number[] } {
  const data = Float32Array.from({ length: channels * side * side }, (_, i) => 2 * Math.sin(1.7 * i + 0.003 * i * i));
  return { data, shape: [1, channels, side, side] };
}

/** Not a number if one of the outputs has such a value, which no tolerance admits. */
function largestDifference(a: Answer, b: Answer): number {
  if (a.data.length !== b.data.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) largest = Math.max(largest, Math.abs(a.data[i] - b.data[i]));
  return largest;
}

/** Time of the second run; the first prepares buffers and compiles shaders. */
async function warmMilliseconds(decode: () => Promise<Answer>): Promise<number> {
  await decode();
  return (await decode()).milliseconds;
}
