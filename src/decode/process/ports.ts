/**
 * Which of a model's inputs and outputs carry latents and pictures: exporters call them what they like, so rank and type decide,
 * and names only where several fit.
 * Sources: optimum-onnx, `VaeDecoderOnnxConfig` and `VaeEncoderOnnxConfig`; diffusers,
 * scripts/convert_stable_diffusion_checkpoint_to_onnx.py.
 */
import type { InferenceSession } from 'onnxruntime-node';
import { DecodeError } from '../shared/errors';

/** A 4-D float tensor of a model: its name and its dimensions, named ones being free. */
export interface Port {
  readonly name: string;
  readonly type: 'float32' | 'float16';
  readonly shape: readonly (number | string)[];
}

type Metadata = readonly InferenceSession.ValueMetadata[];

const inputNames = ['latent_sample', 'latents', 'latent', 'sample', 'image', 'z', 'x'];
const outputNames = ['sample', 'image', 'images', 'latent_parameters', 'latent_sample', 'latents', 'out_sample'];

export interface Ports {
  readonly input: Port;
  readonly output: Port;
  /** Inputs that are switches, such as the `return_dict` of old exports; they are fed false. */
  readonly switches: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** @throws DecodeError when it is not clear which ones are meant, or a model wants more than a picture */
export function portsOf({ inputMetadata, outputMetadata }: InferenceSession): Ports {
  const input = imageLike('input', inputMetadata, inputNames);
  const output = imageLike('output', outputMetadata, outputNames);
  const switches = inputMetadata
    .filter(({ name }) => name !== input.name)
    .map((other) => {
      if (!other.isTensor || other.type !== 'bool') throw unfit('input', inputMetadata);
      return { name: other.name, shape: other.shape.map((n) => (typeof n === 'number' ? Math.max(1, n) : 1)) };
    });
  return { input, output, switches };
}

function imageLike(side: 'input' | 'output', metadata: Metadata, names: readonly string[]): Port {
  const fitting = metadata.flatMap((port): Port[] =>
    port.isTensor && (port.type === 'float32' || port.type === 'float16') && port.shape.length === 4
      ? [{ name: port.name, type: port.type, shape: port.shape }]
      : [],
  );
  const byName = names.map((name) => fitting.find((port) => port.name === name));
  const found = fitting.length === 1 ? fitting[0] : byName.find((port) => port !== undefined);
  if (found === undefined) throw unfit(side, metadata);
  return found;
}

function unfit(side: 'input' | 'output', metadata: Metadata): DecodeError {
  return new DecodeError(
    'model',
    `A decoder or encoder has one ${side}, floating-point and four-dimensional; this model has ${describe(metadata)}. Export the VAE's decoder or encoder by itself.`,
  );
}

function describe(metadata: Metadata): string {
  if (metadata.length === 0) return 'none';
  return metadata.map((m) => (m.isTensor ? `${m.name}: ${m.type} [${m.shape.join(', ')}]` : m.name)).join(' and ');
}
