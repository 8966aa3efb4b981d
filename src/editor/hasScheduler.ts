import * as vscode from 'vscode';
import type { Programs } from '../workbench/programs';

/** Long enough that opening a file, or leafing through several, is never slowed by looking into it. */
const settled = 250;

/** Keeps the context key `sigmascope.hasScheduler` true while the active editor's program holds a scheduler. */
export class SchedulerContext implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  private readonly found = new vscode.EventEmitter<void>();
  /** The active editor has come to hold a scheduler, so the commands for one are offered. */
  readonly onDidFind = this.found.event;
  private timer: NodeJS.Timeout | undefined;
  private last: boolean | null = null;

  constructor(
    private readonly programs: Programs,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.subscriptions = [
      vscode.window.onDidChangeActiveTextEditor(() => this.schedule()),
      vscode.window.onDidChangeActiveNotebookEditor(() => this.schedule()),
      programs.onDidChange(() => this.schedule()),
    ];
    this.schedule();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.found.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.update(), settled);
  }

  private async update(): Promise<void> {
    const has = await this.activeHasScheduler();
    if (has === this.last) return;
    this.last = has;
    await vscode.commands.executeCommand('setContext', 'sigmascope.hasScheduler', has);
    if (has) this.found.fire();
  }

  private async activeHasScheduler(): Promise<boolean> {
    try {
      const program = await this.programs.active();
      return program !== null && program.analysis.schedulers.length > 0;
    } catch (error) {
      this.log.error('Looking for schedulers failed.', error instanceof Error ? error : String(error));
      return false;
    }
  }
}
