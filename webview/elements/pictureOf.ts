/** Pixels for each unit of a drawing: sharp on dense screens and in print. */
const density = 2;

/** An SVG document as a PNG file, drawn by the browser in the fonts of this machine; null where it cannot be. */
export async function pictureOf(drawing: string): Promise<Uint8Array | null> {
  const address = URL.createObjectURL(new Blob([drawing], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width * density;
    canvas.height = image.height * density;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    const png = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    return png && new Uint8Array(await png.arrayBuffer());
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
