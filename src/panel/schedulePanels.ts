import * as v from 'valibot';
import * as vscode from 'vscode';
import { targetOf } from '../workbench/target';
import type { Program } from '../workbench/programs';
import { whyNone } from '../workbench/whyNone';
import { Comparison } from './state/comparison';
import { savedState } from './protocol';
import { pageOptions, SchedulePanel, viewType, type PanelSubject } from './schedulePanel';
import type { PanelServices } from './state/services';

/** The one panel there is at most: made for the command or by a reload of the window, and turned to what is asked for next. */
export class SchedulePanels implements vscode.Disposable {
  private panel: SchedulePanel | null = null;
  readonly comparison: Comparison;

  constructor(private readonly services: PanelServices) {
    this.comparison = new Comparison(services.keeper);
  }

  dispose(): void {
    this.panel?.dispose();
  }

  /** @param argument names a scheduler as command links do; without one the nearest to the cursor is meant */
  async show(argument: unknown): Promise<void> {
    const target = await targetOf(argument, this.services.programs);
    if (!target) {
      await this.nothingToShow();
      return;
    }
    const { uri } = target.program;
    if (this.panel) this.panel.show(uri, target.choice);
    else this.create({ uri, choice: target.choice, key: null, step: 0 }, target.program);
  }

  /** Shows one of the views, of whatever the panel shows; a new panel shows the scheduler nearest to the cursor, if any. */
  async open(view: string, task?: string): Promise<void> {
    if (!this.panel) {
      const target = await targetOf(undefined, this.services.programs);
      const subject = { uri: target?.program.uri ?? null, choice: target?.choice ?? null, key: null, step: 0 };
      // Another view than the one that a page begins with.
      this.create(subject, null);
    }
    this.panel?.open(view, task);
  }

  private create(subject: PanelSubject, program: Program | null): void {
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const options = { enableFindWidget: true, ...pageOptions(this.services) };
    this.adopt(vscode.window.createWebviewPanel(viewType, 'Noise Schedule', column, options), subject, program);
  }

  /** With the panel itself in front there is no cursor to go by, and what it shows is what is meant. */
  private async nothingToShow(): Promise<void> {
    if (this.panel && !vscode.window.activeTextEditor) {
      this.panel.reveal();
      return;
    }
    void vscode.window.showInformationMessage(await whyNone(this.services.programs));
  }

  /** @param data what the page saved before the window was reloaded */
  restore(webview: vscode.WebviewPanel, data: unknown): void {
    const parsed = v.safeParse(savedState, data);
    if (!parsed.success || this.panel) webview.dispose();
    else {
      const { uri, chosen, step } = parsed.output;
      webview.webview.options = pageOptions(this.services);
      this.adopt(webview, { uri: uri === '' ? null : vscode.Uri.parse(uri), choice: null, key: chosen, step }, null);
    }
  }

  private adopt(webview: vscode.WebviewPanel, subject: PanelSubject, program: Program | null): void {
    const panel = new SchedulePanel(webview, this.services, this.comparison, subject, program);
    this.panel = panel;
    panel.onDidDispose(() => {
      panel.dispose();
      if (this.panel === panel) this.panel = null;
    });
  }
}
