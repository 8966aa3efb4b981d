/** Answers requests one after the other; the parent never sends a second before the first is answered. */
import * as v from 'valibot';
import { DecodeError } from '../shared/errors';
import { fromSymmetric } from '../shared/latentSpace';
import {
  envelopeSchema,
  providerSchema,
  type Answer,
  type Message,
  type NetworkOnWire,
  type RequestOnWire,
} from '../shared/messages';
import { toPixels } from '../shared/pixels';
import { cudaRuntime } from './cudaRuntime';
import { decodeLinearly, encodeLinearly, readLinearMap } from './linearMap';
import { run, type Tensor } from './run';
import { loadRuntime, type Runtime } from './runtime';
import { readSamplePicture } from './samplePicture';
import { Sessions, type SessionNetwork, type SessionProvider } from './sessions';
import { runInStrips } from './strips';

/**
 * Announces whether ONNX Runtime is there, then answers until the parent disconnects.
 * @param cuda where the user's CUDA libraries are, and where something may be laid beside them
 */
export async function serve(providerArgument?: string, ...cuda: readonly string[]): Promise<void> {
  process.on('disconnect', endNow);
  try {
    const provider = v.parse(providerSchema, providerArgument);
    const compute = provider === 'javascript' ? computeLinearly : await computeWith(provider, cuda);
    process.on('message', (message) => void reply(compute, message));
    send({ kind: 'ready' });
  } catch (error) {
    send({ kind: 'unavailable', message: error instanceof Error ? error.message : String(error) });
  }
}

async function reply(compute: Compute, message: unknown): Promise<void> {
  const { id, request } = v.parse(envelopeSchema, message);
  try {
    send({ kind: 'answer', id, answer: await answer(compute, request) });
  } catch (error) {
    const fault = error instanceof DecodeError ? error.fault : 'process';
    send({ kind: 'refusal', id, fault, message: error instanceof Error ? error.message : String(error) });
  }
}

async function answer(compute: Compute, request: RequestOnWire): Promise<Answer> {
  const tensor = request.kind === 'run' ? request.tensor : await sampleOf(request);
  const { began, result } = await compute(request.network, tensor);
  const output = request.kind === 'run' && request.output === 'pixels' ? pixelsOf(result, request.range) : result;
  return { data: output.data, shape: [...output.shape], milliseconds: performance.now() - began };
}

/** What a network gives for a tensor, and when it began, in milliseconds. */
type Compute = (network: NetworkOnWire, tensor: Tensor) => Promise<{ readonly began: number; readonly result: Tensor }>;

async function computeWith(provider: SessionProvider, cuda: readonly string[]): Promise<Compute> {
  const runtime = await loadRuntime(provider === 'cuda' ? cudaRuntime(cuda[0], cuda[1]) : undefined);
  if (!runtime.listSupportedBackends().some(({ name }) => name === provider))
    throw new Error(`ONNX Runtime for ${process.platform}-${process.arch} was built without ${provider}.`);
  const sessions = new Sessions(runtime, provider);
  return (network, tensor) =>
    network.kind === 'linear' ? computeLinearly(network, tensor) : computed(runtime, sessions, network, tensor);
}

/** Does without ONNX Runtime. */
const computeLinearly: Compute = async (network, tensor) => {
  if (network.kind !== 'linear') throw new DecodeError('runtime', 'This network needs ONNX Runtime.');
  const map = await readLinearMap(network.path, network.family);
  const began = performance.now();
  return { began, result: network.role === 'decoder' ? decodeLinearly(map, tensor) : encodeLinearly(map, tensor) };
};

/** At once, or in strips where the picture is large and the network is known by its layers. */
async function computed(
  runtime: Runtime,
  sessions: Sessions,
  network: SessionNetwork,
  tensor: Tensor,
): ReturnType<Compute> {
  const layers = sessions.layersOf(network);
  if (network.kind === 'file' || layers === null) {
    const session = await sessions.of(network);
    const began = performance.now();
    return { began, result: await run(runtime, session, tensor) };
  }
  const began = performance.now();
  const open = (onnx: Uint8Array) => sessions.ofLayer(network, onnx);
  return { began, result: await runInStrips(runtime, open, layers, tensor) };
}

async function sampleOf({ picture, size, range }: Extract<RequestOnWire, { kind: 'encodeSample' }>): Promise<Tensor> {
  const { data, shape } = await readSamplePicture(picture, size);
  return { data: fromSymmetric(data, range), shape };
}

function pixelsOf({ data, shape }: Tensor, range: readonly [number, number]): Pick<Answer, 'data' | 'shape'> {
  const [batch, channels, height, width] = shape;
  if (channels !== 3)
    throw new DecodeError('model', `A picture has 3 channels; this model's output is [${shape.join(', ')}].`);
  return { data: toPixels(data, batch, height, width, range), shape: [batch, height, width, 3] };
}

function send(message: Message): void {
  process.send?.(message);
}

/** Not `process.exit`: the runtime's own clean-up at exit can fault, and there is nothing to save. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}
