import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DiskPictures, type DiskPicturesOptions } from '../../../src/decode/storage/diskPictures';
import type { KeptPicture } from '../../../src/decode/storage/storedPicture';

let disk: string;

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'sigmascope-pictures-'));
  return () => rmSync(disk, { recursive: true, force: true });
});

const folder = (): string => join(disk, 'storage', 'pictures');

/** A window; more of them share the folder. */
const open = (options: Partial<DiskPicturesOptions> = {}): DiskPictures =>
  new DiskPictures({ folder: folder(), edition: '1.0.0', ...options });

const side = 16;
const picture = (grey: number): KeptPicture => ({
  picture: { width: side, height: side, rgb: new Uint8Array(side * side * 3).fill(grey) },
  ...{ provider: 'cpu', whyNotBetter: 'The CPU was asked for.', decoder: 'test decoder' },
});

async function keep(pictures: DiskPictures, ...greys: number[]): Promise<void> {
  for (const grey of greys) pictures.set(`key ${grey}`, picture(grey));
  await pictures.settled();
}

const files = (): string[] => readdirSync(folder()).map((name) => join(folder(), name));
const bytesOnDisk = (): number => files().reduce((sum, file) => sum + statSync(file).size, 0);

describe('a kept picture', () => {
  it('is there in the next session, with what decoded it', async () => {
    await keep(open(), 1, 2);
    expect(await open().get('key 2')).toEqual(picture(2));
    expect(await open().get('key 3')).toBeUndefined();
  });

  it('is not taken for one of another edition', async () => {
    await keep(open(), 1);
    expect(await open({ edition: '1.0.1' }).get('key 1')).toBeUndefined();
  });

  it.each([
    ['shortened', (file: string): void => truncateSync(file, 300)],
    ['empty', (file: string): void => truncateSync(file, 0)],
    [
      'of the right length with other bytes',
      (file: string): void => writeFileSync(file, readFileSync(file).fill(0, 400)),
    ],
    ['something else', (file: string): void => writeFileSync(file, 'no picture\nat all')],
  ])('that is %s is gone, and can be kept anew', async (_, damage) => {
    await keep(open(), 1);
    files().forEach(damage);
    expect(await open().get('key 1')).toBeUndefined();
    expect(files()).toEqual([]);
    await keep(open(), 1);
    expect(await open().get('key 1')).toEqual(picture(1));
  });
});

describe('the bound', () => {
  const maxBytes = 10_000;
  const nine = Array.from({ length: 9 }, (_, i) => i + 1);

  it('is kept, the longest unused going first', async () => {
    await keep(open(), ...nine);
    for (const file of files()) utimesSync(file, 1000, 1000);
    await open().get('key 5');
    await vi.waitFor(() => expect(files().some((file) => statSync(file).mtimeMs > 1e9)).toBe(true));
    await keep(open({ maxBytes: 3500 }), 10);
    const left = await Promise.all(
      [...nine, 10].map(async (grey) => ((await open().get(`key ${grey}`)) ? [grey] : [])),
    );
    expect(left.flat()).toEqual(expect.arrayContaining([5, 10]));
    expect(bytesOnDisk()).toBeLessThanOrEqual(3500);
  });

  it('is kept when an older session left more', async () => {
    await keep(open(), ...nine, 10, 11, 12, 13, 14, 15, 16, 17, 18);
    expect(bytesOnDisk()).toBeGreaterThan(maxBytes);
    await keep(open({ maxBytes }), 20);
    expect(bytesOnDisk()).toBeLessThanOrEqual(maxBytes);
    expect(await open().get('key 20')).toEqual(picture(20));
  });

  it('also counts what was never finished, once it is old', async () => {
    mkdirSync(folder(), { recursive: true });
    const forgotten = join(folder(), 'half.part');
    writeFileSync(forgotten, 'half');
    utimesSync(forgotten, 1, 1);
    await keep(open(), 1);
    expect(files()).toHaveLength(1);
  });
});

it('two windows at once read and write one folder without error, within the bound', async () => {
  const maxBytes = 20_000;
  const windows = [open({ maxBytes }), open({ maxBytes })];
  const all = Array.from({ length: 60 }, (_, i) => i);
  await Promise.all(
    windows.map(async (one) => {
      for (const grey of all) {
        await keep(one, grey);
        const found = await one.get(`key ${(grey * 7) % 60}`);
        if (found) expect(found).toEqual(picture((grey * 7) % 60));
      }
    }),
  );
  expect(await windows[0].get('key 59')).toEqual(picture(59));
  expect(bytesOnDisk()).toBeLessThanOrEqual(maxBytes * 1.5);
  expect(files().filter((file) => file.endsWith('.part'))).toEqual([]);
});

describe('a disk that is', () => {
  it.runIf(process.platform === 'linux')('full keeps nothing, is no error, and is left alone for a while', async () => {
    const write = vi.fn((_: string, bytes: Uint8Array) => writeFile('/dev/full', bytes));
    const pictures = open({ write });
    await keep(pictures, 1, 2);
    await keep(pictures, 3);
    expect(await pictures.get('key 1')).toBeUndefined();
    expect(write).toHaveBeenCalledOnce();
  });

  it('read-only, or taken by a file of that name, keeps nothing and is no error', async () => {
    writeFileSync(join(disk, 'storage'), '');
    await keep(open(), 1);
    expect(await open().get('key 1')).toBeUndefined();
  });
});
