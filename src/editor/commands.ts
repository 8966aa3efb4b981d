import * as vscode from 'vscode';
import { sigmasAsPython, timestepsAsPython } from '../render/python';
import type { Schedule } from '../schedulers/schedule';
import type { Programs } from './programs';
import { aimOf } from './target';

interface Copy {
  readonly what: string;
  readonly text: (schedule: Schedule) => string;
}

const copies: Readonly<Record<string, Copy>> = {
  'sigmascope.copySigmas': { what: 'sigmas', text: sigmasAsPython },
  'sigmascope.copyTimesteps': { what: 'timesteps', text: timestepsAsPython },
};

/** Copying a schedule's columns, from a hover's links or for the scheduler at the cursor. */
export class CopyCommands implements vscode.Disposable {
  private readonly registrations: vscode.Disposable[];

  constructor(private readonly programs: Programs) {
    this.registrations = Object.entries(copies).map(([command, copy]) =>
      vscode.commands.registerCommand(command, (argument: unknown) => this.copy(copy, argument)),
    );
  }

  dispose(): void {
    for (const registration of this.registrations) registration.dispose();
  }

  private async copy({ what, text }: Copy, argument: unknown): Promise<void> {
    const aim = await aimOf(argument, this.programs);
    if (!aim) {
      void vscode.window.showInformationMessage(
        'There is no diffusers scheduler here. Put the cursor into a Python file or notebook cell that configures one.',
      );
      return;
    }
    const { outcome, resolved } = aim.program.inspect(aim.choice.scheduler, aim.choice.call);
    if (!outcome.ok) {
      void vscode.window.showInformationMessage(
        `${resolved.className} has no ${what} to copy. ${outcome.message} ${outcome.remedy}`,
      );
      return;
    }
    await vscode.env.clipboard.writeText(text(outcome.schedule));
    vscode.window.setStatusBarMessage(`Copied the ${what} of ${resolved.className}`, 4000);
  }
}
