import type { PanelState } from '../src/panel/protocol';
import { element } from './elements/element';
import type { View, ViewDefinition } from './page/view';

interface Tab {
  readonly definition: ViewDefinition;
  readonly handle: HTMLElement;
  readonly place: HTMLElement;
  view: View | null;
  /** The view is on its way. */
  arrival: Promise<void> | null;
}

/** The views behind their tabs: one is in front, the others do nothing. */
export class ViewTabs {
  readonly root: HTMLElement;
  private readonly tabs: readonly Tab[];
  /** The view the user has chosen; another stands in for it while there is nothing for it to show. */
  private wanted: string;
  private front: Tab | null = null;
  private state: PanelState | null = null;

  /** @param make makes a view, when it is first opened */
  constructor(
    definitions: readonly ViewDefinition[],
    first: string,
    private readonly make: (definition: ViewDefinition) => View | Promise<View>,
    private readonly onTurn: () => void,
  ) {
    this.tabs = definitions.map((definition) => ({
      definition,
      handle: element('vscode-panel-tab', { id: `tab-${definition.id}` }, definition.title),
      place: element('vscode-panel-view', { id: `view-${definition.id}` }),
      view: null,
      arrival: null,
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
      if (target === this.root && this.activeId !== this.front?.definition.id) void this.open(this.activeId);
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

  /**
   * Opens a view.
   * @returns the view, once it is there; null when another one was opened instead
   */
  async open(id: string): Promise<View | null> {
    this.wanted = id;
    this.turn();
    await this.front?.arrival;
    return this.front?.definition.id === id ? this.view : null;
  }

  /** Of the property: the attribute follows it long after the event. */
  private get activeId(): string {
    const id = 'activeid' in this.root ? String(this.root.activeid) : '';
    return id.slice('tab-'.length);
  }

  private hasSomething({ definition }: Tab): boolean {
    return definition.standsAlone === true || this.state?.scheduler !== null;
  }

  /** Opens the view that should be open; false where it is. */
  private turn(): boolean {
    const possible = this.tabs.filter((tab) => this.hasSomething(tab));
    const tab = possible.find(({ definition }) => definition.id === this.wanted) ?? possible.at(0);
    if (!this.state || !tab || tab === this.front) return false;
    this.front?.view?.leave();
    this.front = tab;
    this.root.setAttribute('activeid', `tab-${tab.definition.id}`);
    if (tab.view) tab.view.show(this.state);
    else this.bring(tab);
    this.onTurn();
    return true;
  }

  /** Makes a view. One whose code is still to be read is there a moment later, and is shown if it is still in front. */
  private bring(tab: Tab): void {
    if (tab.arrival) return;
    const made = this.make(tab.definition);
    if (made instanceof Promise)
      tab.arrival = made.then(
        (view) => this.put(tab, view),
        (error: unknown) => this.fail(tab, error),
      );
    else this.put(tab, made);
  }

  private put(tab: Tab, view: View): void {
    tab.view = view;
    tab.place.replaceChildren(view.root);
    if (tab === this.front && this.state) view.show(this.state);
  }

  private fail(tab: Tab, error: unknown): void {
    tab.arrival = null;
    const why = error instanceof Error ? error.message : String(error);
    const remedy = 'Close the panel and open it again; if that does not help, reinstall Sigmascope.';
    const message = `The view ${tab.definition.title} could not be read: ${why} ${remedy}`;
    tab.place.replaceChildren(element('p', { class: 'prose', role: 'alert' }, message));
  }
}
