/** The tensors of a model, in one file or several, by the names that diffusers gives them today. */
import type { Tensor } from './safetensors';
import { diffusersNames, type Naming } from './weightNames';

export class Weights {
  readonly #tensors: ReadonlyMap<string, Tensor>;

  /**
   * @param path what the user knows the weights by, for messages
   */
  constructor(
    readonly path: string,
    tensors: readonly Tensor[],
    private readonly naming: Naming = diffusersNames,
  ) {
    this.#tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  }

  find(name: string): Tensor | null {
    for (const candidate of this.naming(name)) {
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
        `${this.path} lacks the tensor "${name}", which its configuration calls for. Configuration and weights belong to different models, or are not complete: download the folder again.`,
      );
    if (shapes.some((shape) => shape.join() === tensor.shape.join())) return tensor;
    throw new Error(
      `The tensor "${tensor.name}" of ${tensor.file.path} is [${tensor.shape.join(', ')}], and its configuration calls for [${shapes[0]?.join(', ') ?? ''}]. Configuration and weights belong to different models: download the folder again.`,
    );
  }
}
