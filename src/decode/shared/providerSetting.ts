import type { Provider } from './messages';

/** What the user may choose: `auto` takes a GPU once it is proven to be right and faster. */
export const providerSettings = ['auto', 'cpu', 'webgpu', 'cuda', 'directml', 'coreml'] as const;
export type ProviderSetting = (typeof providerSettings)[number];

export type GpuProvider = Exclude<Provider, 'cpu' | 'javascript'>;

/** What `auto` tries on each platform, the likely fastest first. */
const platformOrder: Partial<Record<NodeJS.Platform, readonly GpuProvider[]>> = {
  linux: ['cuda', 'webgpu'],
  win32: ['dml', 'webgpu'],
  darwin: ['coreml', 'webgpu'],
};

/**
 * The GPU providers that a setting asks for, in the order they are tried.
 * @param hasCuda whether there are libraries for it; without, `auto` does not try it
 */
export function gpuProviders(
  setting: ProviderSetting,
  platform: NodeJS.Platform,
  hasCuda: boolean,
): readonly GpuProvider[] {
  if (setting === 'cpu') return [];
  if (setting === 'auto') return (platformOrder[platform] ?? ['webgpu']).filter((one) => one !== 'cuda' || hasCuda);
  return [setting === 'directml' ? 'dml' : setting];
}
