/** The system's graphics adapters and drivers: a verdict on a GPU is void when one of them changes. */
import { execFile } from 'node:child_process';
import { readdir, readFile, stat } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A text that changes when adapters or drivers do; not meant to be read. */
export async function graphicsOfThisMachine(): Promise<string> {
  const common = [platform(), arch(), release(), process.env.VK_ICD_FILENAMES, process.env.VK_DRIVER_FILES];
  // On macOS drivers come with the system, whose version is enough.
  const more = platform() === 'linux' ? await linuxGraphics() : platform() === 'win32' ? await windowsGraphics() : [];
  return JSON.stringify([...common, ...more]);
}

/** Adapters by their PCI ids, NVIDIA's driver by its version, Vulkan drivers by the age of their manifests. */
async function linuxGraphics(): Promise<string[]> {
  const cards = await namesIn('/sys/class/drm', /^card\d+$/);
  const ids = cards.flatMap((card) => ['vendor', 'device'].map((id) => join('/sys/class/drm', card, 'device', id)));
  const texts = await Promise.all([...ids, '/proc/driver/nvidia/version'].map(text));
  const folders = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'];
  const manifests = await Promise.all(folders.map(async (folder) => manifestsIn(folder)));
  return [...texts, ...manifests.flat()];
}

async function manifestsIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder, /\.json$/);
  return Promise.all(
    names.map(
      async (name) =>
        `${name} ${await stat(join(folder, name)).then(
          ({ mtimeMs }) => mtimeMs,
          () => 0,
        )}`,
    ),
  );
}

/** The display adapters' class in the registry, with names and driver versions. */
const displayAdapters = 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Class\\{4d36e968-e325-11ce-bfc1-08002be10318}';

async function windowsGraphics(): Promise<string[]> {
  const query = async (value: string): Promise<string> => {
    const command = promisify(execFile)('reg', ['query', displayAdapters, '/s', '/v', value], { windowsHide: true });
    return command.then(
      ({ stdout }) => stdout,
      () => '',
    );
  };
  return Promise.all(['DriverDesc', 'DriverVersion'].map(query));
}

async function namesIn(folder: string, pattern: RegExp): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => pattern.test(name)).sort();
}

async function text(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
