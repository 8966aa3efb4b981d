/** The panel's page: draws the state the extension host sends, and tells it what the user does. */
import * as v from 'valibot';
import { stateId, unembedded, type PanelState } from '../src/panel/protocol';
import { Header } from './header';
import { shareableOf } from './page/shareable';
import { Host } from './page/messages';
import './panel.css';
import { pictureOf } from './elements/pictureOf';
import { Announcement } from './elements/announcement';
import { Shortcuts } from './elements/shortcuts';
import { StepCursor } from './page/stepCursor';
import { registerComponents } from './elements/toolkit';
import type { Shareable, PageServices, ViewMemory } from './page/view';
import { laterViews, views } from './views';
import { ViewTabs } from './viewTabs';

class Page {
  private readonly host = new Host();
  private readonly cursor = new StepCursor();
  private readonly header = new Header(this.host, { pin: () => this.pin(), saveOrShare: () => this.saveOrShare() });
  private readonly announcement = new Announcement();
  private readonly memories: Record<string, Readonly<Record<string, unknown>>>;
  private readonly tabs: ViewTabs;
  private state: PanelState | null = null;
  private frame = 0;

  constructor(private readonly root: HTMLElement) {
    const remembered = this.host.remembered();
    this.memories = { ...remembered?.views };
    this.tabs = new ViewTabs(
      views,
      remembered?.view ?? 'schedule',
      (definition) => definition.make(this.servicesOf(definition.id)),
      () => this.save(),
    );
    this.host.on('state', ({ state }) => this.show(state));
    this.host.on('turnTo', ({ view, task }) => void this.turnTo(view, task));
    this.host.on('announcement', ({ what, message }) => this.announcement.show(what, message));
    this.cursor.onMove(() => this.moved());
    document.addEventListener('keydown', (event) => this.pressed(event));
  }

  start(): void {
    // A page that was there before has been told more since than its document says.
    const state = this.host.remembered() ? null : embeddedState();
    // First of all: what the page asks for before it is ready is asked by a page that was there before.
    this.host.send({ type: 'ready', isShowing: state !== null });
    if (state) this.show(state);
  }

  private show(state: PanelState): void {
    const curves = state.scheduler?.curves ?? null;
    if (this.state?.uri !== state.uri) this.cursor.restore(state.step);
    this.state = state;
    this.cursor.count = curves?.steps.timesteps.length ?? 0;
    this.root.classList.toggle('gone', state.gone !== null);
    this.header.show(state);
    this.appear();
    this.tabs.show(state);
    this.save();
  }

  /** Takes the place of what the document began with; before there is something to show, that or nothing stays. */
  private appear(): void {
    if (this.header.root.isConnected) return;
    this.root.replaceChildren(this.header.root, this.tabs.root, new Shortcuts().root, this.announcement.root);
  }

  private async turnTo(id: string, task: string | undefined): Promise<void> {
    const view = await this.tabs.open(id);
    if (task !== undefined) view?.begin?.(task);
  }

  private servicesOf(id: string): PageServices {
    const memory: ViewMemory = {
      read: (schema, of = id) => {
        const kept = v.safeParse(schema, this.memories[of]);
        return kept.success ? kept.output : null;
      },
      write: (values) => {
        this.memories[id] = { ...this.memories[id], ...values };
        this.save();
      },
    };
    return {
      host: this.host,
      cursor: this.cursor,
      memory,
      announce: (message) => this.announcement.show('done', message),
    };
  }

  private pin(): void {
    this.host.send({ type: 'pin', changes: this.tabs.view?.changes?.() ?? null });
  }

  private saveOrShare(): void {
    const { view } = this.tabs;
    const shareable = view?.shareable?.() ?? (this.state && shareableOf(this.state, view?.changes?.() ?? null));
    if (shareable) void this.send(shareable);
    else this.announcement.show('refused', 'There is no schedule to save.');
  }

  private async send({ schedules, drawing }: Shareable): Promise<void> {
    const picture = await pictureOf(drawing);
    this.host.send({ type: 'saveOrShare', schedules: [...schedules], drawing, picture });
  }

  /** Keys and pointers can be faster than the screen: what they moved is drawn once a frame. */
  private moved(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const { step } = this.cursor;
      this.tabs.view?.moveTo(step);
      this.host.send({ type: 'step', step });
      this.save();
    });
  }

  private save(): void {
    if (!this.state) return;
    const { uri, chosen } = this.state;
    const { remembered: step } = this.cursor;
    this.host.remember({ uri, chosen, step, view: this.tabs.id, views: this.memories });
  }

  /**
   * On the curves, the strip and the current step all cursor keys move the step; elsewhere the ones that would
   * scroll the page do that, and the others move the step unless the control in focus needs them.
   */
  private pressed(event: KeyboardEvent): void {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    const target = event.target instanceof Element ? event.target : document.body;
    if (!plain || event.defaultPrevented || target.closest(keyTakers)) return;
    const onSteps = this.tabs.view?.isOnSteps?.(target) === true;
    const sideways = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if ((onSteps || sideways) && this.cursor.moveByKey(event.key)) event.preventDefault();
  }
}

/** Controls that have a use for the cursor keys themselves. */
const keyTakers = 'vscode-dropdown, vscode-panel-tab, vscode-text-field, input, select, textarea, [data-takes-keys]';

/** What the document came with, if anything. */
function embeddedState(): PanelState | null {
  const text = document.getElementById(stateId)?.textContent;
  return text ? unembedded(text) : null;
}

registerComponents();
const root = document.getElementById('panel');
if (root) new Page(root).start();
// Read now, so that another view opens at once later.
requestIdleCallback(() => void laterViews().catch(() => undefined));
