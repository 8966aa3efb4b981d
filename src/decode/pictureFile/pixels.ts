/** Decoded pixels as the libraries give them, row by row, channels together. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  readonly channels: number;
  readonly data: Uint8Array | Uint8ClampedArray | Uint16Array;
  /** The value of white. */
  readonly white: number;
}

/** A square of RGB bytes, row by row. */
export interface Square {
  readonly side: number;
  readonly rgb: Uint8Array;
}

/** The middle square of a picture as RGB: grey is copied to all three channels, transparent pixels are blended with white. */
export function middleSquare({ width, height, channels, data, white }: Pixels): Square {
  const side = Math.min(width, height);
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  const rgb = new Uint8Array(3 * side * side);
  const isGrey = channels < 3;
  const hasAlpha = channels % 2 === 0;
  for (let y = 0, to = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const from = ((top + y) * width + left + x) * channels;
      const alpha = hasAlpha ? data[from + channels - 1] / white : 1;
      for (let channel = 0; channel < 3; channel++) {
        const value = data[from + (isGrey ? 0 : channel)] / white;
        rgb[to++] = Math.round(255 * (alpha * value + 1 - alpha));
      }
    }
  return { side, rgb };
}
