import type { Schedule } from '../../schedulers/definition/schedule';
import type { Curve } from './curve';
import { counted, significant } from '../words/numbers';
import type { Frame, Plane } from './plane';
import { label, px, type Point } from '../drawing/svg';
import type { Palette } from '../drawing/theme';

const rowHeight = 14;
const legendWidth = 128;

type Mark = (x: number, y: number) => string;

/** Names the marks of the curve, in the corner with the fewest points. */
export function curveLegend(schedule: Schedule, curve: Curve, plane: Plane, frame: Frame, palette: Palette): string {
  const rows: [Mark, string][] = [[dotted(palette), counted(schedule.steps.count, 'sampling step')]];
  if (curve.training.length > 0) rows.push([dashed(palette), 'trained noise levels']);
  if (curve.skipped) rows.push([hatched(palette), `never sampled: t > ${significant(curve.skipped.to)}`]);
  const { x, y } = emptiestCorner(curve, plane, frame, rows.length * rowHeight);
  return rows
    .map(
      ([mark, text], i) =>
        mark(x, y + i * rowHeight) + label(x + 24, y + i * rowHeight + 3.5, text, { fill: palette.text }),
    )
    .join('');
}

function emptiestCorner(curve: Curve, plane: Plane, frame: Frame, height: number): Point {
  const left = (curve.skipped ? plane.x(curve.skipped.to) : frame.left) + 12;
  const corners = [
    { x: left, y: frame.bottom - height + 2 },
    { x: frame.right - legendWidth, y: frame.top + 8 },
  ];
  const points = plane.on([...curve.training, ...curve.steps]);
  const crowd = ({ x, y }: Point) =>
    points.filter((p) => p.x > x - 6 && p.x < x + legendWidth + 6 && p.y > y - 12 && p.y < y + height).length;
  return corners.reduce((best, corner) => (crowd(corner) < crowd(best) ? corner : best));
}

const dotted =
  (palette: Palette): Mark =>
  (x, y) =>
    `<path d="M${px(x)} ${px(y)}h18" stroke="${palette.accent}" stroke-width="1.3"/>` +
    `<circle cx="${px(x + 9)}" cy="${px(y)}" r="2.3" fill="${palette.accent}"/>`;

const dashed =
  (palette: Palette): Mark =>
  (x, y) =>
    `<path d="M${px(x)} ${px(y)}h18" stroke="${palette.training}" stroke-width="1.2" stroke-dasharray="4 3"/>`;

const hatched =
  (palette: Palette): Mark =>
  (x, y) =>
    `<path d="M${px(x)} ${px(y - 5)}h18v10h-18z" fill="url(#h)" stroke="${palette.skipped}"/>`;
