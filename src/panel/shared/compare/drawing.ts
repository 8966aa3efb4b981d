import { escapeXml, px } from '../../../render/drawing/svg';
import { Chart, type ChartLine, type Paint } from './chart';
import { isFilled, markerPath } from './looks';
import { comparedQuantities, type Along, type Scale } from './quantities';

export interface DrawnLine extends ChartLine {
  readonly name: string;
}

export interface DrawingContent {
  readonly lines: readonly DrawnLine[];
  readonly along: Along;
  readonly sigmaScale: Scale;
  readonly title: string;
}

const [chartWidth, chartHeight, gap, margin] = [460, 210, 18, 18];

/**
 * All charts of a comparison with their legend as one SVG document, on its own background: to be read on white paper
 * and on a dark page alike.
 */
export function comparisonDrawing({ lines, along, sigmaScale, title }: DrawingContent, paint: Paint): string {
  const { fontSize } = paint;
  const row = fontSize * 1.6;
  const width = 2 * chartWidth + gap + 2 * margin;
  const height = Math.max(chartHeight, lines.length * fontSize * 0.6 + 3 * fontSize);
  const headed = margin + 2 * fontSize;
  const charts = comparedQuantities.map((quantity, i) => {
    const scale = quantity.id === 'sigma' ? sigmaScale : 'linear';
    const drawn = lines.filter(({ course }) => course.hasNoiseLevels || quantity.id === 'timestep');
    const chart = new Chart({ lines: drawn, quantity, along, scale }, { width: chartWidth, height }, paint);
    const [x, y] = [margin + (i % 2) * (chartWidth + gap), headed + Math.floor(i / 2) * (height + row + gap)];
    const head = `<text x="0" y="${px(fontSize)}" fill="${paint.text}" font-weight="600">${escapeXml(`${quantity.symbol}  `)}<tspan fill="${paint.muted}" font-weight="400">${escapeXml(quantity.meaning)}</tspan></text>`;
    return `<g transform="translate(${px(x)} ${px(y)})">${head}<g transform="translate(0 ${px(row)})">${chart.svg()}</g></g>`;
  });
  const legendTop = headed + 2 * (height + row + gap) + fontSize;
  const total = legendTop + lines.length * row + margin;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${px(width)}" height="${px(total)}" viewBox="0 0 ${px(width)} ${px(total)}" ` +
    `font-family="Inter,system-ui,-apple-system,'Segoe UI',Roboto,Ubuntu,'DejaVu Sans',sans-serif" font-size="${px(fontSize)}" role="img">` +
    `<title>${escapeXml(title)}</title>` +
    `<path fill="${paint.background}" d="M0 0H${px(width)}V${px(total)}H0z"/>` +
    `<text x="${px(margin)}" y="${px(margin + fontSize)}" fill="${paint.text}" font-weight="600">${escapeXml(title)}</text>` +
    charts.join('') +
    lines.map((line, i) => legendRow(line, legendTop + i * row, paint)).join('') +
    '</svg>'
  );
}

function legendRow({ look, name }: DrawnLine, y: number, { text, lines, fontSize, lineWidth }: Paint): string {
  const colour = lines[look.colour];
  const middle = y - fontSize * 0.35;
  return (
    lineSample(look, { x: margin, y: middle, colour, lineWidth }) +
    `<text x="${px(margin + 40)}" y="${px(y)}" fill="${text}"><tspan font-weight="600">${look.tag}</tspan>  ${escapeXml(name)}</text>`
  );
}

/** A piece of a line with its marker, 32 pixels wide. */
export function lineSample(
  look: ChartLine['look'],
  {
    x,
    y,
    colour,
    lineWidth,
  }: { readonly x: number; readonly y: number; readonly colour: string; readonly lineWidth: number },
): string {
  const dash = look.dash === '' ? '' : ` stroke-dasharray="${look.dash}"`;
  const stroke = `stroke="${colour}" stroke-width="${lineWidth}"`;
  return (
    `<path d="M${px(x)} ${px(y)}h32" fill="none" ${stroke}${dash}/>` +
    `<path d="${markerPath(look.marker, x + 16, y, 3)}" fill="${isFilled(look.marker) ? colour : 'none'}" ${stroke}/>`
  );
}
