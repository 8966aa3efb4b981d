import * as v from 'valibot';
import * as vscode from 'vscode';
import { latentFamilies, latentFormats, type LatentFamily } from '../catalog/known/latentFamily';
import type { DownloadPlan } from '../hub/plan';
import type { Autoencoders } from '../workbench/autoencoders';

const command = 'sigmascope.downloadPreviewDecoder';

/** Downloading a family's tiny autoencoder: shows source, size and destination, asks, and only then downloads. */
export class DownloadCommand implements vscode.Disposable {
  private readonly registration: vscode.Disposable;

  constructor(
    private readonly autoencoders: Autoencoders,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.registration = vscode.commands.registerCommand(command, (argument: unknown) => this.run(argument));
  }

  dispose(): void {
    this.registration.dispose();
  }

  /** @param argument a latent family; the user is asked for one otherwise */
  private async run(argument: unknown): Promise<void> {
    const given = v.safeParse(v.picklist(latentFamilies), argument);
    const family = given.success ? given.output : await askFamily();
    if (family === undefined) return;
    const plan = this.autoencoders.plan(family);
    if (await agrees(plan)) await this.download(plan);
  }

  private async download(plan: DownloadPlan): Promise<void> {
    try {
      const saved = await withProgress(plan);
      if (!saved) return;
      this.autoencoders.refresh();
      vscode.window.setStatusBarMessage(`${plan.repository} decodes the pictures now`, 4000);
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      const again = 'Try Again';
      const message = error instanceof Error ? error.message : String(error);
      if ((await vscode.window.showErrorMessage(message, again)) === again) await this.download(plan);
    }
  }
}

async function askFamily(): Promise<LatentFamily | undefined> {
  const items = latentFamilies.map((family) => ({ label: latentFormats[family].label, family }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'Preview decoder for which models?' });
  return picked?.family;
}

async function agrees({
  family,
  repository,
  files,
  approximateBytes,
  licence,
  destinationShown,
}: DownloadPlan): Promise<boolean> {
  const yes = 'Download';
  const detail = [
    `Files: ${files.map(({ path }) => path).join(', ')}`,
    `Size: about ${Math.ceil(approximateBytes / 1e6)} MB`,
    `Licence: ${licence}`,
    `To: ${destinationShown}`,
    'Nothing about you or your code is sent. The download can be cancelled and goes on where it stopped.',
  ].join('\n');
  const question = `Download the preview decoder for ${latentFormats[family].label} (${repository}) from the Hugging Face Hub?`;
  return (await vscode.window.showInformationMessage(question, { modal: true, detail }, yes)) === yes;
}

/** Only called after the user has agreed to this plan. Whether it was finished: false when the user cancelled. */
async function withProgress(plan: DownloadPlan): Promise<boolean> {
  const { download } = await import('../hub/download');
  const controller = new AbortController();
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Downloading ${plan.repository}`,
    cancellable: true,
  };
  try {
    await vscode.window.withProgress(options, async (report, cancellation) => {
      cancellation.onCancellationRequested(() => controller.abort());
      let shown = 0;
      const progress = (received: number, total: number): void => {
        const message = `${megabytes(received)} of ${megabytes(total)} MB`;
        report.report({ message, increment: (100 * (received - shown)) / total });
        shown = received;
      };
      await download(plan, { consent: { consent: true, to: plan }, signal: controller.signal, progress });
    });
    return true;
  } catch (error) {
    if (controller.signal.aborted) return false;
    throw error;
  }
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
