import * as vscode from 'vscode';
import type { Autoencoder } from '../decode/autoencoder';
import type { DecodeClient, DecodeClientOptions } from '../decode/client';
import type { Decoded, Decoder, Latents, SamplePicture } from '../decode/picture';
import { providerSettings, type ProviderSetting } from '../decode/providerSetting';

const setting = 'sigmascope.decode.provider';

/** The decoder that the settings ask for: made when first used, and anew after the provider was changed. */
export class ConfiguredDecoder implements Decoder, vscode.Disposable {
  private client: Promise<DecodeClient> | null = null;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly options: Omit<DecodeClientOptions, 'provider'>) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) this.stop();
    });
  }

  async sampleLatents(
    autoencoder: Autoencoder,
    sample: SamplePicture,
    size: number,
    signal?: AbortSignal,
  ): Promise<Latents> {
    return (await this.current()).sampleLatents(autoencoder, sample, size, signal);
  }

  async decode(autoencoder: Autoencoder, latents: Latents, signal?: AbortSignal): Promise<Decoded> {
    return (await this.current()).decode(autoencoder, latents, signal);
  }

  /** A network's output as it gives it. */
  async run(...call: Parameters<DecodeClient['run']>): ReturnType<DecodeClient['run']> {
    return (await this.current()).run(...call);
  }

  /** Whether a GPU has been proven for any network so far; nothing is started to find out. */
  async hasProvenGpu(): Promise<boolean> {
    return (await this.client)?.hasProvenGpu === true;
  }

  dispose(): void {
    this.subscription.dispose();
    this.stop();
  }

  private current(): Promise<DecodeClient> {
    this.client ??= import('../decode/client').then(
      ({ DecodeClient }) => new DecodeClient({ ...this.options, provider: chosenProvider() }),
    );
    return this.client;
  }

  private stop(): void {
    void this.client?.then((client) => client.dispose());
    this.client = null;
  }
}

function chosenProvider(): ProviderSetting {
  const chosen: unknown = vscode.workspace.getConfiguration().get(setting);
  return providerSettings.find((one) => one === chosen) ?? 'auto';
}
