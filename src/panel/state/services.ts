import type * as vscode from 'vscode';
import type { Decoder } from '../../decode/shared/picture';
import type { Autoencoders } from '../../workbench/autoencoders';
import type { DownloadOffers } from '../../workbench/downloadOffers';
import type { Programs } from '../../workbench/programs';
import type { Keeper } from './comparison';
import type { SampleSetting } from '../../workbench/sampleSetting';
import type { PictureSources } from '../pictures/picturesKey';
import type { PictureSource } from '../pictures/pictureRequests';

/** What the panel needs of other rooms. */
export interface PanelServices {
  readonly extensionUri: vscode.Uri;
  /** Reads the text of the page's style sheet, which its document begins with. */
  readonly styleSheet: () => string;
  readonly programs: Programs;
  readonly pictures: PictureSource;
  /** What decodes, for pictures that are not of the schedule's steps. */
  readonly decoder: Decoder;
  readonly autoencoders: Pick<Autoencoders, 'choose' | 'version' | 'onDidChange'>;
  readonly offers: Pick<DownloadOffers, 'offer' | 'dismiss'>;
  /** The sample picture the user has chosen; read again for every state. */
  readonly sample: Pick<SampleSetting, 'current' | 'onDidChange'>;
  /** Keeps what is pinned. */
  readonly keeper: Keeper;
  readonly log: vscode.LogOutputChannel;
}

/** What pictures are made with now. */
export function picturesFrom({ sample, autoencoders }: Pick<PanelServices, 'sample' | 'autoencoders'>): PictureSources {
  return { sample: sample.current(), autoencoders: autoencoders.version };
}
