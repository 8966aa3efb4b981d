import * as vscode from 'vscode';
import type { SchedulePanels } from './schedulePanels';
import type { PanelServices } from './services';

/** The panel's command and what brings it back after a reload; the panel's code is loaded for the first of either. */
export class PanelRegistration implements vscode.Disposable {
  private readonly registrations: vscode.Disposable[];
  private panels: Promise<SchedulePanels> | null = null;

  constructor(private readonly services: PanelServices) {
    this.registrations = [
      vscode.commands.registerCommand('sigmascope.showNoiseSchedule', async (argument: unknown) => {
        await (await this.load()).show(argument);
      }),
      // The id is the panel's view type, here and in the manifest.
      vscode.window.registerWebviewPanelSerializer('sigmascope.panel', {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: unknown) => {
          (await this.load()).restore(panel, state);
        },
      }),
    ];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    void this.panels?.then((panels) => panels.dispose());
  }

  private load(): Promise<SchedulePanels> {
    this.panels ??= import('./schedulePanels').then(({ SchedulePanels }) => new SchedulePanels(this.services));
    return this.panels;
  }
}
