import { stat } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Disk } from '../../src/catalog/models/disk';

const here = import.meta.dirname;

describe('a drive that does not answer', () => {
  it('counts as absent, and nothing below it is asked for until it answers', async () => {
    const drive = path.resolve('/slow');
    const asked: string[] = [];
    let wake: () => void = () => undefined;
    const awake = new Promise<void>((resolve) => {
      wake = resolve;
    });
    const disk = new Disk(5, async (file) => {
      asked.push(file);
      if (file.startsWith(drive)) await awake;
      return stat(here);
    });
    expect(await disk.isFolder(drive)).toBe(false);
    expect(await disk.text(path.join(drive, 'a.json'))).toEqual({
      kind: 'unreadable',
      reason: 'its drive does not answer',
    });
    expect(await disk.isFolder(path.resolve('/slow too'))).toBe(false);
    expect(asked).toEqual([drive, path.resolve('/slow too')]);
    wake();
    await awake;
    await expect.poll(() => disk.isFolder(drive)).toBe(true);
  });

  it('is asked once by all who ask at the same time', async () => {
    let asked = 0;
    const disk = new Disk(1000, (file) => {
      asked++;
      return stat(file);
    });
    expect(await Promise.all([disk.isFolder(here), disk.isFolder(here)])).toEqual([true, true]);
    expect(asked).toBe(1);
  });
});

describe('a disk', () => {
  it('has no entries where there is no folder, and no text where there is no file', async () => {
    const disk = new Disk();
    expect(await disk.entries(path.join(here, 'nowhere'))).toEqual([]);
    expect(await disk.text(path.join(here, 'nowhere'))).toEqual({ kind: 'absent' });
    expect(await disk.text(here)).toMatchObject({ kind: 'unreadable' });
    expect(await disk.isFile('a\0b')).toBe(false);
  });
});
