import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Program } from '../workbench/programs';
import type { SchedulerChoice } from '../inspect/nearest';
import { entryAfterEdit, entryOf, pickerEntries, type PickerEntry } from './state/choices';
import type { Comparison } from './state/comparison';
import { panelHtml } from './document/html';
import { openedProgram } from './state/openedProgram';
import { emptyState, goneState, panelState } from './state/panelState';
import { pageMessage, type PageMessage, type PanelState } from './protocol';
import { picturesFrom, type PanelServices } from './state/services';
import type { PanelView, Shown } from './state/view';
import { panelViews } from './views';

/** The view type, which is also what a panel is restored under after a reload of the window. */
export const viewType = 'sigmascope.panel';

const pageFolder = ({ extensionUri }: PanelServices): vscode.Uri =>
  vscode.Uri.joinPath(extensionUri, 'dist', 'webview');

/** What the panel's page may do: run its own scripts. To be set before the panel, which is told later what to show. */
export const pageOptions = (services: PanelServices): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [pageFolder(services)],
});

/** What the panel is about. Keys and steps outlive edits; indices are of the program last seen. */
export interface PanelSubject {
  /** Null for a panel that was opened for a comparison alone. */
  readonly uri: vscode.Uri | null;
  readonly choice: SchedulerChoice | null;
  readonly key: string | null;
  readonly step: number;
}

/**
 * One webview that shows one scheduler of one program. It holds all state and does nothing while hidden: whenever its
 * page comes (back) to life it says `ready` and is told everything.
 */
