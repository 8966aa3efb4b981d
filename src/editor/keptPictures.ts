import * as vscode from 'vscode';
import type { DiskPictures } from '../decode/storage/diskPictures';
import type { KeptPicture, PictureStore } from '../decode/storage/storedPicture';

const setting = 'sigmascope.decode.diskCache';
const megabyte = 2 ** 20;

/** Pictures kept from one session to the next, as many as the settings allow; nothing is loaded before the first. */
export class KeptPictures implements PictureStore, vscode.Disposable {
  private disk: Promise<DiskPictures | null> | null = null;
  private readonly subscription: vscode.Disposable;

  /**
   * @param storage the extension's own folder
   * @param edition the extension's version, whose embedded decoders made the pictures
   */
  constructor(
    private readonly storage: vscode.Uri,
    private readonly edition: string,
  ) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) this.disk = null;
    });
  }

  async get(key: string): Promise<KeptPicture | undefined> {
    return (await this.current())?.get(key);
  }

  set(key: string, picture: KeptPicture): void {
    void this.current().then((disk) => disk?.set(key, picture));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private current(): Promise<DiskPictures | null> {
    this.disk ??= this.open();
    return this.disk;
  }

  private async open(): Promise<DiskPictures | null> {
    const chosen: unknown = vscode.workspace.getConfiguration().get(setting);
    const maxBytes = (typeof chosen === 'number' ? chosen : 256) * megabyte;
    if (!(maxBytes > 0)) return null;
    const { DiskPictures: Disk } = await import('../decode/storage/diskPictures');
    const folder = vscode.Uri.joinPath(this.storage, 'pictures').fsPath;
    return new Disk({ folder, edition: this.edition, maxBytes });
  }
}
