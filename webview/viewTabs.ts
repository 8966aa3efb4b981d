import type { PanelState } from '../src/panel/protocol';
import { element } from './element';
import type { View, ViewDefinition } from './view';

interface Tab {
  readonly definition: ViewDefinition;
  readonly place: HTMLElement;
  view: View | null;
}

/** The views behind their tabs: one is in front, the others do nothing. */
export class ViewTabs {
  readonly root: HTMLElement;
  private readonly tabs: readonly Tab[];
  private front: Tab | null = null;
  private state: PanelState | null = null;

  /** @param make makes a view, when it first comes to the fore */
  constructor(
    definitions: readonly ViewDefinition[],
    first: string,
    private readonly make: (definition: ViewDefinition) => View,
    private readonly onTurn: () => void,
  ) {
    this.tabs = definitions.map((definition) => ({ definition, place: placeOf(definition), view: null }));
    const shown = definitions.some(({ id }) => id === first) ? first : definitions.at(0)?.id;
    this.root = element(
      'vscode-panels',
      { class: 'views', 'aria-label': 'Views', activeid: `tab-${shown ?? ''}` },
      ...definitions.map(({ id, title }) => element('vscode-panel-tab', { id: `tab-${id}` }, title)),
      ...this.tabs.map(({ place }) => place),
    );
    // Tables in a view have tabs of their own, whose events pass by here too.
    this.root.addEventListener('change', ({ target }) => {
      if (target === this.root) this.turn();
    });
  }

  /** The view in front. */
  get view(): View | null {
    return this.front?.view ?? null;
  }

  get id(): string {
    return this.front?.definition.id ?? this.activeId;
  }

  show(state: PanelState): void {
    this.state = state;
    if (this.front) this.front.view?.show(state);
    else this.turn();
  }

  /** Brings a view to the fore. */
  open(id: string): void {
    this.root.setAttribute('activeid', `tab-${id}`);
    this.turn();
  }

  private get activeId(): string {
    return (this.root.getAttribute('activeid') ?? '').slice('tab-'.length);
  }

  private turn(): void {
    const tab = this.tabs.find(({ definition }) => definition.id === this.activeId);
    if (!tab || !this.state || tab === this.front) return;
    this.front?.view?.leave();
    this.front = tab;
    if (!tab.view) {
      tab.view = this.make(tab.definition);
      tab.place.append(tab.view.root);
    }
    tab.view.show(this.state);
    this.onTurn();
  }
}

function placeOf({ id }: ViewDefinition): HTMLElement {
  return element('vscode-panel-view', { id: `view-${id}` });
}
