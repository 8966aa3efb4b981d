/** Packed extensions: finding the one just made, and having VS Code install it. */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { onceFor, root, run } from './system.mjs';
import { nodeOf, oldestVscode } from './vscode-server.mjs';

/** The package for this machine that `npm run package` made; throws when there is none. */
export function newestVsix() {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const file = path.join(root, 'out', `sigmascope-${process.platform}-${process.arch}-${version}.vsix`);
  if (!existsSync(file)) throw new Error('There is no packaged extension yet: run "npm run package" first.');
  return file;
}

/** Installs a VSIX into the folder `extensions` of a served VS Code whose data is in `data`, as a user's VS Code would. */
export function installVsix(vsix, extensions, data, vscode = oldestVscode) {
  const where = ['--extensions-dir', extensions, '--server-data-dir', data, '--accept-server-license-terms'];
  run(nodeOf(vscode), [vscode.serverMain, '--install-extension', vsix, '--force', ...where], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** A folder of the cache in which a VSIX is installed for a VS Code; installed anew when the VSIX has changed. */
export function installedOnce(vsix, vscode = oldestVscode) {
  const folder = path.join(vscode.home, 'with-sigmascope');
  const extensions = path.join(folder, 'extensions');
  onceFor(folder, [vsix], () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    installVsix(vsix, extensions, path.join(folder, 'data'), vscode);
  });
  return extensions;
}
