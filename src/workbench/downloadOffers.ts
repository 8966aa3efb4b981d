import * as v from 'valibot';
import type * as vscode from 'vscode';
import { latentFamilies, type LatentFamily } from '../catalog/known/latentFamily';
import type { DownloadPlan } from '../hub/plan';
import type { Autoencoders } from './autoencoders';

const key = 'sigmascope.dismissedDownloads';

/** Offers to download a family's tiny autoencoder: made until the user says no once, which is remembered. */
export class DownloadOffers {
  constructor(
    private readonly autoencoders: Pick<Autoencoders, 'offer'>,
    private readonly memory: vscode.Memento,
  ) {}

  async offer(family: LatentFamily): Promise<DownloadPlan | null> {
    return this.dismissed.includes(family) ? null : this.autoencoders.offer(family);
  }

  async dismiss(family: LatentFamily): Promise<void> {
    await this.memory.update(key, [...new Set([...this.dismissed, family])]);
  }

  private get dismissed(): readonly LatentFamily[] {
    const parsed = v.safeParse(v.array(v.picklist(latentFamilies)), this.memory.get(key));
    return parsed.success ? parsed.output : [];
  }
}
