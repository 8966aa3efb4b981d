import type * as vscode from 'vscode';
import type { SamplePicture } from '../decode/picture';
import type { Programs } from '../editor/programs';
import type { Keeper } from './compare/comparison';
import type { PictureSource } from './views/pictureRequests';

/** What the panel needs of the rest of the house. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  readonly programs: Programs;
  readonly pictures: PictureSource;
  /** The sample picture the user has chosen; read anew for every state. */
  readonly sample: () => SamplePicture;
  /** Keeps what is pinned. */
  readonly keeper: Keeper;
  readonly log: vscode.LogOutputChannel;
}
