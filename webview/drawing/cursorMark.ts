import { element } from '../elements/element';

/** A value of the step, encircled. */
export interface Ring {
  /** In CSS pixels; NaN where the value cannot be drawn. */
  readonly y: number;
  readonly colour: string;
}

/** Where the cursor stands in a chart, in CSS pixels. */
export interface Mark {
  readonly x: number;
  readonly top: number;
  readonly bottom: number;
  readonly rings: readonly Ring[];
}

export interface MarkLook {
  readonly line: string;
  readonly lineWidth: number;
  readonly inside: string;
}

/**
 * The step cursor of a chart: a line, and a ring around each value. Its canvas is only as wide as a ring and is moved over
 * the chart, so that a step costs the browser a thin strip, not a picture as large as the chart.
 */
export class CursorMark {
  readonly root = element('canvas', { class: 'cursorMark', 'aria-hidden': 'true', hidden: true });
  /** How far the canvas reaches to each side of the cursor, and beyond the ends of its line. */
  private readonly reach: number;

  constructor(private readonly radius: number) {
    this.reach = Math.ceil(1.25 * radius) + 1;
  }

  draw(mark: Mark | null, look: MarkLook): void {
    this.root.hidden = mark === null;
    if (!mark) return;
    const { reach } = this;
    // The canvas stands on whole pixels of the screen, so that it is not blurred; what is left over is drawn.
    const left = onScreen(mark.x - reach);
    const top = onScreen(mark.top - reach);
    const context = this.cleared(2 * reach + 1, mark.bottom + reach + 1 - top);
    if (!context) return;
    this.root.style.transform = `translate(${left}px, ${top}px)`;
    const x = mark.x - left;
    drawLine(context, x, mark.top - top, mark.bottom - top, look);
    for (const { y, colour } of mark.rings)
      if (!Number.isNaN(y)) drawRing(context, x, y - top, { radius: this.radius, colour, inside: look.inside });
  }

  /** The canvas emptied, and of this size; in CSS pixels. */
  private cleared(width: number, height: number): CanvasRenderingContext2D | null {
    const ratio = devicePixelRatio;
    const [wide, high] = [width * ratio, height * ratio].map(Math.ceil);
    const context = this.root.getContext('2d');
    if (this.root.width !== wide || this.root.height !== high) {
      Object.assign(this.root, { width: wide, height: high });
      this.root.style.width = `${wide / ratio}px`;
      this.root.style.height = `${high / ratio}px`;
    }
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, wide, high);
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }
}

const onScreen = (at: number): number => Math.floor(at * devicePixelRatio) / devicePixelRatio;

function drawLine(
  context: CanvasRenderingContext2D,
  x: number,
  top: number,
  bottom: number,
  { line, lineWidth }: MarkLook,
): void {
  context.strokeStyle = line;
  context.lineWidth = lineWidth;
  context.beginPath();
  context.moveTo(x, top);
  context.lineTo(x, bottom);
  context.stroke();
}

interface RingLook {
  readonly radius: number;
  readonly colour: string;
  readonly inside: string;
}

function drawRing(context: CanvasRenderingContext2D, x: number, y: number, { radius, colour, inside }: RingLook): void {
  context.fillStyle = inside;
  context.strokeStyle = colour;
  context.lineWidth = radius / 2;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
