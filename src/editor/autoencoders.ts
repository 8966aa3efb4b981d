import { homedir } from 'node:os';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { cacheRoots, expandPath, type Environment } from '../catalog/huggingFaceCache';
import type { LatentFamily } from '../catalog/latentFamily';
import { AutoencoderFinder, type Surroundings, type Wanted } from '../decode/find/autoencoderFinder';
import type { Choice, Use } from '../decode/find/chooseAutoencoder';
import type { Openers } from '../decode/find/findAutoencoders';
import { planDownload, type DownloadPlan } from '../hub/plan';

const setting = 'sigmascope.autoencoder';

/** Which autoencoder decodes a scheduler's pictures, and why: by the settings, the workspace's trust and what is on the disk. */
export class Autoencoders implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another autoencoder may decode now: pictures should be asked for anew. */
  readonly onDidChange = this.changed.event;

  private readonly finder: AutoencoderFinder;
  private readonly subscriptions: readonly { dispose(): unknown }[];

  constructor(openers: Openers) {
    this.finder = new AutoencoderFinder(openers);
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.changed.fire()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(setting)) this.changed.fire();
      }),
    ];
  }

  /** @throws Error with sentences when nothing opens, not even the embedded autoencoder */
  choose(wanted: Wanted, use: Use): Promise<Choice> {
    return this.finder.choose(wanted, surroundings(), use);
  }

  /** What could be downloaded for sharper pictures: null when it is there already, or the user chose otherwise. */
  async offer(family: LatentFamily): Promise<DownloadPlan | null> {
    const { chosen, roots } = surroundings();
    if (chosen !== null || (await this.finder.tinyFolder(family, roots)) !== null) return null;
    return this.plan(family);
  }

  plan(family: LatentFamily): DownloadPlan {
    return planDownload(family, cacheRoots(environment())[0]);
  }

  /** Something was downloaded. */
  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }
}

function environment(): Environment {
  return { variables: process.env, home: homedir() };
}

function surroundings(): Surroundings {
  const written: unknown = vscode.workspace.getConfiguration().get(setting);
  const path = typeof written === 'string' ? expandPath(written.trim(), environment()) : '';
  return {
    chosen: isAbsolute(path) ? path : null,
    roots: cacheRoots(environment()),
    trust: {
      trusted: vscode.workspace.isTrusted,
      workspace: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    },
  };
}
