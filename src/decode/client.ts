import { isAbsolute, join } from 'node:path';
import type { Autoencoder, Network } from './autoencoder';
import { defaultLimits, type Limits } from './backend';
import { sampleFiles } from './embedded';
import { DecodeError } from './errors';
import { toRawSpace } from './latentSpace';
import type { Answer, Provider, RunRequest } from './messages';
import type { Decoded, Decoder, Latents, Picture, SamplePicture } from './picture';
import { Providers, type Ran } from './providers';
import type { ProviderSetting } from './providerSetting';
import { SampleLatents } from './sampleLatents';

export interface DecodeClientOptions {
  /** Absolute path of the built `process/main.ts`. */
  readonly processFile: string;
  /** Absolute path of `models/`. */
  readonly modelsFolder: string;
  readonly provider: ProviderSetting;
  readonly log: (line: string) => void;
  readonly limits?: Partial<Limits>;
}

/**
 * Decodes and encodes in processes of their own, started when first needed. Requests survive the end of a process;
 * the newest is answered first.
 */
export class DecodeClient implements Decoder {
  readonly #providers: Providers;
  readonly #samples: SampleLatents;

  constructor(private readonly options: DecodeClientOptions) {
    const limits = { ...defaultLimits, ...options.limits };
    this.#providers = Providers.start(options.provider, { processFile: options.processFile, limits, log: options.log });
    this.#samples = new SampleLatents({
      encode: async ({ network, range }, sample, size) => {
        const picture = typeof sample === 'string' ? this.#file(sampleFiles[sample]) : sample.file;
        const request = { kind: 'encodeSample', network: this.#located(network), picture, size, range } as const;
        return floatsOf(await this.#providers.cpu.run(request));
      },
    });
  }

  /** The ids of the processes that run now. */
  get pids(): Readonly<Partial<Record<Provider, number | undefined>>> {
    return this.#providers.pids;
  }

  /** Whether a GPU has been proven for any network so far. */
  get hasProvenGpu(): boolean {
    return this.#providers.hasProvenGpu;
  }

  /**
   * Latents of a sample picture in model space, [1, C, h, w], from the autoencoder's own encoder on the CPU.
   * @param size side in pixels, a multiple of the autoencoder's downscale
   * @throws DecodeError, or the signal's reason
   */
  sampleLatents(autoencoder: Autoencoder, sample: SamplePicture, size: number, signal?: AbortSignal): Promise<Latents> {
    return this.#samples.of(autoencoder, sample, size, signal);
  }

  /**
   * Decodes a batch of latents in model space.
   * @throws DecodeError, or the signal's reason
   */
  async decode(autoencoder: Autoencoder, latents: Latents, signal?: AbortSignal): Promise<Decoded> {
    const { decoder, range, label } = autoencoder;
    const request = this.#request(decoder, toRawSpace(latents, autoencoder.space), 'pixels', range);
    const { answer, provider, whyNotBetter } = await this.#providers.run(request, signal);
    return { pictures: picturesOf(answer), provider, whyNotBetter, decoder: label, milliseconds: answer.milliseconds };
  }

  /** A network's output as it gives it for a tensor in its own space. */
  async run(network: Network, tensor: Latents, signal?: AbortSignal): Promise<Ran & { readonly output: Latents }> {
    const ran = await this.#providers.run(this.#request(network, tensor, 'floats'), signal);
    return { ...ran, output: floatsOf(ran.answer) };
  }

  /** Waits until it is known whether a GPU may run a network, which `auto` otherwise finds out beside the first answers. */
  async provenProvider(network: Network, tensor: Latents): Promise<void> {
    await this.#providers.proof(this.#request(network, tensor, 'floats'));
  }

  /** Ends the processes; what is still waited for is refused. */
  dispose(): void {
    this.#providers.dispose();
  }

  #request(
    network: Network,
    { data, shape }: Latents,
    output: RunRequest['output'],
    range: RunRequest['range'] = [-1, 1],
  ): RunRequest {
    return { kind: 'run', network: this.#located(network), tensor: { data, shape: [...shape] }, output, range };
  }

  #located(network: Network): Network {
    return network.kind === 'file' ? { ...network, path: this.#file(network.path) } : network;
  }

  #file(name: string): string {
    return isAbsolute(name) ? name : join(this.options.modelsFolder, name);
  }
}

function floatsOf({ data, shape }: Answer): Latents {
  if (!(data instanceof Float32Array)) throw new DecodeError('process', 'The model answered with bytes.');
  const [batch, channels, height, width] = shape;
  return { data, shape: [batch, channels, height, width] };
}

/** One picture a batch entry, each with bytes of its own, so that a kept picture does not keep its batch. */
function picturesOf({ data, shape }: Answer): Picture[] {
  const [batch, height, width] = shape;
  if (!(data instanceof Uint8Array)) throw new DecodeError('process', 'The decoder answered with floats.');
  const size = height * width * 3;
  return Array.from({ length: batch }, (_, i) => ({ width, height, rgb: data.slice(i * size, (i + 1) * size) }));
}
