import type { PanelState } from '../src/panel/protocol';
import { element } from './element';
import type { View, ViewDefinition } from './view';

interface Tab {
  readonly definition: ViewDefinition;
  readonly handle: HTMLElement;
  readonly place: HTMLElement;
  view: View | null;
}

/** The views behind their tabs: one is in front, the others do nothing. */
export class ViewTabs {
  readonly root: HTMLElement;
  private readonly tabs: readonly Tab[];
  /** The view the user has chosen; another stands in for it while there is nothing for it to show. */
  private wanted: string;
  private front: Tab | null = null;
  private state: PanelState | null = null;

  /** @param make makes a view, when it first comes to the fore */
  constructor(
    definitions: readonly ViewDefinition[],
    first: string,
    private readonly make: (definition: ViewDefinition) => View,
    private readonly onTurn: () => void,
  ) {
    this.tabs = definitions.map((definition) => ({
      definition,
      handle: element('vscode-panel-tab', { id: `tab-${definition.id}` }, definition.title),
      place: element('vscode-panel-view', { id: `view-${definition.id}` }),
      view: null,
    }));
    this.wanted = definitions.some(({ id }) => id === first) ? first : (definitions.at(0)?.id ?? '');
    this.root = element(
      'vscode-panels',
      { class: 'views', 'aria-label': 'Views', activeid: `tab-${this.wanted}` },
      ...this.tabs.map(({ handle }) => handle),
      ...this.tabs.map(({ place }) => place),
    );
    // Tables in a view have tabs of their own, whose events pass by here too.
    this.root.addEventListener('change', ({ target }) => {
      if (target === this.root && this.activeId !== this.front?.definition.id) this.open(this.activeId);
    });
  }

  /** The view in front. */
  get view(): View | null {
    return this.front?.view ?? null;
  }

  /** The id of the view to come back to. */
  get id(): string {
    return this.wanted;
  }

  show(state: PanelState): void {
    this.state = state;
    for (const tab of this.tabs) tab.handle.hidden = !this.hasSomething(tab);
    if (!this.turn()) this.front?.view?.show(state);
  }

  /** Brings a view to the fore. */
  open(id: string): void {
    this.wanted = id;
    this.turn();
  }

  /** Of the property: the attribute follows it only when the event that tells of the change is long over. */
  private get activeId(): string {
    const id = 'activeid' in this.root ? String(this.root.activeid) : '';
    return id.slice('tab-'.length);
  }

  private hasSomething({ definition }: Tab): boolean {
    return definition.standsAlone === true || this.state?.scheduler !== null;
  }

  /** Brings the view to the fore that should be there; false where it already is. */
  private turn(): boolean {
    const possible = this.tabs.filter((tab) => this.hasSomething(tab));
    const tab = possible.find(({ definition }) => definition.id === this.wanted) ?? possible.at(0);
    if (!this.state || !tab || tab === this.front) return false;
    this.front?.view?.leave();
    this.front = tab;
    this.root.setAttribute('activeid', `tab-${tab.definition.id}`);
    if (!tab.view) {
      tab.view = this.make(tab.definition);
      tab.place.append(tab.view.root);
    }
    tab.view.show(this.state);
    this.onTurn();
    return true;
  }
}
