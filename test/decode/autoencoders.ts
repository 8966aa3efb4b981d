import type { Autoencoder } from '../../src/decode/shared/autoencoder';

/** An autoencoder like SD's whose networks are not there, for tests that do not run it. */
export function autoencoder(key: string, given: Partial<Autoencoder> = {}): Autoencoder {
  return {
    key,
    label: `autoencoder ${key}`,
    space: { channels: 4, downscale: 8, scaling: 1, shift: 0, mean: null, std: null },
    decoder: { kind: 'file', path: `/nowhere/${key}-decoder.onnx` },
    encoder: { kind: 'file', path: `/nowhere/${key}-encoder.onnx` },
    range: [-1, 1],
    memory: { fixed: 0, perPixel: 0 },
    ...given,
  };
}
