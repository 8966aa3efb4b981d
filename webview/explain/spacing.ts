import type { SpacingView } from '../../src/panel/shared/explain/spacing';
import { element } from '../elements/element';
import { timestepNumber } from '../../src/panel/shared/numbers';
import type { FigureView } from './chapterView';

const size = { width: 1000, height: 46, top: 6, bottom: 28 };

/** The steps as marks over the range of training, from the most noise to the least; what is never visited is hatched. */
export function spacingFigure({ trained, timesteps, skippedAbove, skippedBelow }: SpacingView): FigureView {
  const last = Math.max(1, trained - 1);
  const x = (timestep: number) => size.width * (1 - timestep / last);
  const mark = (timestep: number) =>
    svg('line', { class: 'visited', x1: x(timestep), x2: x(timestep), y1: size.top, y2: size.bottom });
  const marks = timesteps.map(mark);
  const current = svg('line', { class: 'current', y1: 0, y2: size.bottom + 6 });
  const drawing = svg('svg', {
    viewBox: `-6 0 ${size.width + 12} ${size.height}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  drawing.append(
    svg('rect', { class: 'range', x: 0, y: size.top, width: size.width, height: size.bottom - size.top }),
    skipped(0, x(last - skippedAbove)),
    skipped(x(skippedBelow), size.width),
    ...marks,
    current,
  );
  const root = element(
    'figure',
    { class: 'spacing' },
    drawing,
    element(
      'figcaption',
      {},
      element('span', {}, `t = ${trained - 1}, most noise`),
      element('span', {}, 't = 0, the picture'),
    ),
  );
  const moveTo = (step: number): void => {
    const timestep = timesteps.at(step);
    if (timestep === undefined || step < 0) return;
    current.setAttribute('x1', String(x(timestep)));
    current.setAttribute('x2', String(x(timestep)));
    root.title = `This step: t = ${timestepNumber(timestep)}`;
  };
  return { root, moveTo };
}

function skipped(from: number, to: number): SVGElement {
  return svg('rect', {
    class: 'skipped',
    x: from,
    y: size.top,
    width: Math.max(0, to - from),
    height: size.bottom - size.top,
  });
}

function svg(tag: 'svg' | 'line' | 'rect', attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
