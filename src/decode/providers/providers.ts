import { CpuProcesses } from '../host/cpuProcesses';
import { networkName } from '../shared/network';
import { Backend, type BackendOptions } from '../host/backend';
import type { Launch } from '../host/cuda';
import { DecodeError } from '../shared/errors';
import { Gpu, type GpuProcess } from './gpu';
import type { Runner, Verdict } from './gpuProof';
import type { Answer, Provider, RunRequest } from '../shared/messages';
import { gpuProviders, type ProviderSetting } from '../shared/providerSetting';
import type { GpuVerdicts } from './gpuVerdicts';

/** An answer, the provider that gave it, and why it was not a better one (null when there is none better). */
export interface Ran {
  readonly answer: Answer;
  readonly provider: string;
  readonly whyNotBetter: string | null;
}

export interface StartOptions extends Omit<BackendOptions, 'provider' | 'launch'> {
  /** The user's own CUDA libraries. */
  readonly cuda?: Launch | null;
  readonly verdicts?: GpuVerdicts | undefined;
}

/** CPU and GPUs, each in a process of its own, and the verdict on every model that was tried on a GPU. */
export class Providers {
  readonly #gpus: readonly Gpu[];

  constructor(
    private readonly setting: ProviderSetting,
    readonly cpu: Runner & GpuProcess,
    gpus: readonly { readonly provider: Provider; readonly process: GpuProcess }[],
    verdicts?: GpuVerdicts,
  ) {
    const mustBeFaster = setting === 'auto';
    this.#gpus = gpus.map(({ provider, process }) => new Gpu({ provider, process, cpu, mustBeFaster, verdicts }));
  }

  /** Processes of this machine; a GPU request that fails is not repeated there but on the CPU. */
  static start(setting: ProviderSetting, { cuda = null, verdicts, ...options }: StartOptions): Providers {
    const oneChance = { ...options.limits, deathsPerRequest: 1, timeoutsPerRequest: 1 };
    const gpus = gpuProviders(setting, process.platform, cuda !== null).map((provider) => {
      const launch = provider === 'cuda' && cuda !== null ? { launch: cuda } : {};
      return { provider, process: new Backend({ ...options, ...launch, provider, limits: oneChance }) };
    });
    return new Providers(setting, new CpuProcesses(options), gpus, verdicts);
  }

  /** The ids of the processes that run now. */
  get pids(): Readonly<Partial<Record<Provider, number | undefined>>> {
    const pids: Partial<Record<Provider, number | undefined>> = { cpu: this.cpu.pid };
    for (const { provider, pid } of this.#gpus) pids[provider] = pid;
    return pids;
  }

  /** Whether a GPU has been proven for any model so far. */
  get hasProvenGpu(): boolean {
    return this.#gpus.some(({ isProven }) => isProven);
  }

  /**
   * Runs a decoder where it runs best. With `auto` the CPU answers as long as nothing is known of the GPUs, and they are
   * only looked at after the first answer.
   */
  async run(request: RunRequest, signal?: AbortSignal): Promise<Ran> {
    if (request.network.kind === 'linear')
      return { answer: await this.cpu.run(request, signal), provider: 'javascript', whyNotBetter: null };
    if (this.setting !== 'auto') await this.proof(request);
    const gpu = this.#gpus.find((one) => one.known(request.network)?.trusted === true);
    if (gpu) return this.#runOnGpu(gpu, request, signal);
    const answer = await this.cpu.run(request, signal);
    const whyNotBetter = this.#whyCpu(request);
    if (this.setting === 'auto') void this.proof(request);
    return { answer, provider: 'cpu', whyNotBetter };
  }

  /** Whether a GPU may run this model: the platform's GPUs in their order, until one is proven. Found out once and remembered. */
  async proof(request: RunRequest): Promise<Verdict | undefined> {
    let verdict: Verdict | undefined;
    for (const gpu of this.#gpus) {
      verdict = await gpu.proof(request);
      if (verdict.trusted) break;
    }
    return verdict;
  }

  dispose(): void {
    this.cpu.dispose();
    for (const gpu of this.#gpus) gpu.dispose();
  }

  /** A GPU that fails after its proof loses the model to the CPU, unless the CPU refuses it as well. */
  async #runOnGpu(gpu: Gpu, request: RunRequest, signal?: AbortSignal): Promise<Ran> {
    try {
      return { answer: await gpu.run(request, signal), provider: gpu.provider, whyNotBetter: null };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const answer = await this.cpu.run(request, signal);
      gpu.distrust(request.network, `The GPU failed: ${error.message}`);
      return { answer, provider: 'cpu', whyNotBetter: this.#whyCpu(request) };
    }
  }

  #whyCpu({ network }: RunRequest): string {
    if (this.setting === 'cpu') return 'The CPU was asked for.';
    const verdicts = this.#gpus.map((gpu) => gpu.known(network));
    if (verdicts.includes(undefined)) return 'The GPU is not proven yet.';
    const reasons = verdicts.flatMap((verdict) => (verdict?.trusted === false ? verdict.reason : []));
    return reasons.length > 0 ? reasons.join(' ') : `No GPU provider is known for ${networkName(network)}.`;
  }
}
