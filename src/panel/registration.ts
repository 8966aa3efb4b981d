import * as vscode from 'vscode';
import type { Compared } from './compare/commands';
import type { SchedulePanels } from './schedulePanels';
import type { PanelServices } from './state/services';

/** What is loaded for the first use of any of the panel's commands. */
interface Loaded {
  readonly panels: SchedulePanels;
  readonly commands: typeof import('./compare/commands');
  readonly compared: Compared;
  readonly sweepOption: typeof import('./sweepCommand').sweepOption;
}

/**
 * The panel's commands and links, and what brings it back after a reload. Its code is loaded for the first of them,
 * or before, by `preload`.
 */
export class PanelRegistration implements vscode.Disposable {
  private readonly registrations: vscode.Disposable[];
  private loaded: Promise<Loaded> | null = null;

  constructor(private readonly services: PanelServices) {
    const { commands, window } = vscode;
    const register = (command: string, run: (loaded: Loaded, argument: unknown) => Promise<void>) =>
      commands.registerCommand(command, async (argument: unknown) => run(await this.load(), argument));
    this.registrations = [
      register('sigmascope.showNoiseSchedule', ({ panels }, argument) => panels.show(argument)),
      register('sigmascope.sweepOption', ({ panels, sweepOption }, argument) =>
        sweepOption(argument, panels, services.programs),
      ),
      register('sigmascope.compare', ({ panels }) => panels.open('compare')),
      register('sigmascope.pinToComparison', (loaded, argument) =>
        loaded.commands.pinAtCursor(argument, loaded.compared),
      ),
      register('sigmascope.addToComparison', (loaded) => loaded.commands.addToComparison(loaded.compared)),
      register('sigmascope.openComparisonLink', (loaded) => loaded.commands.askForLink(loaded.compared)),
      window.registerUriHandler({
        handleUri: async (uri) => {
          const loaded = await this.load();
          await loaded.commands.openLink(uri, loaded.compared);
        },
      }),
      // The id is the panel's view type, here and in the manifest.
      window.registerWebviewPanelSerializer('sigmascope.panel', {
        deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state: unknown) => {
          (await this.load()).panels.restore(panel, state);
        },
      }),
    ];
  }

  /**
   * Loads the panel's code, so that the first command does not wait for it. What fails here fails again for the command
   * that needs it, which says so.
   */
  preload(): void {
    this.load().catch(() => undefined);
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
    this.loaded?.then(
      ({ panels }) => panels.dispose(),
      () => undefined,
    );
  }

  private load(): Promise<Loaded> {
    this.loaded ??= this.loadNow();
    return this.loaded;
  }

  private async loadNow(): Promise<Loaded> {
    const [{ SchedulePanels }, commands, { sweepOption }] = await Promise.all([
      import('./schedulePanels'),
      import('./compare/commands'),
      import('./sweepCommand'),
    ]);
    const panels = new SchedulePanels(this.services);
    const { comparison } = panels;
    return {
      panels,
      commands,
      sweepOption,
      compared: { comparison, programs: this.services.programs, show: () => panels.open('compare') },
    };
  }
}
