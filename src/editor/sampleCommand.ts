import { basename } from 'node:path';
import * as vscode from 'vscode';
import { isInWorkspace } from '../decode/find/trust';
import { checkPicture } from '../decode/pictureFile/check';
import { shippedSamples } from '../decode/shared/picture';
import { sampleSetting, type SampleSetting } from '../workbench/sampleSetting';
import { trust } from '../workbench/surroundings';
import { writeSetting } from './writeSetting';

interface Item extends vscode.QuickPickItem {
  /** What the setting becomes; null for a file that is still to be chosen. */
  readonly value: string | null;
}

const descriptions: Readonly<Record<(typeof shippedSamples)[number], string>> = {
  cat: 'fur, fine detail',
  coffee: 'soft gradients',
  astronaut: 'a face, saturated colours',
};

/** Choosing the picture that is noised: one that ships, or a file of the user's. */
export class SampleCommand implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(private readonly setting: SampleSetting) {
    this.registration = vscode.commands.registerCommand('sigmascope.chooseSamplePicture', () => this.run());
  }

  dispose(): void {
    this.registration.dispose();
  }

  private async run(): Promise<void> {
    const picked = await vscode.window.showQuickPick(this.items(), {
      title: 'Sample picture',
      placeHolder: 'Which picture is noised and decoded?',
    });
    if (!picked) return;
    if (picked.value !== null) await writeSetting(sampleSetting, picked.value);
    else await chooseFile();
  }

  private items(): Item[] {
    const now = this.setting.current();
    const marked = (label: string, isNow: boolean): string => (isNow ? `$(check) ${label}` : label);
    const shipped = shippedSamples.map((name): Item => ({
      label: marked(name, now === name),
      description: descriptions[name],
      value: name,
    }));
    const own: Item[] =
      typeof now === 'string'
        ? []
        : [{ label: marked(basename(now.file), true), description: now.file, value: now.file }];
    const another: Item = {
      label: '$(folder-opened) Your own picture…',
      description: 'PNG, JPEG or WebP; its middle square is taken',
      value: null,
    };
    return [...own, ...shipped, another];
  }
}

async function chooseFile(): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({
    title: 'Sample picture',
    openLabel: 'Use as Sample',
    filters: { Pictures: ['png', 'jpg', 'jpeg', 'webp'] },
  });
  const uri = chosen?.at(0);
  if (!uri) return;
  const objection = await objectionTo(uri);
  if (objection === null) await writeSetting(sampleSetting, uri.fsPath);
  else if ((await vscode.window.showErrorMessage(objection, 'Choose Another')) !== undefined) await chooseFile();
}

/** Why a file cannot be the sample, in words; null when it can. */
async function objectionTo(uri: vscode.Uri): Promise<string | null> {
  if (uri.scheme !== 'file') return 'Only a file of this machine can be the sample picture. Save it there first.';
  if (!vscode.workspace.isTrusted && (await isInWorkspace(uri.fsPath, trust())))
    return 'This file lies in a workspace that is not trusted. Trust the workspace, or choose a file outside it.';
  try {
    await checkPicture(uri.fsPath);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
