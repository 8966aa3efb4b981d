import * as vscode from 'vscode';
import type { Programs } from '../../workbench/programs';
import { targetOf } from '../../workbench/target';
import type { Comparison, NewPin } from '../state/comparison';
import { standIn } from './additions';
import { pickPins } from './addPicker';
import { pinOfCode } from './fromCode';
import { BadLink, schedulesOfLink } from './link';
import { inCode } from './pinnedCode';

/** What the commands of the comparison work on. */
export interface Compared {
  readonly comparison: Comparison;
  readonly programs: Programs;
  /** Opens the comparison. */
  readonly show: () => Promise<void>;
}

/** @param argument names a scheduler as command links do; without one the nearest to the cursor is meant */
export async function pinAtCursor(argument: unknown, { comparison, programs, show }: Compared): Promise<void> {
  const target = await targetOf(argument, programs);
  const found = target && inCode(target.program, target.choice);
  if (!found) {
    void vscode.window.showInformationMessage(
      'There is no diffusers scheduler here to pin. Put the cursor into a Python file or notebook cell that configures one.',
    );
    return;
  }
  comparison.add([pinOfCode(found)]);
  await show();
}

export async function addToComparison({ comparison, programs, show }: Compared): Promise<void> {
  const pins = await pickPins(programs, standIn);
  if (!pins || pins.length === 0) return;
  comparison.add(pins);
  await show();
}

/** Opens the comparison of a link. What was pinned before can be restored. */
export async function openLink(uri: vscode.Uri, { comparison, show }: Compared): Promise<void> {
  try {
    const pins = schedulesOfLink(uri.path, uri.query).map((schedule): NewPin => ({
      ...schedule,
      origin: { from: 'elsewhere', text: 'a link' },
    }));
    comparison.replace(pins);
    await show();
  } catch (error) {
    if (!(error instanceof BadLink)) throw error;
    void vscode.window.showErrorMessage(error.message);
  }
}

/** Asks for a link and opens it: for where the operating system does not hand links to VS Code. */
export async function askForLink(compared: Compared): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: 'Open a Comparison',
    prompt: 'A link that “Copy link” made',
    placeHolder: `${vscode.env.uriScheme}://sigmascope.sigmascope/compare?c=…`,
  });
  if (text) await openLink(vscode.Uri.parse(text.trim()), compared);
}
