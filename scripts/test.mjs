/**
 * `npm test`: everything. Installs what is missing (npm packages, a VS Code from the npm registry, chromium), then
 * checks types, lint, walls and format, runs the unit tests, packages the extension and tests it in a real VS Code.
 */
import { ensureNodeModules, ensurePrograms, run, runTogether } from './system.mjs';
import { ensureVscodeServer } from './vscode-server.mjs';

const npm = (script) => {
  console.log(`\n== npm run ${script}`);
  run('npm', ['run', '--silent', script]);
};

try {
  ensureNodeModules();
  ensurePrograms({ chromium: 'chromium' });
  await runTogether(['typecheck', 'lint', 'format:check']);
  npm('build');
  npm('test:unit');
  npm('package');
  ensureVscodeServer();
  npm('test:vscode');
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
