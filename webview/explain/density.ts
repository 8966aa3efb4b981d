import type { Density } from '../../src/panel/shared/explain/density';
import { element } from '../elements/element';
import type { FigureView } from './chapterView';

/** How many steps each stretch of levels gets: a table whose bars are its numbers. */
export function densityFigure({ caption, bins }: Density): FigureView {
  const most = Math.max(1, ...bins.map(({ steps }) => steps));
  const rows = bins.map(({ label, steps }) => {
    const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
    bar.style.width = `${(100 * steps) / most}%`;
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, label),
      element('td', { class: 'number' }, String(steps)),
      element('td', { class: 'bars', 'aria-hidden': 'true' }, bar),
    );
  });
  const root = element('table', { class: 'density' }, element('caption', {}, caption), element('tbody', {}, ...rows));
  return { root, moveTo: () => undefined };
}
