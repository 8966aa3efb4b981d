import { differenceTable } from '../../src/panel/shared/compare/differenceTable';
import { element } from '../elements/element';
import type { PinRow } from './pinTable';

/** What the schedules differ in, a column each; only rows that differ. */
export function differencesSection(rows: readonly PinRow[]): HTMLElement {
  const differing = differenceTable(rows.map(({ series }) => series));
  const content =
    rows.length < 2
      ? element('p', { class: 'hint' }, 'Pin a second schedule to see what differs.')
      : differing.length === 0
        ? element('p', { class: 'hint' }, 'Nothing differs: neither an option nor a figure.')
        : tableOf(rows, differing);
  return element(
    'section',
    { class: 'compareDifferences', 'aria-labelledby': 'compare-differences' },
    element('h2', { id: 'compare-differences' }, 'Differences'),
    content,
  );
}

function tableOf(rows: readonly PinRow[], differing: ReturnType<typeof differenceTable>): HTMLElement {
  const head = rows.map(({ look, series }) =>
    element('th', { scope: 'col', title: series.name }, element('strong', {}, look.tag), ` ${series.name}`),
  );
  const table = element(
    'table',
    { class: 'differing' },
    element('thead', {}, element('tr', {}, element('th', { scope: 'col' }, 'differs in'), ...head)),
    element(
      'tbody',
      {},
      ...differing.map(({ kind, label, title, values }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row', title }, kind === 'figure' ? label : element('code', {}, label)),
          ...values.map((value) => element('td', {}, value)),
        ),
      ),
    ),
  );
  return element(
    'div',
    { class: 'scroller', role: 'region', tabindex: 0, 'aria-label': 'What the schedules differ in' },
    table,
  );
}
