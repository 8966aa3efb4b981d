import * as vscode from 'vscode';
import { hasNoiseLevels } from '../render/words/noiseLevels';
import type { Programs } from '../workbench/programs';
import { targetOf } from '../workbench/target';
import { whyNone } from '../workbench/whyNone';

type Column = 'sigmas' | 'timesteps';

/** Copying a schedule's columns, from a hover's links or for the scheduler at the cursor. */
export class CopyCommands implements vscode.Disposable {
  private readonly registrations: vscode.Disposable[];

  constructor(private readonly programs: Programs) {
    const copying = (command: string, column: Column): vscode.Disposable =>
      vscode.commands.registerCommand(command, (argument: unknown) => this.copy(column, argument));
    this.registrations = [copying('sigmascope.copySigmas', 'sigmas'), copying('sigmascope.copyTimesteps', 'timesteps')];
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private async copy(column: Column, argument: unknown): Promise<void> {
    const { sigmasAsPython, timestepsAsPython } = await import('../render/words/python');
    const target = await targetOf(argument, this.programs);
    if (!target) {
      void vscode.window.showInformationMessage(await whyNone(this.programs));
      return;
    }
    const { outcome, resolved } = target.program.inspect(target.choice.scheduler, target.choice.call);
    if (!outcome.ok) {
      void vscode.window.showInformationMessage(
        `${resolved.className} has no ${column} to copy. ${outcome.message} ${outcome.remedy}`,
      );
      return;
    }
    if (column === 'sigmas' && !hasNoiseLevels(outcome.schedule)) {
      void vscode.window.showInformationMessage(
        `${resolved.className} works on discrete tokens and has no sigmas to copy. Copy its timesteps instead.`,
      );
      return;
    }
    const text = column === 'sigmas' ? sigmasAsPython : timestepsAsPython;
    await vscode.env.clipboard.writeText(text(outcome.schedule));
    vscode.window.setStatusBarMessage(`Copied the ${column} of ${resolved.className}`, 4000);
  }
}
