import * as vscode from 'vscode';
import type { LatentFamily } from '../catalog/latentFamily';
import type { DecodeClient, DecodeClientOptions } from '../decode/client';
import type { Decoded, Decoder, Latents, SamplePicture } from '../decode/picture';

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
    family: LatentFamily,
    sample: SamplePicture,
    size: number,
    signal?: AbortSignal,
  ): Promise<Latents> {
    return (await this.current()).sampleLatents(family, sample, size, signal);
  }

  async decode(family: LatentFamily, latents: Latents, signal?: AbortSignal): Promise<Decoded> {
    return (await this.current()).decode(family, latents, signal);
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

function chosenProvider(): 'auto' | 'cpu' | 'webgpu' {
  const chosen: unknown = vscode.workspace.getConfiguration().get(setting);
  return chosen === 'cpu' || chosen === 'webgpu' ? chosen : 'auto';
}
