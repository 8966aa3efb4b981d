/**
 * Large pictures, layer by layer in strips of rows. Every strip is computed from the rows it depends on, group norms take the
 * statistics of the whole tensor, attention sees all keys and values: the picture is that of the whole network, without seams
 * to blend. What it takes is the tensors between two layers and a strip's work, instead of all that the runtime keeps for the
 * network at once.
 */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { StripLayer } from '../shared/autoencoder';
import { DecodeError } from '../shared/errors';
import { attentionBytes } from '../shared/largePictures';
import { Rows } from './rows';
import type { Tensor } from './run';
import type { Runtime } from './runtime';

/** Bytes that a strip's inputs and outputs may take; what the runtime keeps between them comes to a few times as much. */
const usualStripBytes = 32 * 2 ** 20;

/** Makes a session of a layer's graph. */
export type Open = (onnx: Uint8Array) => Promise<Pick<InferenceSession, 'run' | 'release'>>;

/**
 * @param tensor the network's input, [batch, channels, height, width]; pictures are computed one after the other
 * @throws DecodeError when the layers do not fit the tensor or each other
 */
export async function runInStrips(
  runtime: Pick<Runtime, 'Tensor'>,
  open: Open,
  layers: readonly StripLayer[],
  { data, shape }: Tensor,
  stripBytes = usualStripBytes,
): Promise<Tensor> {
  const [batch, channels, height, width] = shape;
  const size = channels * height * width;
  const pictures: Tensor[] = [];
  for (let i = 0; i < batch; i++) {
    const input = new Rows(channels, width, isNormalized(layers, layers[0].reads[0]));
    input.append(data.subarray(i * size, (i + 1) * size), height, 0, height);
    pictures.push(await runOne({ runtime, open, stripBytes }, layers, input));
  }
  return together(pictures);
}

interface Means {
  readonly runtime: Pick<Runtime, 'Tensor'>;
  readonly open: Open;
  readonly stripBytes: number;
}

async function runOne(means: Means, layers: readonly StripLayer[], input: Rows): Promise<Tensor> {
  const tensors = new Map([[layers[0].reads[0], input]]);
  for (const [at, layer] of layers.entries()) {
    const later = layers.slice(at + 1);
    const session = await means.open(layer.onnx);
    try {
      await new LayerRun(means, session, layer, tensors, later).run();
    } finally {
      await session.release();
    }
    for (const name of tensors.keys()) if (!layer.writes.includes(name) && !isRead(later, name)) tensors.delete(name);
  }
  const output = found(tensors, layers[layers.length - 1].writes[0]);
  return { data: output.strip(0, output.height), shape: [1, output.channels, output.height, output.width] };
}

/** One layer over all its strips. */
class LayerRun {
  readonly #reads: readonly Rows[];
  readonly #fixed: Record<string, OrtTensor>;

  constructor(
    private readonly means: Means,
    private readonly session: Pick<InferenceSession, 'run'>,
    private readonly layer: StripLayer,
    private readonly tensors: Map<string, Rows>,
    private readonly later: readonly StripLayer[],
  ) {
    this.#reads = layer.reads.map((name) => found(tensors, name));
    this.#fixed = Object.fromEntries([...this.#whole(), ...this.#statistics()]);
  }

  async run(): Promise<void> {
    const { halo, reads } = this.layer;
    const { height } = this.#reads[0];
    const rows = this.#rowsAtOnce();
    for (let first = 0; first < height; first += rows) {
      const last = Math.min(height, first + rows);
      await this.#strip(first, last, Math.max(0, first - halo), Math.min(height, last + halo));
      for (const [i, name] of reads.entries()) if (!isRead(this.later, name)) this.#reads[i].forget(last - halo);
    }
  }

  async #strip(first: number, last: number, from: number, to: number): Promise<void> {
    const feeds = { ...this.#fixed };
    for (const [i, name] of this.layer.reads.entries())
      feeds[name] = this.#tensor(this.#reads[i].strip(from, to), this.#reads[i], to - from);
    const results = await this.session.run(feeds);
    const { rate, writes } = this.layer;
    for (const name of writes) {
      const { data, dims } = results[name];
      const [, channels, height, width] = dims;
      if (!(data instanceof Float32Array) || height !== (to - from) * rate)
        throw new DecodeError(
          'model',
          `A layer of the model answered with ${results[name].type} [${dims.join(', ')}].`,
        );
      const rows = this.tensors.get(name) ?? new Rows(channels, width, isNormalized(this.later, name));
      rows.append(data, height, (first - from) * rate, (last - from) * rate);
      this.tensors.set(name, rows);
    }
  }

  /** As many rows as the work of a strip may take. */
  #rowsAtOnce(): number {
    const { rate, writes, whole } = this.layer;
    const [{ width, height }] = this.#reads;
    const channels = this.#reads.reduce((most, rows) => Math.max(most, rows.channels), 0);
    const pixel =
      4 * channels * (1 + (1 + writes.length) * rate ** 2) + (whole.length > 0 ? attentionBytes(width * height) : 0);
    return Math.max(1, Math.floor(this.means.stripBytes / (pixel * width)));
  }

  #whole(): [string, OrtTensor][] {
    return this.layer.whole.map((name) => {
      const rows = found(this.tensors, name);
      return [name, this.#tensor(rows.strip(0, rows.height), rows, rows.height)];
    });
  }

  #statistics(): [string, OrtTensor][] {
    const { norm } = this.layer;
    if (norm === null) return [];
    const { mean, inverseStd } = this.#reads[0].statistics(norm.groups, norm.epsilon);
    const shape = [1, mean.length, 1, 1];
    return [
      ['mean', new this.means.runtime.Tensor('float32', mean, shape)],
      ['inverse_std', new this.means.runtime.Tensor('float32', inverseStd, shape)],
    ];
  }

  #tensor(data: Float32Array, { channels, width }: Rows, height: number): OrtTensor {
    return new this.means.runtime.Tensor('float32', data, [1, channels, height, width]);
  }
}

function isRead(layers: readonly StripLayer[], name: string): boolean {
  return layers.some(({ reads, whole }) => reads.includes(name) || whole.includes(name));
}

function isNormalized(layers: readonly StripLayer[], name: string): boolean {
  return layers.some(({ reads, norm }) => norm !== null && reads[0] === name);
}

function found(tensors: ReadonlyMap<string, Rows>, name: string): Rows {
  const rows = tensors.get(name);
  if (!rows) throw new DecodeError('process', `A layer reads ${name}, which no layer before it writes.`);
  return rows;
}

function together(pictures: readonly Tensor[]): Tensor {
  if (pictures.length === 1) return pictures[0];
  const [{ data, shape }] = pictures;
  const all = new Float32Array(pictures.length * data.length);
  for (const [i, picture] of pictures.entries()) all.set(picture.data, i * data.length);
  return { data: all, shape: [pictures.length, ...shape.slice(1)] };
}
