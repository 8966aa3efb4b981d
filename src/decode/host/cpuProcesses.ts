import type { Network } from '../shared/autoencoder';
import { Backend, type BackendOptions } from './backend';
import type { Answer, Request } from '../shared/messages';
import { weightBytes } from '../shared/network';

/**
 * Networks with more weights than this take seconds a picture on the CPU: 20 million weights in two bytes each, where a tiny
 * autoencoder has 2.4 million and a full VAE 84 million.
 */
const quickBytes = 40_000_000;

/**
 * The CPU's processes: one for quick networks and one for slow ones, so that a strip never waits for a large picture, and one
 * that does without ONNX Runtime.
 */
export class CpuProcesses {
  readonly #quick: Backend;
  readonly #slow: Backend;
  readonly #linear: Backend;

  constructor(options: Omit<BackendOptions, 'provider'>) {
    this.#quick = new Backend({ ...options, provider: 'cpu' });
    this.#slow = new Backend({ ...options, provider: 'cpu' });
    this.#linear = new Backend({ ...options, provider: 'javascript' });
  }

  /** The one for quick networks where there are both. */
  get pid(): number | undefined {
    return this.#quick.pid ?? this.#slow.pid;
  }

  run(request: Request, signal?: AbortSignal, behind = false): Promise<Answer> {
    return this.#processFor(request.network).run(request, signal, behind);
  }

  dispose(): void {
    this.#quick.dispose();
    this.#slow.dispose();
    this.#linear.dispose();
  }

  #processFor(network: Network): Backend {
    if (network.kind === 'linear') return this.#linear;
    return weightBytes(network) > quickBytes ? this.#slow : this.#quick;
  }
}
