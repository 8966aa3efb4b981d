import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Autoencoder } from '../decode/shared/autoencoder';
import { expandPath } from '../catalog/models/huggingFaceCache';
import type { LatentFamily } from '../catalog/known/latentFamily';
import type { AutoencoderFinder, Surroundings, Wanted } from '../decode/find/autoencoderFinder';
import { lightBytes, type Choice, type Use } from '../decode/find/chooseAutoencoder';
import { hubEndpoint } from '../hub/environment';
import { planDownload, type DownloadPlan } from '../hub/plan';
import type { ConfiguredDecoder } from './configuredDecoder';
import { environment, huggingFaceCaches, trust } from './surroundings';

export const autoencoderSetting = 'sigmascope.autoencoder';

/** Kinds that the setting can name; anything else is a path, and nothing or `auto` is the usual order. */
const kinds = ['own', 'tiny', 'embedded'] as const;

/** Which autoencoder decodes a scheduler's pictures, and why: by the settings, the workspace's trust and what is on the disk. */
export class Autoencoders implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another autoencoder may decode now: pictures should be asked for again. */
  readonly onDidChange = this.changed.event;

  private readonly subscriptions: readonly { dispose(): unknown }[];
  private readonly recent = new Map<string, Choice>();
  private readonly proven = new Map<string, boolean>();
  private finder: Promise<AutoencoderFinder> | null = null;
  private round = 0;

  constructor(private readonly decoder: ConfiguredDecoder) {
    this.subscriptions = [
      this.changed,
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if ([autoencoderSetting, 'sigmascope.huggingFaceCache'].some((name) => event.affectsConfiguration(name)))
          this.refresh();
      }),
    ];
  }

  /** Names the state of things that choices depend on, beside the scheduler: it changes with {@link onDidChange}. */
  get version(): string {
    return String(this.round);
  }

  /**
   * The autoencoder for a kind of pictures: the one from the last time at once, while the disk is looked at again behind it.
   * What was added or removed meanwhile is reported by {@link onDidChange}.
   * @throws Error with sentences when nothing opens, not even the embedded autoencoder
   */
  async choose(wanted: Wanted, picture: Use['picture']): Promise<Choice> {
    const use = { picture, gpu: await this.decoder.hasProvenGpu() };
    const question = JSON.stringify([wanted.family, wanted.model?.folder, use, this.version]);
    const found = this.look(question, wanted, use);
    const known = this.recent.get(question);
    if (!known) return found;
    found.catch(() => this.refresh());
    return known;
  }

  /** What could be downloaded for sharper pictures: null when it is there already, or the user prefers something else. */
  async offer(family: LatentFamily): Promise<DownloadPlan | null> {
    this.finder ??= this.load();
    const { chosen, preferred, roots } = surroundings();
    if (chosen !== null || preferred === 'embedded' || isOffline()) return null;
    return (await (await this.finder).tinyFolder(family, roots)) === null ? this.plan(family) : null;
  }

  plan(family: LatentFamily): DownloadPlan {
    return planDownload(family, huggingFaceCaches()[0]);
  }

  /** Something that choices depend on has changed. */
  refresh(): void {
    this.round++;
    this.recent.clear();
    this.changed.fire();
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Files come and go without an event; listeners that show pictures of the autoencoder before are told. */
  private async look(question: string, wanted: Wanted, use: Use): Promise<Choice> {
    this.finder ??= this.load();
    const finder = await this.finder;
    const onGpu = await finder.choose(wanted, surroundings(), use);
    const mayDecode = isLight(onGpu) || !use.gpu || this.isProven(onGpu.autoencoder);
    const choice = mayDecode ? onGpu : await finder.choose(wanted, surroundings(), { ...use, gpu: false });
    const before = this.recent.get(question);
    if (before && before.autoencoder.key !== choice.autoencoder.key) this.refresh();
    else this.recent.set(question, choice);
    return choice;
  }

  /** A GPU that is right about one autoencoder may be wrong about another: until it is known, a heavy one decodes no strip. */
  private isProven(autoencoder: Autoencoder): boolean {
    const { key } = autoencoder;
    if (this.proven.get(key) === undefined) {
      this.proven.set(key, false);
      void this.decoder.provesOnGpu(autoencoder).then(
        (isProven) => {
          this.proven.set(key, isProven);
          if (isProven) this.refresh();
        },
        () => undefined,
      );
    }
    return this.proven.get(key) === true;
  }

  private async load(): Promise<AutoencoderFinder> {
    const [{ AutoencoderFinder }, { openersWith }] = await Promise.all([
      import('../decode/find/autoencoderFinder'),
      import('../decode/open'),
    ]);
    return new AutoencoderFinder(openersWith(this.decoder));
  }
}

function isLight({ candidate: { kind, weightBytes } }: Choice): boolean {
  return kind !== 'own' || weightBytes <= lightBytes;
}

/** The environment says that the Hub must not be asked; then nothing is offered either. */
function isOffline(): boolean {
  try {
    hubEndpoint(process.env);
    return false;
  } catch {
    return true;
  }
}

function surroundings(): Surroundings {
  const written: unknown = vscode.workspace.getConfiguration().get(autoencoderSetting);
  const text = typeof written === 'string' ? written.trim() : '';
  const preferred = kinds.find((kind) => kind === text);
  const path = expandPath(text, environment());
  return {
    chosen: isAbsolute(path) ? path : null,
    roots: huggingFaceCaches(),
    trust: trust(),
    ...(preferred ? { preferred } : {}),
  };
}
