/**
 * How a picture has to be turned to be upright. Ours, because exifreader reads every tag and format for this one number.
 * Source: Exif 2.32, 4.6.4 (tag 0x0112, Orientation), inside a TIFF 6.0 header.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

const orientationTag = 0x0112;

/** @param tiff Exif's contents from the byte order mark on; damaged ones give 1 */
export function orientationOf(tiff: DataView): Orientation {
  try {
    const littleEndian = tiff.getUint16(0) === 0x4949;
    const directory = tiff.getUint32(4, littleEndian);
    const entries = tiff.getUint16(directory, littleEndian);
    for (let i = 0; i < entries; i++) {
      const entry = directory + 2 + 12 * i;
      if (tiff.getUint16(entry, littleEndian) === orientationTag)
        return orientation(tiff.getUint16(entry + 8, littleEndian));
    }
  } catch {
    // An offset points outside the block.
  }
  return 1;
}

function orientation(value: number): Orientation {
  return ([1, 2, 3, 4, 5, 6, 7, 8] as const).find((known) => known === value) ?? 1;
}
