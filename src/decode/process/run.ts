import type { InferenceSession } from 'onnxruntime-node';
import { DecodeError } from '../errors';
import type { Runtime } from './runtime';

export interface Tensor {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** A model's one 4-D float tensor on a side: its name and its dimensions, named ones being free. */
interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/**
 * Runs a model that has one four-dimensional float input and output, whatever they are called.
 * @param tensor float32, C order
 * @throws DecodeError when the tensor does not fit, or the model is of another kind
 */
export async function run(runtime: Runtime, session: InferenceSession, tensor: Tensor): Promise<Tensor> {
  const input = imageLikePort('input', session.inputMetadata);
  const output = imageLikePort('output', session.outputMetadata);
  checkFit(input, tensor);
  const feed = new runtime.Tensor('float32', tensor.data, [...tensor.shape]);
  const result = (await runOrExplain(session, { [input.name]: feed }))[output.name];
  if (!(result.data instanceof Float32Array))
    throw new DecodeError('model', `The model's output "${output.name}" is not float32.`);
  return { data: result.data, shape: result.dims };
}

/** [batch, channels, height, width] of a model's input, e.g. `[batch, 4, height, width]`. */
function imageLikePort(side: 'input' | 'output', metadata: readonly InferenceSession.ValueMetadata[]): Port {
  const [port] = metadata;
  if (metadata.length !== 1 || !port.isTensor || port.type !== 'float32' || port.shape.length !== 4)
    throw new DecodeError(
      'model',
      `A decoder or encoder has one ${side}, float32 and four-dimensional; this model has ${describe(metadata)}. Export the VAE's decoder or encoder by itself, in float32.`,
    );
  return port;
}

function describe(metadata: readonly InferenceSession.ValueMetadata[]): string {
  if (metadata.length === 0) return 'none';
  return metadata.map((m) => (m.isTensor ? `${m.name}: ${m.type} [${m.shape.join(', ')}]` : m.name)).join(' and ');
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
    throw new DecodeError('input', `The model did not run: ${error instanceof Error ? error.message : String(error)}`);
  }
}
