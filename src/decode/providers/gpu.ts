import type { Network } from '../shared/autoencoder';
import type { Backend } from '../host/backend';
import { proveGpu, type Runner, type Verdict } from './gpuProof';
import type { Answer, Provider, RunRequest } from '../shared/messages';
import { networkKey } from '../shared/network';
import type { GpuVerdicts } from './gpuVerdicts';

/** What a GPU needs of its backend. */
export type GpuProcess = Runner & Pick<Backend, 'dispose' | 'pid'>;

export interface GpuOptions {
  readonly provider: Provider;
  readonly process: GpuProcess;
  readonly cpu: Runner;
  /** Also distrust a GPU that is slower than the CPU. */
  readonly mustBeFaster: boolean;
  /** Verdicts of earlier sessions. */
  readonly verdicts: GpuVerdicts | undefined;
}

/** One GPU provider with its process, and what is known of it for every model that was tried. */
export class Gpu {
  readonly #proofs = new Map<string, Promise<Verdict>>();
  readonly #known = new Map<string, Verdict>();
  #noGpu: Verdict | null = null;

  constructor(private readonly options: GpuOptions) {}

  get provider(): Provider {
    return this.options.provider;
  }

  get pid(): number | undefined {
    return this.options.process.pid;
  }

  get isProven(): boolean {
    return [...this.#known.values()].some(({ trusted }) => trusted);
  }

  known(network: Network): Verdict | undefined {
    return this.#noGpu ?? this.#known.get(networkKey(network));
  }

  /** Whether it may run this model; found out once and remembered. */
  async proof({ network, tensor }: RunRequest): Promise<Verdict> {
    if (this.#noGpu) return this.#noGpu;
    const key = networkKey(network);
    const proof = this.#proofs.get(key) ?? this.#prove(network, key, tensor.shape[1]);
    this.#proofs.set(key, proof);
    const verdict = await proof;
    if (!this.#known.has(key)) this.#remember(key, verdict);
    return this.known(network) ?? verdict;
  }

  run(request: RunRequest, signal?: AbortSignal): Promise<Answer> {
    return this.options.process.run(request, signal);
  }

  /** It failed with this model after its proof. */
  distrust(network: Network, reason: string): void {
    this.#remember(networkKey(network), { trusted: false, reason, everyModel: false, measured: false });
  }

  dispose(): void {
    this.options.process.dispose();
  }

  async #prove(network: Network, key: string, channels: number): Promise<Verdict> {
    const { provider, process, cpu, mustBeFaster, verdicts } = this.options;
    const earlier = await verdicts?.get(provider, key, mustBeFaster);
    if (earlier) return earlier;
    const verdict = await proveGpu(cpu, process, network, channels, mustBeFaster);
    if (verdict.trusted || verdict.measured) await verdicts?.set(provider, key, mustBeFaster, verdict);
    return verdict;
  }

  #remember(key: string, verdict: Verdict): void {
    this.#known.set(key, verdict);
    if (verdict.trusted || !verdict.everyModel) return;
    this.#noGpu = verdict;
    this.dispose();
  }
}
