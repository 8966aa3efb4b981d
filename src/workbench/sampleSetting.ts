import { stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import { expandPath } from '../catalog/models/huggingFaceCache';
import { isInWorkspace } from '../decode/find/trust';
import { sampleKey, shippedSamples, type SamplePicture, type ShippedSample } from '../decode/shared/picture';
import { environment, trust } from './surroundings';

export const sampleSetting = 'sigmascope.samplePicture';

const usual: ShippedSample = 'cat';

/** The picture that the settings say is noised: one that ships, or a file, which is looked at again whenever it may have changed. */
export class SampleSetting implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another picture is noised from now on. */
  readonly onDidChange = this.changed.event;

  private readonly subscriptions: readonly { dispose(): unknown }[];
  private now: SamplePicture = written() ?? usual;

  constructor(private readonly log: vscode.LogOutputChannel) {
    const refresh = (): void => void this.refresh();
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(sampleSetting)) refresh();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) refresh();
      }),
    ];
    refresh();
  }

  readonly current = (): SamplePicture => this.now;

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  private async refresh(): Promise<void> {
    const next = await this.read();
    if (sampleKey(next) === sampleKey(this.now)) return;
    this.now = next;
    this.changed.fire();
  }

  /** A file that is not there is kept all the same, so that the pictures say so. */
  private async read(): Promise<SamplePicture> {
    const sample = written();
    if (sample !== null) return sample;
    const file = writtenFile();
    if (!isAbsolute(file)) return this.refuse(`"${file}" is neither a picture that ships nor an absolute path.`);
    if (!vscode.workspace.isTrusted && (await isInWorkspace(file, trust())))
      return this.refuse(`${file} lies in a workspace that is not trusted.`);
    const found = await stat(file).catch(() => null);
    return { file, version: found ? `${found.size} ${found.mtimeMs}` : 'absent' };
  }

  private refuse(reason: string): SamplePicture {
    this.log.warn(`${sampleSetting}: ${reason} The ${usual} is noised instead.`);
    return usual;
  }
}

/** The picture that ships and that the setting names; null when it names a file. */
function written(): ShippedSample | null {
  const value = text();
  return value === '' ? usual : (shippedSamples.find((shipped) => shipped === value) ?? null);
}

function writtenFile(): string {
  return expandPath(text(), environment());
}

function text(): string {
  const value: unknown = vscode.workspace.getConfiguration().get(sampleSetting);
  return typeof value === 'string' ? value.trim() : '';
}
