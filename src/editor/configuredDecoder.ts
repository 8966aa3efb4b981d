import * as vscode from 'vscode';
import type { LatentFamily } from '../catalog/latentFamily';
import { DecodeClient, type DecodeClientOptions } from '../decode/client';
import type { Decoded, Decoder, Latents, SamplePicture } from '../decode/picture';

const setting = 'sigmascope.decode.provider';

/** The decoder that the settings ask for: made when first used, and anew after the provider was changed. */
export class ConfiguredDecoder implements Decoder, vscode.Disposable {
  private client: DecodeClient | null = null;
  private readonly subscription: vscode.Disposable;

  constructor(private readonly options: Omit<DecodeClientOptions, 'provider'>) {
    this.subscription = vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) this.stop();
    });
  }

  sampleLatents(family: LatentFamily, sample: SamplePicture, size: number, signal?: AbortSignal): Promise<Latents> {
    return this.current().sampleLatents(family, sample, size, signal);
  }

  decode(family: LatentFamily, latents: Latents, signal?: AbortSignal): Promise<Decoded> {
    return this.current().decode(family, latents, signal);
  }

  dispose(): void {
    this.subscription.dispose();
    this.stop();
  }

  private current(): DecodeClient {
    this.client ??= new DecodeClient({ ...this.options, provider: chosenProvider() });
    return this.client;
  }

  private stop(): void {
    this.client?.dispose();
    this.client = null;
  }
}

function chosenProvider(): 'auto' | 'cpu' | 'webgpu' {
  const chosen: unknown = vscode.workspace.getConfiguration().get(setting);
  return chosen === 'cpu' || chosen === 'webgpu' ? chosen : 'auto';
}
