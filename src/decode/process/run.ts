import { Float16Array } from '@petamoriken/float16';
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { DecodeError } from '../shared/errors';
import { portsOf, type Port } from './ports';
import type { Runtime } from './runtime';

export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/**
 * Runs a model with one four-dimensional float input and output, whatever they are called, in float32 or float16.
 * @param tensor float32, C order
 * @throws DecodeError when the tensor does not fit, or the model is of another kind
 */
export async function run(runtime: Runtime, session: InferenceSession, tensor: Tensor): Promise<Tensor> {
  const { input, output, switches } = portsOf(session);
  checkFit(input, tensor);
  const feeds: Record<string, OrtTensor> = { [input.name]: fed(runtime, input, tensor) };
  for (const { name, shape } of switches) feeds[name] = new runtime.Tensor('bool', [false], shape);
  const result = (await runOrExplain(session, feeds))[output.name];
  return meanOf(output, { data: floatsOf(result), shape: result.dims });
}

function fed(runtime: Runtime, { type }: Port, { data, shape }: Tensor): OrtTensor {
  if (type === 'float32') return new runtime.Tensor('float32', data, shape);
  return new runtime.Tensor('float16', new Uint16Array(new Float16Array(data).buffer), shape);
}

function floatsOf({ type, data }: OrtTensor): Float32Array {
  if (data instanceof Float32Array) return data;
  // Where the runtime finds a Float16Array (newer Node), it gives one; it reads as numbers by itself.
  if (type === 'float16') return Float32Array.from(data instanceof Uint16Array ? halves(data) : data, Number);
  throw new DecodeError('model', `The model's output is ${type}, not float32 or float16.`);
}

const halves = ({ buffer, byteOffset, length }: Uint16Array): Float16Array =>
  new Float16Array(buffer as ArrayBuffer, byteOffset, length);

/** An encoder of optimum's answers mean and logarithm of the variance, one after the other; the mean is the latent. */
function meanOf({ name }: Port, whole: Tensor): Tensor {
  if (name !== 'latent_parameters') return whole;
  const [batch, channels, height, width] = whole.shape;
  const size = (channels / 2) * height * width;
  const data = new Float32Array(batch * size);
  for (let i = 0; i < batch; i++) data.set(whole.data.subarray(2 * i * size, (2 * i + 1) * size), i * size);
  return { data, shape: [batch, channels / 2, height, width] };
}

function checkFit(input: Port, { data, shape }: Tensor): void {
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length)
    throw new DecodeError(
      'input',
      `The shape [${shape.join(', ')}] has ${size} numbers, but ${data.length} were given.`,
    );
  const fits =
    shape.length === input.shape.length && input.shape.every((n, axis) => typeof n === 'string' || n === shape[axis]);
  if (!fits)
    throw new DecodeError(
      'input',
      `The model's input "${input.name}" is [${input.shape.join(', ')}], which [${shape.join(', ')}] does not fit.`,
    );
}

async function runOrExplain(
  session: InferenceSession,
  feeds: InferenceSession.FeedsType,
): Promise<InferenceSession.ReturnType> {
  try {
    return await session.run(feeds);
  } catch (error) {
    throw explainFailure(error instanceof Error ? error.message : String(error));
  }
}

function explainFailure(cause: string): DecodeError {
  if (/alloc|out of memory/i.test(cause))
    return new DecodeError(
      'memory',
      `There was not enough memory to run the model: ${cause}. Choose a smaller picture.`,
    );
  return new DecodeError('model', `The model did not run: ${cause}`);
}
