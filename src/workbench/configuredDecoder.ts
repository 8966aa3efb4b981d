import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Autoencoder } from '../decode/shared/autoencoder';
import type { DecodeClient, DecodeClientOptions } from '../decode/client';
import type { Decoded, Decoder, Latents, Progress, SamplePicture } from '../decode/shared/picture';
import { providerSettings } from '../decode/shared/providerSetting';

const section = 'sigmascope.decode';

/** What the settings decide; the rest is where things are. */
type Chosen = 'provider' | 'memoryLimit' | 'cudaFolder';

/** The decoder that the settings ask for: made when first used, and again after a change of settings. */
export class ConfiguredDecoder implements Decoder, vscode.Disposable {
  private client: Promise<DecodeClient> | null = null;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly options: Omit<DecodeClientOptions, Chosen>) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(section)) this.stop();
    });
  }

  async sampleLatents(
    autoencoder: Autoencoder,
    sample: SamplePicture,
    size: number,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Latents> {
    return (await this.current()).sampleLatents(autoencoder, sample, size, signal, progress);
  }

  async decode(
    autoencoder: Autoencoder,
    latents: Latents,
    signal?: AbortSignal,
    progress?: Progress,
  ): Promise<Decoded> {
    return (await this.current()).decode(autoencoder, latents, signal, progress);
  }

  /** A network's output as it gives it. */
  async run(...call: Parameters<DecodeClient['run']>): ReturnType<DecodeClient['run']> {
    return (await this.current()).run(...call);
  }

  /** Whether a GPU has been proven for any network so far; nothing is started to find out. */
  async hasProvenGpu(): Promise<boolean> {
    return (await this.client)?.hasProvenGpu === true;
  }

  /** Whether a GPU may run an autoencoder's decoder: waits until that is known. */
  async provesOnGpu({ decoder, space: { channels } }: Autoencoder): Promise<boolean> {
    const nothing: Latents = { data: new Float32Array(channels), shape: [1, channels, 1, 1] };
    return (await this.current()).provenProvider(decoder, nothing);
  }

  dispose(): void {
    this.subscription.dispose();
    this.stop();
  }

  private current(): Promise<DecodeClient> {
    this.client ??= import('../decode/client').then(
      ({ DecodeClient }) => new DecodeClient({ ...this.options, ...chosen() }),
    );
    return this.client;
  }

  private stop(): void {
    void this.client?.then((client) => client.dispose());
    this.client = null;
  }
}

function chosen(): Pick<DecodeClientOptions, Chosen> {
  const settings = vscode.workspace.getConfiguration(section);
  const provider: unknown = settings.get('provider');
  const gigabytes: unknown = settings.get('memoryLimit');
  const folder: unknown = settings.get('cudaFolder');
  return {
    provider: providerSettings.find((one) => one === provider) ?? 'auto',
    ...(typeof gigabytes === 'number' && gigabytes > 0 ? { memoryLimit: gigabytes * 1e9 } : {}),
    ...(typeof folder === 'string' && isAbsolute(folder) ? { cudaFolder: folder } : {}),
  };
}
