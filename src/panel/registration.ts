import * as v from 'valibot';
import * as vscode from 'vscode';
import { aimOf } from '../editor/target';
import { savedState } from './protocol';
import { SchedulePanel, type PanelServices, type PanelSubject } from './schedulePanel';

/** The view type, which is also what a panel is restored under after a reload of the window. */
const viewType = 'sigmascope.panel';

/** The command that shows the panel, and what brings it back after a reload. There is one panel at most. */
export class SchedulePanels implements vscode.Disposable {
  private readonly registrations: vscode.Disposable[];
  private panel: SchedulePanel | null = null;

  constructor(private readonly services: PanelServices) {
    this.registrations = [
      vscode.commands.registerCommand('sigmascope.showNoiseSchedule', (argument: unknown) => this.show(argument)),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel: vscode.WebviewPanel, state: unknown) => this.restore(panel, state),
      }),
    ];
  }

  dispose(): void {
    this.panel?.dispose();
    for (const registration of this.registrations) registration.dispose();
  }

  private async show(argument: unknown): Promise<void> {
    const aim = await aimOf(argument, this.services.programs);
    if (!aim) {
      this.nothingToShow();
      return;
    }
    const { uri } = aim.program;
    if (this.panel) this.panel.show(uri, aim.choice);
    else {
      const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      const webview = vscode.window.createWebviewPanel(viewType, 'Noise Schedule', column, { enableFindWidget: true });
      this.adopt(webview, { uri, choice: aim.choice, key: null, step: 0 });
    }
  }

  /** With the panel itself in front there is no cursor to go by, and what it shows is what is meant. */
  private nothingToShow(): void {
    if (this.panel && !vscode.window.activeTextEditor) {
      this.panel.reveal();
      return;
    }
    void vscode.window.showInformationMessage(
      'There is no diffusers scheduler here. Put the cursor into a Python file or notebook cell that configures one.',
    );
  }

  private restore(webview: vscode.WebviewPanel, data: unknown): Promise<void> {
    const parsed = v.safeParse(savedState, data);
    if (!parsed.success || this.panel) webview.dispose();
    else {
      const { uri, chosen, step } = parsed.output;
      this.adopt(webview, { uri: vscode.Uri.parse(uri), choice: null, key: chosen, step });
    }
    return Promise.resolve();
  }

  private adopt(webview: vscode.WebviewPanel, subject: PanelSubject): void {
    const panel = new SchedulePanel(webview, this.services, subject);
    this.panel = panel;
    panel.onDidDispose(() => {
      panel.dispose();
      if (this.panel === panel) this.panel = null;
    });
  }
}
