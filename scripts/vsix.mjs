/** Packed extensions: finding the one just made, and unpacking it where a VS Code looks for extensions. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import yauzl from 'yauzl';
import { root } from './system.mjs';

/** The package for this machine that `npm run package` made; throws when there is none. */
export function newestVsix() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const file = path.join(root, 'out', `sigmascope-${process.platform}-${process.arch}-${version}.vsix`);
  if (!existsSync(file)) throw new Error('There is no packaged extension yet: run "npm run package" first.');
  return file;
}

/** Unpacks a VSIX into `extensions/publisher.name-version`, as VS Code would, and returns that folder. */
export async function installVsix(vsix, extensions) {
  const entries = await readEntries(vsix);
  const manifest = JSON.parse(entries.get('extension/package.json').toString('utf8'));
  const folder = path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  for (const [name, bytes] of entries) {
    if (!name.startsWith('extension/')) continue;
    const file = path.join(folder, name.slice('extension/'.length));
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  return folder;
}

function readEntries(vsix) {
  return new Promise((resolve, reject) => {
    yauzl.open(vsix, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      const entries = new Map();
      zip.on('error', reject);
      zip.on('end', () => resolve(entries));
      zip.on('entry', (entry) => {
        if (entry.fileName.endsWith('/')) return zip.readEntry();
        zip.openReadStream(entry, (failed, stream) => {
          if (failed) return reject(failed);
          const chunks = [];
          stream.on('data', (chunk) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            entries.set(entry.fileName, Buffer.concat(chunks));
            zip.readEntry();
          });
        });
      });
      zip.readEntry();
    });
  });
}
