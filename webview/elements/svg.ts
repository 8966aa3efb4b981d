/** Content that our own drawing code wrote, as an element. */
export function svgElement(
  content: string,
  { width, height }: { readonly width: number; readonly height: number },
  fontSize: number,
): Element {
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-size="${fontSize}">${content}</svg>`;
  return document.importNode(new DOMParser().parseFromString(text, 'image/svg+xml').documentElement, true);
}
