/** The tensors of a model, in one file or several, by the names that diffusers gives them today. */
import type { Dtype, Tensor } from './safetensors';
import { namesOf } from './weightNames';

export class Weights {
  readonly #tensors: ReadonlyMap<string, Tensor>;

  /**
   * @param path what the user knows the weights by, for messages
   */
  constructor(
    readonly path: string,
    tensors: readonly Tensor[],
  ) {
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  }

  /** Whether there is a tensor whose name begins like this. */
  hasAny(prefix: string): boolean {
    for (const name of this.#tensors.keys()) if (name.startsWith(prefix)) return true;
    return false;
  }

  /** The types that the weights are stored in. */
  get dtypes(): Dtype[] {
    return [...new Set([...this.#tensors.values()].map(({ dtype }) => dtype))];
  }

  /** How many numbers there are in the tensors whose names begin like this. */
  elementsOf(prefix: string): number {
    let elements = 0;
    for (const { name, shape } of this.#tensors.values())
      if (name.startsWith(prefix)) elements += shape.reduce((product, n) => product * n, 1);
    return elements;
  }

  find(name: string): Tensor | null {
    for (const candidate of namesOf(name)) {
      const tensor = this.#tensors.get(candidate);
      if (tensor) return tensor;
    }
    return null;
  }

  /**
   * @param shapes the shapes it may have; diffusers itself takes the first
   * @throws Error when it is missing or has another shape
   */
  take(name: string, ...shapes: readonly (readonly number[])[]): Tensor {
    const tensor = this.find(name);
    if (tensor === null)
      throw new Error(
        `${this.path} lacks the tensor "${name}", which its config.json calls for. Configuration and weights belong to different models, or are not complete: download the folder again.`,
      );
    if (shapes.some((shape) => shape.join() === tensor.shape.join())) return tensor;
    throw new Error(
      `The tensor "${tensor.name}" of ${tensor.file.path} is [${tensor.shape.join(', ')}], and its config.json calls for [${shapes[0]?.join(', ') ?? ''}]. Configuration and weights belong to different models: download the folder again.`,
    );
  }
}
