import { Backend, type BackendOptions } from './backend';
import { DecodeError } from './errors';
import { proveGpu, type Runner, type Verdict } from './gpuProof';
import type { Answer, Request } from './messages';

/** What the user may choose: `auto` takes the GPU once it is proven to be right and faster. */
export type ProviderSetting = 'auto' | 'cpu' | 'webgpu';

export type RunRequest = Extract<Request, { kind: 'run' }>;

/** An answer, the provider that gave it, and why it was not a better one (null when there is none better). */
export interface Ran {
  readonly answer: Answer;
  readonly provider: string;
  readonly whyNotBetter: string | null;
}

type Process = Runner & Pick<Backend, 'dispose' | 'pid'>;

/** CPU and GPU, each in a process of its own, and the verdict on every model that was tried on the GPU. */
export class Providers {
  readonly #proofs = new Map<string, Promise<Verdict>>();
  readonly #verdicts = new Map<string, Verdict>();
  #noGpu: Verdict | null = null;

  constructor(
    private readonly setting: ProviderSetting,
    readonly cpu: Process,
    readonly gpu: Process,
  ) {}

  /** Processes of this machine; a GPU request that fails is not repeated there but on the CPU. */
  static start(setting: ProviderSetting, options: Omit<BackendOptions, 'provider'>): Providers {
    const oneChance = { ...options.limits, deathsPerRequest: 1, timeoutsPerRequest: 1 };
    const cpu = new Backend({ ...options, provider: 'cpu' });
    return new Providers(setting, cpu, new Backend({ ...options, provider: 'webgpu', limits: oneChance }));
  }

  /**
   * Runs a decoder where it runs best. With `auto` the CPU answers as long as nothing is known of the GPU, and the GPU
   * is only looked at after the first answer.
   */
  async run(request: RunRequest, signal?: AbortSignal): Promise<Ran> {
    const verdict = this.setting === 'webgpu' ? await this.proof(request) : this.#known(request.model);
    if (verdict?.trusted === true) return this.#runOnGpu(request, signal);
    const answer = await this.cpu.run(request, signal);
    if (this.setting === 'auto') void this.proof(request);
    return { answer, provider: 'cpu', whyNotBetter: this.#whyCpu(verdict) };
  }

  /** Whether the GPU may run this model; found out once and remembered. */
  async proof({ model, tensor }: RunRequest): Promise<Verdict | undefined> {
    if (this.setting === 'cpu') return undefined;
    if (this.#noGpu) return this.#noGpu;
    const proof =
      this.#proofs.get(model) ?? proveGpu(this.cpu, this.gpu, model, tensor.shape[1], this.setting === 'auto');
    this.#proofs.set(model, proof);
    const verdict = await proof;
    if (!this.#verdicts.has(model)) this.#remember(model, verdict);
    return this.#known(model);
  }

  dispose(): void {
    this.cpu.dispose();
    this.gpu.dispose();
  }

  /** A GPU that fails after its proof loses the model to the CPU, unless the CPU refuses it as well. */
  async #runOnGpu(request: RunRequest, signal?: AbortSignal): Promise<Ran> {
    try {
      return { answer: await this.gpu.run(request, signal), provider: 'webgpu', whyNotBetter: null };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const answer = await this.cpu.run(request, signal);
      this.#remember(request.model, { trusted: false, reason: `The GPU failed: ${error.message}`, everyModel: false });
      return { answer, provider: 'cpu', whyNotBetter: this.#whyCpu(this.#known(request.model)) };
    }
  }

  #known(model: string): Verdict | undefined {
    return this.#noGpu ?? this.#verdicts.get(model);
  }

  #remember(model: string, verdict: Verdict): void {
    this.#verdicts.set(model, verdict);
    if (verdict.trusted || !verdict.everyModel) return;
    this.#noGpu = verdict;
    this.gpu.dispose();
  }

  #whyCpu(verdict: Verdict | undefined): string {
    if (this.setting === 'cpu') return 'The CPU was asked for.';
    if (verdict === undefined) return 'The GPU is not proven yet.';
    return verdict.trusted ? '' : verdict.reason;
  }
}
