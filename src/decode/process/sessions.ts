import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { InferenceSession } from 'onnxruntime-node';
import { DecodeError } from '../errors';
import type { Provider } from '../messages';
import type { Runtime } from './runtime';

/** Sessions kept open: every family's decoder and encoder, and one model of the user's. */
const maxSessions = 9;

/** More threads than this win little on networks this small and take them from the editor. */
const maxThreads = 4;

/** The open models of one provider, by file; a file that changed is read again. */
export class Sessions {
  readonly #open = new Map<string, Promise<InferenceSession>>();

  constructor(
    private readonly runtime: Runtime,
    private readonly provider: Provider,
  ) {}

  /** @throws DecodeError when the file is not a model that this runtime can load. */
  async of(model: string): Promise<InferenceSession> {
    const key = versionKey(model);
    const session = this.#open.get(key) ?? this.#create(model);
    this.#open.delete(key);
    this.#open.set(key, session);
    session.catch(() => this.#open.delete(key));
    await this.#closeOldest();
    return session;
  }

  async #create(model: string): Promise<InferenceSession> {
    try {
      return await this.runtime.InferenceSession.create(model, {
        executionProviders: [this.provider],
        intraOpNumThreads: Math.min(maxThreads, availableParallelism()),
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
    } catch (error) {
      throw explainCreationFailure(model, error);
    }
  }

  async #closeOldest(): Promise<void> {
    if (this.#open.size <= maxSessions) return;
    const [[key, oldest]] = this.#open;
    this.#open.delete(key);
    await (await oldest).release();
  }
}

/** Path, size and time of change: enough to notice that a file was replaced under an open session. */
function versionKey(model: string): string {
  const stat = statSync(model, { throwIfNoEntry: false });
  if (stat?.isFile() !== true) throw new DecodeError('model', `There is no model file ${model}.`);
  return `${model}|${stat.size}|${stat.mtimeMs}`;
}

/** A missing GPU shows itself only when the first session is created. */
function explainCreationFailure(model: string, error: unknown): DecodeError {
  const cause = (error instanceof Error ? error.message : String(error)).trim();
  if (/adapter/i.test(cause)) return new DecodeError('runtime', 'There is no GPU here that WebGPU can use.');
  return new DecodeError(
    'model',
    `${model} could not be loaded: ${cause}. The file may be incomplete; export or install it again.`,
  );
}
