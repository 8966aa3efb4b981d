/** A canvas over a drawing, for what moves: redrawing it never draws what is below anew. */
export class Overlay {
  private size = { width: 0, height: 0 };

  constructor(private readonly canvas: HTMLCanvasElement) {
    // Asking the element for its size at every move would have the browser lay out the page each time.
    new ResizeObserver(([entry]) => {
      this.size = entry.contentRect;
    }).observe(canvas);
  }

  /** The canvas emptied, in step with its size on the screen; in CSS pixels. */
  cleared(): CanvasRenderingContext2D | null {
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
