import { isAbsolute, join } from 'node:path';
import { latentFormats, type LatentFamily } from '../catalog/latentFamily';
import { defaultLimits, type Limits } from './backend';
import { embeddedAutoencoders, sampleFiles, sampleSide } from './embedded';
import { DecodeError } from './errors';
import type { Answer } from './messages';
import type { Decoded, Decoder, Latents, Picture, SamplePicture } from './picture';
import { Providers, type ProviderSetting, type Ran } from './providers';

export interface DecodeClientOptions {
  /** Absolute path of the built `process/main.ts`. */
  readonly processFile: string;
  /** Absolute path of `models/`. */
  readonly modelsFolder: string;
  readonly provider: ProviderSetting;
  readonly log: (line: string) => void;
  readonly limits?: Partial<Limits>;
}

/** Latents of sample pictures kept: at 512 pixels and 16 channels one takes 256 KB. */
const maxSampleLatents = 24;

/**
 * Decodes and encodes in processes of their own, started when first needed. Requests survive the end of a process;
 * the newest is answered first.
 */
export class DecodeClient implements Decoder {
  readonly #providers: Providers;
  readonly #samples = new Map<string, Promise<Latents>>();

  constructor(private readonly options: DecodeClientOptions) {
    const limits = { ...defaultLimits, ...options.limits };
    this.#providers = Providers.start(options.provider, { processFile: options.processFile, limits, log: options.log });
  }

  /** The ids of the processes that run now. */
  get pids(): { readonly cpu: number | undefined; readonly webgpu: number | undefined } {
    return { cpu: this.#providers.cpu.pid, webgpu: this.#providers.gpu.pid };
  }

  /**
   * Latents of a sample picture in model space, [1, C, size / 8, size / 8], from the family's own encoder on the CPU.
   * @param size side in pixels, a multiple of the family's downscale up to 512
   * @throws DecodeError, or the signal's reason
   */
  async sampleLatents(
    family: LatentFamily,
    sample: SamplePicture,
    size: number,
    signal?: AbortSignal,
  ): Promise<Latents> {
    const key = `${family} ${sample} ${size}`;
    const latents = this.#samples.get(key) ?? this.#encodeSample(family, sample, size);
    this.#samples.delete(key);
    this.#samples.set(key, latents);
    latents.catch(() => this.#samples.delete(key));
    const [oldest] = this.#samples.keys();
    if (this.#samples.size > maxSampleLatents) this.#samples.delete(oldest);
    return unlessAborted(latents, signal);
  }

  /**
   * Decodes a batch of latents in model space with the family's embedded decoder.
   * @throws DecodeError, or the signal's reason
   */
  async decode(family: LatentFamily, latents: Latents, signal?: AbortSignal): Promise<Decoded> {
    const { decoderFile, label } = embeddedAutoencoders[family];
    const { answer, provider, whyNotBetter } = await this.run(decoderFile, latents, 'pixels', signal);
    return { pictures: picturesOf(answer), provider, whyNotBetter, decoder: label, milliseconds: answer.milliseconds };
  }

  /**
   * Runs any ONNX decoder or encoder with one four-dimensional float input and output.
   * @param model a file of `models/` or an absolute path
   * @param output `floats` as the model gives them, or `pixels` as bytes [batch, height, width, 3]
   */
  async run(model: string, tensor: Latents, output: 'floats' | 'pixels', signal?: AbortSignal): Promise<Ran> {
    const { data, shape } = tensor;
    return this.#providers.run({ kind: 'run', model: this.#file(model), tensor: { data, shape }, output }, signal);
  }

  /** Waits until it is known whether the GPU may run a decoder, which `auto` otherwise finds out beside the first answers. */
  async provenProvider(model: string, tensor: Latents): Promise<void> {
    await this.#providers.proof({ kind: 'run', model: this.#file(model), tensor, output: 'floats' });
  }

  /** Ends the processes; what is still waited for is refused. */
  dispose(): void {
    this.#providers.dispose();
  }

  async #encodeSample(family: LatentFamily, sample: SamplePicture, size: number): Promise<Latents> {
    const { downscale, label } = latentFormats[family];
    if (!Number.isInteger(size / downscale) || size < downscale || size > sampleSide)
      throw new DecodeError(
        'input',
        `Sample pictures for ${label} come in multiples of ${downscale} pixels up to ${sampleSide}, not ${size}.`,
      );
    const model = this.#file(embeddedAutoencoders[family].encoderFile);
    const picture = this.#file(sampleFiles[sample]);
    const { data, shape } = await this.#providers.cpu.run({ kind: 'encodeSample', model, picture, size });
    if (!(data instanceof Float32Array)) throw new DecodeError('process', 'The encoder answered with bytes.');
    const [batch, channels, height, width] = shape;
    return { data, shape: [batch, channels, height, width] };
  }

  #file(name: string): string {
    return isAbsolute(name) ? name : join(this.options.modelsFolder, name);
  }
}

/** One picture a batch entry, each with bytes of its own, so that a kept picture does not keep its batch. */
function picturesOf({ data, shape }: Answer): Picture[] {
  const [batch, height, width] = shape;
  if (!(data instanceof Uint8Array)) throw new DecodeError('process', 'The decoder answered with floats.');
  const size = height * width * 3;
  return Array.from({ length: batch }, (_, i) => ({ width, height, rgb: data.slice(i * size, (i + 1) * size) }));
}

/** A shared promise as one of those who wait for it sees it. */
async function unlessAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return shared;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    signal.addEventListener('abort', abort, { once: true });
    shared.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
