/** Pieces of SVG. Numbers are rounded to a tenth of a pixel: the drawing goes into a hover of limited size. */

/** A coordinate; SVG readers choke on NaN and Infinity, so neither ever gets here unseen. */
export function px(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a coordinate.`);
  return String(Math.round(value * 10) / 10);
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line through the points. */
export function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}

/** A dot at every point, when stroked with round caps: a path is a third of the size of as many circles. */
export function dotPath(points: readonly Point[]): string {
  return points.map(({ x, y }) => `M${px(x)} ${px(y)}h0`).join('');
}

export interface TextStyle {
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

export function label(x: number, y: number, text: string, { fill, anchor = 'start', bold = false }: TextStyle): string {
  const attributes = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${bold ? ' font-weight="600"' : ''}`;
  return `<text x="${px(x)}" y="${px(y)}" fill="${fill}"${attributes}>${escapeXml(text)}</text>`;
}

/** A whole drawing with a title for those who cannot see it. */
export function svgDocument(width: number, height: number, title: string, content: readonly string[]): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(height)}" viewBox="0 0 ${px(width)} ${px(height)}" ` +
    `font-family="system-ui,-apple-system,'Segoe UI',Roboto,Ubuntu,'DejaVu Sans',sans-serif" font-size="10" role="img">` +
    `<title>${escapeXml(title)}</title>${content.join('')}</svg>`
  );
}
