import { Overlay } from './overlay';

/** Where the cursor stands in a chart, in CSS pixels; `y` is NaN where the value cannot be drawn. */
export interface Mark {
  readonly x: number;
  readonly y: number;
  readonly top: number;
  readonly bottom: number;
}

export interface MarkLook {
  readonly line: string;
  readonly lineWidth: number;
  readonly ring: string;
  readonly inside: string;
}

/** The step cursor of one chart: a line and a ring on a canvas of their own over the chart's. */
export class CursorMark {
  private readonly overlay: Overlay;

  constructor(canvas: HTMLCanvasElement) {
    this.overlay = new Overlay(canvas);
  }

  draw(mark: Mark | null, look: MarkLook): void {
    const context = this.overlay.cleared();
    if (!mark || !context) return;
    drawLine(context, mark.x, mark.top, mark.bottom, look);
    if (!Number.isNaN(mark.y)) drawRing(context, mark.x, mark.y, 5, look);
  }
}

/** The upright line of a step cursor. */
export function drawLine(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  bottom: number,
  { line, lineWidth }: Pick<MarkLook, 'line' | 'lineWidth'>,
): void {
  context.strokeStyle = line;
  context.lineWidth = lineWidth;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.stroke();
}

/** A ring around the value of the step. */
export function drawRing(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  { ring, inside }: Pick<MarkLook, 'ring' | 'inside'>,
): void {
  context.fillStyle = inside;
  context.strokeStyle = ring;
  context.lineWidth = radius / 2;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
