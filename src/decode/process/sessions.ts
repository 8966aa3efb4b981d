import { LRUCache } from 'lru-cache';
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import type { InferenceSession } from 'onnxruntime-node';
import type { StripLayer, WeightFile } from '../shared/autoencoder';
import { DecodeError } from '../shared/errors';
import type { NetworkOnWire } from '../shared/messages';
import type { GpuProvider } from '../shared/providerSetting';
import { networkKey } from '../shared/network';
import { checkUnchanged } from './changedFiles';
import type { Runtime } from './runtime';

/** Sessions kept open: every family's decoder and encoder, and two models of the user's. */
const maxSessions = 12;

/** More threads than this win little on networks this small and take them from the editor. */
const maxThreads = 4;

/** What a session can be made of. */
export type SessionNetwork = Extract<NetworkOnWire, { kind: 'file' | 'graph' }>;
export type Graph = Extract<NetworkOnWire, { kind: 'graph' }>;

export type SessionProvider = 'cpu' | GpuProvider;

interface Source {
  readonly model: string | Uint8Array;
  /** What the user knows it by. */
  readonly name: string;
  readonly options: InferenceSession.SessionOptions;
}

/** The open models of one provider; a file that changed is read again, a graph whose weights changed is refused. */
export class Sessions {
  readonly #open = new LRUCache<string, Promise<InferenceSession>>({
    max: maxSessions,
    dispose: (session) => void session.then((open) => open.release()).catch(() => undefined),
  });
  /** Graphs are sent once: some ten to a hundred kilobytes each, kept as long as the process lives. */
  readonly #graphs = new Map<string, Uint8Array>();
  readonly #layers = new Map<string, readonly StripLayer[]>();

  constructor(
    private readonly runtime: Runtime,
    private readonly provider: SessionProvider,
  ) {}

  /** @throws DecodeError when it is not a model that this runtime can load, or its weights are no longer what they were */
  async of(network: SessionNetwork): Promise<InferenceSession> {
    const key = this.#keyOf(network);
    const session = this.#open.get(key) ?? this.#create(this.#sourceOf(network));
    this.#open.set(key, session);
    session.catch(() => this.#open.delete(key));
    return session;
  }

  /** The layers of a graph that is to be computed in strips; null when it is not. */
  layersOf(network: SessionNetwork): readonly StripLayer[] | null {
    if (network.kind === 'file' || !network.inStrips) return null;
    if (network.layers) this.#layers.set(network.key, network.layers);
    const layers = this.#layers.get(network.key);
    if (!layers) throw new DecodeError('process', `The layers of ${network.key} were never sent.`);
    // The whole would hold on to all that it once took.
    this.#open.delete(network.key);
    return layers;
  }

  /** A session for one layer of a graph, which the caller releases. */
  async ofLayer(network: Graph, onnx: Uint8Array): Promise<InferenceSession> {
    checkUnchanged(network.weights);
    const name = network.weights.at(0)?.path ?? network.key;
    return this.#create({ model: onnx, name, options: { ...weightsOption(network), enableCpuMemArena: false } });
  }

  #keyOf(network: SessionNetwork): string {
    if (network.kind === 'file') return networkKey({ kind: 'file', path: existing(network.path) });
    if (network.onnx) this.#graphs.set(network.key, network.onnx);
    try {
      checkUnchanged(network.weights);
    } catch (error) {
      this.#open.delete(network.key);
      throw error;
    }
    return network.key;
  }

  #sourceOf(network: SessionNetwork): Source {
    if (network.kind === 'file') return { model: network.path, name: network.path, options: {} };
    const onnx = this.#graphs.get(network.key);
    if (!onnx) throw new DecodeError('process', `The graph ${network.key} was never sent.`);
    return { model: onnx, name: network.weights[0]?.path ?? network.key, options: weightsOption(network) };
  }

  async #create({ model, name, options }: Source): Promise<InferenceSession> {
    const { InferenceSession: Session } = this.runtime;
    const all: InferenceSession.SessionOptions = {
      executionProviders: [this.provider],
      intraOpNumThreads: Math.min(maxThreads, availableParallelism()),
      interOpNumThreads: 1,
      logSeverityLevel: 3,
      ...options,
    };
    try {
      return typeof model === 'string' ? await Session.create(model, all) : await Session.create(model, all);
    } catch (error) {
      throw explainCreationFailure(this.provider, name, error);
    }
  }
}

/** Where ONNX Runtime looks for the weights, which the graph names by their base names. */
function weightsOption({ weights }: Graph): InferenceSession.SessionOptions {
  const first = weights.at(0);
  if (!first) return {};
  const folder = dirname(first.path);
  if (weights.some(({ path }: WeightFile) => dirname(path) !== folder))
    throw new DecodeError(
      'model',
      `The weights of ${first.path} lie in several folders, which ONNX Runtime does not read. Put all of its files into one folder.`,
    );
  return { extra: { session: { model_external_initializers_file_folder_path: folder } } };
}

function existing(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new DecodeError('model', `There is no model file ${path}.`);
  return path;
}

/** A missing GPU, or a provider whose libraries do not load, shows itself only when the first session is created. */
function explainCreationFailure(provider: SessionProvider, name: string, error: unknown): DecodeError {
  const cause = (error instanceof Error ? error.message : String(error)).trim();
  if (provider === 'webgpu' && /adapter/i.test(cause))
    return new DecodeError('runtime', 'There is no GPU here that WebGPU can use.');
  if (
    provider !== 'cpu' &&
    /shared library|libonnxruntime_providers|ExecutionProvider_|not (available|enabled|supported)|DirectML|CoreML/i.test(
      cause,
    )
  )
    return new DecodeError(
      'runtime',
      `${providerWords[provider]} cannot be used here (${cause.split('\n')[0]}). ${remedies[provider]}`,
    );
  return new DecodeError(
    'model',
    `${name} could not be loaded: ${cause}. The file may be incomplete; export or install it again.`,
  );
}

const providerWords: Readonly<Record<GpuProvider, string>> = {
  webgpu: 'WebGPU',
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'CoreML',
};

const driver = 'Update the graphics driver, or leave it to the CPU.';

const remedies: Readonly<Record<GpuProvider, string>> = {
  webgpu: driver,
  cuda: 'It needs CUDA 12 and cuDNN 9 where the system finds libraries (LD_LIBRARY_PATH); the log says what is missing.',
  dml: driver,
  coreml: 'It needs macOS 11 or newer.',
};
