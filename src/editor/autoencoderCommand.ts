import * as vscode from 'vscode';
import type { ResolvedScheduler } from '../catalog/resolved';
import type { Candidate, CandidateKind, PassedOver } from '../decode/find/candidate';
import type { Choice } from '../decode/find/chooseAutoencoder';
import type { DownloadPlan } from '../hub/plan';
import { autoencoderSetting, type Autoencoders } from '../workbench/autoencoders';
import type { Programs } from '../workbench/programs';
import { targetOf } from '../workbench/target';
import { writeSetting } from './writeSetting';

interface Item extends vscode.QuickPickItem {
  readonly act?: () => Promise<void>;
}

const kindNames: Readonly<Record<CandidateKind, string>> = {
  chosen: 'your choice',
  own: 'the model’s own VAE',
  tiny: 'tiny autoencoder',
  embedded: 'ships with Sigmascope',
};

/** Choosing what decodes the pictures of a scheduler: everything that was found, with the reasons, and whatever the user opens. */
export class AutoencoderCommand implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly autoencoders: Autoencoders,
    private readonly programs: Programs,
  ) {
    this.registration = vscode.commands.registerCommand('sigmascope.chooseAutoencoder', (argument: unknown) =>
      this.run(argument),
    );
  }

  dispose(): void {
    this.registration.dispose();
  }

  /** @param argument names a scheduler as command links do; without one the nearest to the cursor is meant */
  private async run(argument: unknown): Promise<void> {
    const target = await targetOf(argument, this.programs);
    if (!target) {
      void vscode.window.showInformationMessage(
        'There is no diffusers scheduler here. Put the cursor into a Python file or notebook cell that configures one.',
      );
      return;
    }
    const { resolved } = target.program.inspect(target.choice.scheduler, target.choice.call);
    const picked = await vscode.window.showQuickPick(this.items(resolved), {
      title: `What decodes the pictures of ${resolved.className}`,
      placeHolder: 'Choose an autoencoder',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    await picked?.act?.();
  }

  private async items(resolved: ResolvedScheduler): Promise<Item[]> {
    const choice = await this.autoencoders.choose(resolved, 'strip');
    const offer = await this.autoencoders.offer(resolved.family);
    return [
      {
        label: 'Automatic',
        description: 'the model’s own VAE, else a tiny autoencoder of its family, else the embedded decoder',
        act: () => writeSetting(autoencoderSetting, undefined),
      },
      { label: 'Found', kind: vscode.QuickPickItemKind.Separator },
      ...foundItems(choice),
      { label: 'Others', kind: vscode.QuickPickItemKind.Separator },
      ...(offer ? [downloadItem(offer)] : []),
      {
        label: '$(folder-opened) Open a folder…',
        description: 'a model, its vae folder, or ONNX exports',
        act: () => open({ canSelectFolders: true, canSelectFiles: false }),
      },
      {
        label: '$(file) Open a file…',
        description: 'safetensors or ONNX',
        act: () => open({ canSelectFiles: true, filters: { Autoencoders: ['safetensors', 'onnx'] } }),
      },
    ];
  }
}

/** The one that decodes now first, then those that were passed over with the reasons, then the rest. */
function foundItems({ candidate, autoencoder, notices, passedOver, others, why }: Choice): Item[] {
  const now = { ...candidate, label: `$(check) ${autoencoder.label}` };
  return [
    itemOf(now, [why.at(0) ?? '', ...notices].join(' ')),
    ...passedOver.map((one) => itemOf(one, one.reason)),
    ...others.map((one) => itemOf(one, one.why)),
  ];
}

function itemOf({ kind, label, place, weightBytes }: Omit<PassedOver, 'reason'> | Candidate, reason: string): Item {
  const size = weightBytes > 0 ? `, ${(weightBytes / 1e6).toFixed(weightBytes < 1e7 ? 1 : 0)} MB` : '';
  const isPath = kind !== 'embedded';
  return {
    label,
    description: `${kindNames[kind]}${size}`,
    detail: isPath && !reason.includes(place) ? `${reason} ${place}` : reason,
    act: () => writeSetting(autoencoderSetting, kind === 'chosen' ? place : kind),
  };
}

function downloadItem({ repository, approximateBytes, licence, family }: DownloadPlan): Item {
  return {
    label: `$(cloud-download) Download ${repository}…`,
    description: `about ${Math.ceil(approximateBytes / 1e6)} MB, ${licence} licence; asks before anything is fetched`,
    act: async () => {
      await vscode.commands.executeCommand('sigmascope.downloadPreviewDecoder', family);
    },
  };
}

async function open(options: vscode.OpenDialogOptions): Promise<void> {
  const chosen = await vscode.window.showOpenDialog({ title: 'Autoencoder', openLabel: 'Decode with It', ...options });
  const uri = chosen?.at(0);
  if (uri?.scheme === 'file') await writeSetting(autoencoderSetting, uri.fsPath);
  else if (uri) void vscode.window.showErrorMessage('Only files of this machine can be read. Save it there first.');
}
