import type { OptionRow } from '../../src/panel/protocol';
import { button, element } from '../elements/element';
import type { Host } from '../page/messages';

/** Which rows of the table: options of the class, or arguments of `set_timesteps`. */
type What = 'option' | 'call';

/** The options with their values and where each came from, with a way there when it is in the code. */
export function optionsTable(host: Host, options: readonly OptionRow[], call: readonly OptionRow[]): HTMLElement {
  const head = ['option', 'value', 'comes from'].map((text) => element('th', { scope: 'col' }, text));
  return element(
    'table',
    { class: 'options' },
    element('thead', {}, element('tr', {}, ...head)),
    ...(call.length > 0 ? [group(host, 'call', 'set_timesteps', call)] : []),
    group(host, 'option', 'configuration', options),
  );
}

function group(host: Host, what: What, title: string, rows: readonly OptionRow[]): HTMLElement {
  const heading = element('tr', { class: 'group' }, element('th', { scope: 'rowgroup', colspan: 3 }, title));
  return element('tbody', {}, heading, ...rows.map((row) => rowOf(host, what, row)));
}

function rowOf(host: Host, what: What, { name, value, origin, doc, unknown, place }: OptionRow): HTMLElement {
  const cssClass = origin === 'diffusers default' ? 'default' : 'set';
  return element(
    'tr',
    { class: cssClass },
    element(
      'th',
      { scope: 'row' },
      element('code', {}, name),
      ...(doc ? [element('span', { class: 'doc' }, doc)] : []),
    ),
    element('td', {}, element('code', {}, value)),
    element(
      'td',
      {},
      place ? goThere(host, what, name, unknown === null ? origin : 'code', place) : origin,
      ...(unknown === null ? [] : [element('span', { class: 'doc' }, `${unknown}; ${origin} shown`)]),
    ),
  );
}

function goThere(
  host: Host,
  what: What,
  name: string,
  label: string,
  place: NonNullable<OptionRow['place']>,
): HTMLElement {
  const where = place.cell === null ? `line ${place.line}` : `cell ${place.cell}, line ${place.line}`;
  const title = `Go to ${name} in the code`;
  return button(`${label}, ${where}`, { class: 'link', title }, () => host.send({ type: 'goTo', what, name }));
}