export class SchedulePanel implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly views: readonly PanelView[];
  private shown: Shown | null = null;
  private last: PanelState | null = null;
  /** Counts what the page is told, or would be if it could be seen. */
  private round = 0;
  /** The page can be talked to; before, what it is to turn to waits. */
  private isReady = false;
  private turnTo: { readonly view: string; readonly task?: string } | null = null;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly services: PanelServices,
    comparison: Comparison,
    private subject: PanelSubject,
    program: Program | null,
  ) {
    const { webview } = panel;
    this.views = panelViews({
      services,
      comparison,
      post: (message) => void webview.postMessage(message),
      shown: () => this.shown,
    });
    const { workspace } = vscode;
    const ifMine = ({ uri }: { readonly uri: vscode.Uri }) => this.programChanged(uri);
    this.subscriptions = [
      webview.onDidReceiveMessage((message: unknown) => this.receive(message)),
      panel.onDidChangeViewState(() => this.visibilityChanged()),
      services.programs.onDidChange((uri) => this.programChanged(uri)),
      services.autoencoders.onDidChange(() => this.refreshSoon()),
      services.sample.onDidChange(() => this.refreshSoon()),
      workspace.onDidOpenTextDocument(ifMine),
      workspace.onDidCloseTextDocument(ifMine),
      workspace.onDidOpenNotebookDocument(ifMine),
      workspace.onDidCloseNotebookDocument(ifMine),
      workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('sigmascope')) this.refreshSoon();
      }),
    ];
    // Told only now to make a frame, VS Code is about it while the document is made.
    const beginning = setTimeout(() => this.begin(program));
    this.subscriptions.push(new vscode.Disposable(() => clearTimeout(beginning)));
  }

  onDidDispose(listener: () => void): void {
    this.subscriptions.push(this.panel.onDidDispose(listener));
  }

  /** Shows another scheduler and reveals the panel, leaving the focus where it is. */
  show(uri: vscode.Uri, choice: SchedulerChoice): void {
    const isSame = uri.toString() === this.subject.uri?.toString();
    if (!isSame) this.last = null;
    this.subject = { uri, choice, key: null, step: isSame ? this.subject.step : 0 };
    this.reveal();
    this.refreshSoon();
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Reveals the panel with one of its views, which may have a task to begin with. */
  open(view: string, task?: string): void {
    this.reveal();
    this.turnTo = task === undefined ? { view } : { view, task };
    // The state goes first: the panel may have been turned to another scheduler just now.
    if (this.isReady) this.refreshSoon();
  }

  dispose(): void {
    this.round++;
    this.abandon();
    for (const view of this.views) view.dispose?.();
    for (const subscription of this.subscriptions) subscription.dispose();
    this.panel.dispose();
  }

  /** A panel that would stay empty is closed, and the user is told why. */
  private begin(program: Program | null): void {
    try {
      this.write(program);
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      this.services.log.error('The panel could not be opened.', cause);
      const remedy = 'Try it again; if that does not help, reinstall Sigmascope.';
      void vscode.window.showErrorMessage(`The panel could not be opened: ${cause.message} ${remedy}`);
      this.panel.dispose();
    }
  }

  /** Gives the page its document, which shows the program at once unless the panel has been turned from it meanwhile. */
  private write(program: Program | null): void {
    const { webview } = this.panel;
    const folder = webview.asWebviewUri(pageFolder(this.services)).toString();
    webview.html = panelHtml({
      cspSource: webview.cspSource,
      modules: [`${folder}/chunk.js`, `${folder}/panel.js`],
      style: { text: this.services.styleSheet(), folder },
      state: program && this.round === 0 ? this.stateOf(program, program.uri) : null,
    });
  }

  private receive(data: unknown): void {
    const parsed = v.safeParse(pageMessage, data);
    if (parsed.success) this.handle(parsed.output);
    else this.services.log.warn('The panel sent a message that is not of its protocol.', v.summarize(parsed.issues));
  }

  private handle(message: PageMessage): void {
    switch (message.type) {
      case 'ready':
        this.abandon();
        this.isReady = true;
        // A page that shows what its document came with is told only what has happened since.
        if (message.isShowing && this.round === 0) this.turn();
        else this.refreshSoon();
        break;
      case 'choose':
        this.subject = { ...this.subject, choice: null, key: message.key };
        this.refreshSoon();
        break;
      case 'step':
        this.subject = { ...this.subject, step: message.step };
        break;
      default:
        for (const view of this.views) view.receive(message);
    }
  }

  private abandon(): void {
    for (const view of this.views) view.abandon();
  }

  private visibilityChanged(): void {
    if (this.panel.visible) return;
    this.isReady = false;
    this.round++;
    this.abandon();
  }

  private turn(): void {
    if (this.turnTo !== null) void this.panel.webview.postMessage({ type: 'turnTo', ...this.turnTo });
    this.turnTo = null;
  }

  private programChanged(uri: vscode.Uri): void {
    if (uri.toString() === this.subject.uri?.toString()) this.refreshSoon();
    if (this.panel.visible) for (const view of this.views) view.programChanged?.(uri);
  }

  /** A hidden page is not told: it asks when it comes back. */
  private refreshSoon(): void {
    if (!this.panel.visible) return;
    this.refresh().catch((error: unknown) => {
      this.services.log.error(
        'The panel could not be brought up to date.',
        error instanceof Error ? error : String(error),
      );
    });
  }

  private async refresh(): Promise<void> {
    const round = ++this.round;
    const { uri } = this.subject;
    const program = uri && (await openedProgram(this.services.programs, uri));
    if (round !== this.round) return;
    const state = uri ? this.stateOf(program, uri) : goneState(emptyState('', ''), 'No scheduler is chosen.');
    await this.panel.webview.postMessage({ type: 'state', state });
    this.turn();
  }

  private stateOf(program: Program | null, uri: vscode.Uri): PanelState {
    const document = uri.path.split('/').at(-1) ?? uri.path;
    const entries = program ? pickerEntries(program.analysis) : [];
    const { key, choice } = this.subject;
    const chosen = key === null && choice ? entryOf(entries, choice) : entryAfterEdit(entries, key, choice);
    if (!program || !chosen) {
      this.shown = null;
      const reason = program ? `${document} has no diffusers scheduler now.` : `${document} is no longer open.`;
      return goneState(this.last ?? emptyState(uri.toString(), document), reason);
    }
    return this.stateOfEntry(program, entries, chosen, document);
  }

  private stateOfEntry(
    program: Program,
    entries: readonly PickerEntry[],
    chosen: PickerEntry,
    document: string,
  ): PanelState {
    const { scheduler, call, key } = chosen;
    const inspection = program.inspect(scheduler, call);
    this.subject = { ...this.subject, choice: { scheduler, call }, key };
    this.shown = { program, entry: chosen, inspection };
    const { step } = this.subject;
    const sources = picturesFrom(this.services);
    const state = panelState({ uri: program.uri.toString(), document, entries, chosen, inspection, step, sources });
    this.last = state;
    return state;
  }
}
