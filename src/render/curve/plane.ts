import { fraction } from './axis';
import type { Curve, CurvePoint } from './curve';
import type { Point } from '../drawing/svg';

/** The plotting area within the drawing. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** From values to pixels. */
export class Plane {
  constructor(
    private readonly curve: Curve,
    private readonly frame: Frame,
  ) {}

  x(value: number): number {
    const along = fraction(this.curve.xAxis, value);
    const { left, right } = this.frame;
    return left + (this.curve.descending ? 1 - along : along) * (right - left);
  }

  /** Clamped to the frame, so that infinity and, on a logarithmic axis, zero lie on its edge. */
  y(sigma: number): number {
    const along = sigma <= 0 && this.curve.yAxis.logarithmic ? 0 : fraction(this.curve.yAxis, sigma);
    const { top, bottom } = this.frame;
    return bottom - Math.min(1, Math.max(0, along)) * (bottom - top);
  }

  on(points: readonly CurvePoint[]): Point[] {
    return points.map(({ x, sigma }) => ({ x: this.x(x), y: this.y(sigma) }));
  }

  /** Whether a sigma has a true place on the axis. */
  shows(sigma: number): boolean {
    return Number.isFinite(sigma) && (sigma > 0 || !this.curve.yAxis.logarithmic);
  }
}
