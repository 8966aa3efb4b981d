import * as vscode from 'vscode';
import type { PageMessage } from '../protocol';
import type { PanelContext, PanelView } from '../state/view';
import { rangeOf, showRange, type Place } from '../state/goTo';

/** The Schedule view's half in the host: shows places in the code, and copies columns. */
export class ScheduleView implements PanelView {
  constructor(private readonly context: PanelContext) {}

  receive(message: PageMessage): void {
    switch (message.type) {
      case 'goTo':
        this.goTo(message);
        break;
      case 'copy':
        this.copy(message.what);
        break;
      default:
    }
  }

  abandon(): void {
    // Nothing here outlives its message.
  }

  private goTo(place: Place): void {
    const shown = this.context.shown();
    const range = shown && rangeOf(shown.inspection, place);
    if (range) void showRange(shown.program.uri, range);
  }

  private copy(what: 'sigmas' | 'timesteps'): void {
    const shown = this.context.shown();
    if (!shown) return;
    const { program, entry } = shown;
    const command = what === 'sigmas' ? 'sigmascope.copySigmas' : 'sigmascope.copyTimesteps';
    const target = { uri: program.uri.toString(), scheduler: entry.scheduler, call: entry.call };
    void vscode.commands.executeCommand(command, target);
  }
}
