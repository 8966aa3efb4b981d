import * as vscode from 'vscode';
import { readable } from '../workbench/format';
import type { Programs } from '../workbench/programs';
import type { PictureServices, SchedulerHover } from './schedulerHover';

/**
 * Shows the noise schedule on every scheduler of a program, in Python files and notebook cells. What draws it is
 * loaded for the first hover.
 */
export class SchedulerHovers implements vscode.HoverProvider, vscode.Disposable {
  private readonly registration: vscode.Disposable;
  private hover: Promise<SchedulerHover> | null = null;

  constructor(
    private readonly programs: Programs,
    private readonly pictures: PictureServices,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registration = vscode.languages.registerHoverProvider(readable, this);
  }

  dispose(): void {
    this.registration.dispose();
    void this.hover?.then((hover) => hover.dispose());
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    try {
      this.hover ??= import('./schedulerHover').then(
        ({ SchedulerHover }) => new SchedulerHover(this.programs, this.pictures, this.log),
      );
      return await (await this.hover).at(document, position, token);
    } catch (error) {
      this.log.error('A hover failed.', error instanceof Error ? error : String(error));
      return null;
    }
  }
}
