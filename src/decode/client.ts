import { isAbsolute, join } from 'node:path';
import type { Autoencoder, Network } from './shared/autoencoder';
import { defaultLimits, type Limits } from './host/backend';
import { decodeInBatches } from './batches';
import { launchWithCuda } from './host/cuda';
import { sampleFiles } from './embedded';
import { DecodeError } from './shared/errors';
import { checkMemory, memoryCeiling } from './memory';
import type { Answer, Provider, RunRequest } from './shared/messages';
import type { Decoded, Decoder, Latents, Progress, SamplePicture } from './shared/picture';
import { Pace, told } from './progress';
import { Providers, type Ran } from './providers/providers';
import type { ProviderSetting } from './shared/providerSetting';
import { SampleLatents, type EncodeSample } from './sampleLatents';
import { StandIns } from './standIn';
import { GpuVerdicts } from './providers/gpuVerdicts';

export interface DecodeClientOptions {
  /** Absolute path of the built `process/main.ts`. */
  readonly processFile: string;
  /** Absolute path of `models/`. */
  readonly modelsFolder: string;
  readonly provider: ProviderSetting;
  readonly log: (line: string) => void;
  readonly limits?: Partial<Limits>;
  /** Bytes that decoding may take; most of what is free when absent. */
  readonly memoryLimit?: number;
  /** A folder that is Sigmascope's own, for what outlives this client: verdicts on GPUs. */
  readonly storageFolder?: string;
  /** The user's CUDA libraries: where onnxruntime-node was installed, or a folder of libraries. */
  readonly cudaFolder?: string;
}

/**
 * Decodes and encodes in processes of their own, started when first needed. Requests survive the end of a process;
 * the newest is answered first.
 */
export class DecodeClient implements Decoder {
  readonly #providers: Providers;
  readonly #samples: SampleLatents;
  readonly #standIns = new StandIns();
  readonly #pace = new Pace();

  constructor(private readonly options: DecodeClientOptions) {
    this.#providers = providersFor(options);
    this.#samples = new SampleLatents((...call) => this.#encodeSample(...call));
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
  async sampleLatents(
    autoencoder: Autoencoder,
    sample: SamplePicture,
    size: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Latents> {
    const encoded = this.#standIns.instead(autoencoder, (one) => this.#samples.of(one, sample, size, signal));
    const stretch = { from: 0, to: 1, milliseconds: null, began: Date.now() };
    return (await told(encoded, progress, `Encoding the sample picture with the ${autoencoder.label}`, stretch)).result;
  }

  /**
   * Decodes a batch of latents in model space; with the autoencoder that ships for the same latents when this one cannot.
   * @throws DecodeError, or the signal's reason
   */
  async decode(
    autoencoder: Autoencoder,
    latents: Latents,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Decoded> {
    const work = (one: Autoencoder) => this.#decodeWith(one, latents, signal, progress);
    const { result, whyStandIn } = await this.#standIns.instead(autoencoder, work);
    return whyStandIn === null ? result : { ...result, whyStandIn };
  }

  /** A network's output as it gives it for a tensor in its own space. */
  async run(network: Network, tensor: Latents, signal?: AbortSignal): Promise<Ran & { readonly output: Latents }> {
    const ran = await this.#providers.run(this.#request(network, tensor), signal);
    return { ...ran, output: floatsOf(ran.answer) };
  }

  /** Whether a GPU may run a network: waits until that is known, which `auto` otherwise finds out beside the first answers. */
  async provenProvider(network: Network, tensor: Latents): Promise<boolean> {
    return (await this.#providers.proof(this.#request(network, tensor)))?.trusted === true;
  }

  /** Ends the processes; what is still waited for is refused. */
  dispose(): void {
    this.#providers.dispose();
  }

  #decodeWith(
    autoencoder: Autoencoder,
    latents: Latents,
    signal: AbortSignal | undefined,
    progress: Progress | undefined,
  ): Promise<Decoded> {
    return decodeInBatches(autoencoder, latents, {
      run: ({ network, ...request }) => {
        signal?.throwIfAborted();
        return this.#providers.run({ ...request, network: this.#located(network) }, signal);
      },
      ceiling: this.#ceiling,
      pace: this.#pace,
      progress,
    });
  }

  async #encodeSample(...[autoencoder, sample, size, signal]: Parameters<EncodeSample>): Promise<Latents> {
    checkMemory(autoencoder, { width: size, height: size }, this.#ceiling, 'Encoding');
    const { encoder, range } = autoencoder;
    const picture = typeof sample === 'string' ? this.#file(sampleFiles[sample]) : sample.file;
    const request = { kind: 'encodeSample', network: this.#located(encoder), picture, size, range } as const;
    return floatsOf(await this.#providers.cpu.run(request, signal));
  }

  get #ceiling(): number {
    return memoryCeiling(this.options.memoryLimit ?? null);
  }

  #request(network: Network, { data, shape }: Latents): RunRequest {
    const tensor = { data, shape: [...shape] };
    return { kind: 'run', network: this.#located(network), tensor, output: 'floats', range: [-1, 1] };
  }

  #located(network: Network): Network {
    return network.kind === 'graph' ? network : { ...network, path: this.#file(network.path) };
  }

  #file(name: string): string {
    return isAbsolute(name) ? name : join(this.options.modelsFolder, name);
  }
}

function providersFor({
  provider,
  processFile,
  log,
  limits,
  storageFolder,
  cudaFolder,
}: DecodeClientOptions): Providers {
  const cuda = cudaFolder === undefined ? null : launchWithCuda(cudaFolder, storageFolder);
  const verdicts = storageFolder === undefined ? undefined : GpuVerdicts.in(storageFolder, processFile, cudaFolder);
  return Providers.start(provider, { processFile, log, limits: { ...defaultLimits, ...limits }, cuda, verdicts });
}

function floatsOf({ data, shape }: Answer): Latents {
  if (!(data instanceof Float32Array)) throw new DecodeError('process', 'The model answered with bytes.');
  const [batch, channels, height, width] = shape;
  return { data, shape: [batch, channels, height, width] };
}
