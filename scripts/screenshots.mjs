/** `npm run screenshots`: the tests in VS Code, with contact sheets of every view in four themes in out/screenshots/. */
import { ensureNodeModules, ensurePrograms, run } from './system.mjs';
import { ensureVscodeServer } from './vscode-server.mjs';

ensureNodeModules();
ensurePrograms({ chromium: 'chromium' });
run('node', ['scripts/package.mjs']);
ensureVscodeServer();
run('npm', ['run', '--silent', 'test:vscode', '--', ...process.argv.slice(2)], {
  env: { ...process.env, SIGMASCOPE_SCREENSHOTS: '1' },
});
