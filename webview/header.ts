import type { PanelState, SchedulerView } from '../src/panel/protocol';
import { button, element } from './elements/element';
import type { Host } from './page/messages';
import { prose } from './elements/prose';

/** What can be done from the head of the page with what is shown. */
export interface HeaderActions {
  pin(): void;
  saveOrShare(): void;
}

/** The head of the page: which scheduler this is, the picker, the short facts, and what the user has to be told. */
export class Header {
  readonly root: HTMLElement;
  private readonly name = element('h1', {});
  private readonly doc = element('p', { class: 'doc' });
  private readonly picker = element('vscode-dropdown', { class: 'picker', 'aria-label': 'Scheduler to show' });
  private readonly facts = element('ul', { class: 'facts', 'aria-label': 'In short' });
  private readonly banners = element('div', { class: 'banners', 'aria-live': 'polite' });
  private readonly actions: HTMLElement;
  private choices = '';

  constructor(host: Host, actions: HeaderActions) {
    this.picker.addEventListener('change', () => {
      if ('value' in this.picker) host.send({ type: 'choose', key: String(this.picker.value) });
    });
    this.actions = element(
      'div',
      { class: 'headActions' },
      button('Pin to comparison', { class: 'link', title: 'Compare it with other schedules' }, () => actions.pin()),
      button('Save or share…', { class: 'link', title: 'As picture, table, data or link' }, () =>
        actions.saveOrShare(),
      ),
    );
    const title = element(
      'div',
      { class: 'title' },
      element('div', { class: 'names' }, this.name, this.doc),
      element('div', { class: 'choice' }, this.picker, this.actions),
    );
    this.root = element('header', {}, title, this.facts, this.banners);
  }

  show(state: PanelState): void {
    const view = state.scheduler;
    this.name.textContent = view?.className ?? 'Noise Schedule';
    this.doc.textContent = view?.doc ?? '';
    this.facts.replaceChildren(...(view?.facts ?? []).map(({ label, title }) => element('li', { title }, label)));
    this.actions.hidden = view === null;
    this.showChoices(state);
    this.banners.replaceChildren(...bannersOf(state));
  }

  /** The picker is rebuilt only when its entries change, so that it stays open while the code is edited. */
  private showChoices({ choices, chosen, gone }: PanelState): void {
    this.picker.hidden = choices.length === 0;
    const now = JSON.stringify(choices);
    if (now !== this.choices) {
      this.choices = now;
      this.picker.replaceChildren(...choices.map(({ key, label }) => element('vscode-option', { value: key }, label)));
    }
    Object.assign(this.picker, { value: chosen ?? '', disabled: gone !== null });
  }
}

function bannersOf({ gone, scheduler }: PanelState): HTMLElement[] {
  return [
    ...(gone === null ? [] : [banner('info', [gone])]),
    ...(scheduler?.refusal ? [refusalBanner(scheduler.refusal)] : []),
    ...(scheduler?.notices ?? []).map((notice) => banner('info', prose(notice))),
  ];
}

const places = {
  loading: 'while loading the configuration',
  init: 'while constructing the scheduler',
  set_timesteps: 'in set_timesteps',
  step: 'in step',
} as const;

function refusalBanner({ by, type, message, where, remedy }: NonNullable<SchedulerView['refusal']>): HTMLElement {
  const lead = by === 'diffusers' ? `diffusers raises ${type} ${places[where]}: ` : '';
  return banner('error', [
    element('strong', {}, lead),
    ...prose(message),
    element('p', { class: 'remedy' }, ...prose(remedy)),
  ]);
}

function banner(kind: 'info' | 'error', content: readonly (Node | string)[]): HTMLElement {
  const mark = element('span', { class: 'mark', 'aria-hidden': 'true' }, kind === 'error' ? '!' : 'i');
  return element('div', { class: `banner ${kind}` }, mark, element('div', {}, ...content));
}
