/**
 * `npm start`: installs what is missing, builds and packages the extension, and opens examples/ with it:
 * in the desktop VS Code when `code` is on the PATH, else in a VS Code served on this machine.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { ensureNodeModules, root, run, which } from './system.mjs';
import { ensureVscodeServer, startVscodeServer } from './vscode-server.mjs';
import { installVsix, newestVsix } from './vsix.mjs';

ensureNodeModules();
run('node', ['scripts/package.mjs']);

const examples = path.join(root, 'examples');
if (which('code') && !process.argv.includes('--served')) {
  run('code', ['--install-extension', newestVsix(), '--force']);
  run('code', ['--new-window', examples, path.join(examples, 'stable_diffusion.py')]);
  console.log('Sigmascope is installed in your VS Code, and examples/ is open in it.');
} else {
  ensureVscodeServer();
  const data = path.join(root, '.cache', 'start');
  const extensions = path.join(data, 'extensions');
  rmSync(extensions, { recursive: true, force: true });
  installVsix(newestVsix(), extensions, data);
  const asked = Number(process.env.PORT);
  const server = await startVscodeServer({ data, extensions, ...(asked > 0 ? { port: asked } : {}) });
  console.log(`\nVS Code with Sigmascope: ${server.address}/?folder=${encodeURI(examples)}`);
  console.log('Open stable_diffusion.py and rest the pointer on LMSDiscreteScheduler. Ctrl+C stops it.');
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void server.stop());
  server.process.on('exit', () => process.exit(0));
}
