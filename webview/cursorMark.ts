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

/**
 * The step cursor of one chart: a line and a ring on a canvas of their own over the chart's, so that moving the cursor
 * never draws a chart anew.
 */
export class CursorMark {
  private size = { width: 0, height: 0 };

  constructor(private readonly canvas: HTMLCanvasElement) {
    // Asking the element for its size at every move would have the browser lay out the page each time.
    new ResizeObserver(([entry]) => {
      this.size = entry.contentRect;
    }).observe(canvas);
  }

  draw(mark: Mark | null, look: MarkLook): void {
    const context = this.cleared();
    if (!mark || !context) return;
    context.strokeStyle = look.line;
    context.lineWidth = look.lineWidth;
    context.beginPath();
    context.moveTo(mark.x, mark.top);
    context.lineTo(mark.x, mark.bottom);
    context.stroke();
    if (Number.isNaN(mark.y)) return;
    context.fillStyle = look.inside;
    context.strokeStyle = look.ring;
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(mark.x, mark.y, 5, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }

  /** The canvas emptied, in step with its size on the screen. */
  private cleared(): CanvasRenderingContext2D | null {
    const ratio = devicePixelRatio;
    const [width, height] = [this.size.width * ratio, this.size.height * ratio].map(Math.round);
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    const context = this.canvas.getContext('2d');
    context?.setTransform(1, 0, 0, 1, 0, 0);
    context?.clearRect(0, 0, width, height);
    context?.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }
}
