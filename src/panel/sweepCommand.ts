import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Programs } from '../workbench/programs';
import { targetOf, type TargetScheduler } from '../workbench/target';
import { requestOf } from '../inspect/inspect';
import type { SchedulePanels } from './schedulePanels';
import { runnableOf, sweepables, whatToVary } from './shared/experiment';
import { wiredRequest } from './state/wiredRequest';

/** What a link in a hover says: of which scheduler, and which option to vary. */
const asked = v.object({ target: v.unknown(), option: v.string() });

/** Sweeps an option in the panel: the one that a link names, or one that the user chooses. */
export async function sweepOption(argument: unknown, panels: SchedulePanels, programs: Programs): Promise<void> {
  const link = v.safeParse(asked, argument);
  const target = await targetOf(link.success ? link.output.target : argument, programs);
  if (!target) {
    void vscode.window.showInformationMessage(
      'There is no diffusers scheduler here. Put the cursor into a Python file or notebook cell that configures one.',
    );
    return;
  }
  const option = link.success ? link.output.option : await pickOption(target);
  if (option === undefined) return;
  const { scheduler, call } = target.choice;
  await panels.show({ uri: target.program.uri.toString(), scheduler, call });
  await panels.open('experiment', option);
}

/** Undefined when the user thinks better of it, or there is nothing to run. */
async function pickOption({ program, choice }: TargetScheduler): Promise<string | undefined> {
  const { resolved } = program.inspect(choice.scheduler, choice.call);
  const runnable = runnableOf(wiredRequest(resolved), null);
  if ('whyNot' in runnable) {
    void vscode.window.showInformationMessage(runnable.whyNot);
    return undefined;
  }
  const items = sweepables(requestOf(resolved), runnable.schedule).map((sweepable) => ({
    label: sweepable.name,
    description: whatToVary(sweepable),
    detail: sweepable.doc,
  }));
  const title = `Sweep an Option of ${resolved.className}`;
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: 'What to vary', matchOnDetail: true });
  return picked?.label;
}
