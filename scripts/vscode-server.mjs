/**
 * Real VS Codes from the npm registry: code-server carries the whole workbench and a Node extension host.
 * Used by `npm start` where there is no desktop VS Code, by the tests and by the bench.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { ensurePrograms, onceFor, root, run } from './system.mjs';

/**
 * One VS Code: the folder whose lock file names it, where it is installed, VS Code's own server (which is its command line
 * too) and the Node that runs it, for which the lock file may name a package.
 */
function vscodeOf(lockFolder, name) {
  const home = path.join(root, '.cache', name);
  const packages = path.join(home, 'node_modules');
  const vscode = path.join(packages, 'code-server', 'lib', 'vscode');
  return {
    lockFolder: path.join(root, lockFolder),
    home,
    folder: vscode,
    serverMain: path.join(vscode, 'out', 'server-main.js'),
    nodeFolder: path.join(packages, `node-${process.platform}-${process.arch}`, 'bin'),
  };
}

/** The oldest VS Code that the extension runs in: what works in it is what is tested. */
export const oldestVscode = vscodeOf(path.join('test', 'vscode', 'server'), 'vscode');
/** A later one, which speed is measured in. */
export const laterVscode = vscodeOf(path.join('test', 'vscode', 'bench', 'server'), 'vscode-later');

/** The program that runs a VS Code's server. */
export function nodeOf({ nodeFolder }) {
  const own = path.join(nodeFolder, 'node');
  return existsSync(own) ? own : process.execPath;
}

/** Installs a VS Code into .cache/ when it is not there yet (about 320 MB, a minute). */
export function ensureVscodeServer({ lockFolder, home, folder, nodeFolder } = oldestVscode) {
  const inputs = ['package.json', 'package-lock.json'].map((name) => path.join(lockFolder, name));
  onceFor(home, inputs, () => {
    // @vscode/spdlog is compiled here; without it the extension host stalls.
    ensurePrograms({ 'g++': 'g++', make: 'make', python3: 'python3' });
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home, { recursive: true });
    for (const file of inputs) cpSync(file, path.join(home, path.basename(file)));
    cpSync(path.join(root, '.npmrc'), path.join(home, '.npmrc'));
    const production = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
    const env = { ...process.env, PATH: [nodeFolder, process.env.PATH].join(path.delimiter) };
    run('npm', ['ci', '--ignore-scripts'], { cwd: home });
    run('npm', production, { cwd: folder, env });
    run('npm', ['rebuild', '@vscode/spdlog', 'native-watchdog'], { cwd: folder, env });
    symlinkSync('node_modules', path.join(folder, 'node_modules.asar'));
    run('npm', production, { cwd: path.join(folder, 'extensions'), env });
  });
}

/** A port of this machine that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

const quiet = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
};

/**
 * Starts a VS Code's server with the extensions of `extensions` (a folder of unpacked extensions) and its data in `data`.
 * Resolves when it answers, with its address and `stop`, which resolves when it has ended.
 */
export async function startVscodeServer({ data, extensions, settings = {}, port, env = {}, vscode = oldestVscode }) {
  const chosen = port ?? (await freePort());
  mkdirSync(path.join(data, 'ud', 'logs'), { recursive: true });
  mkdirSync(path.join(data, 'ud', 'User'), { recursive: true });
  const settingsFile = path.join(data, 'ud', 'User', 'settings.json');
  if (!existsSync(settingsFile)) writeFileSync(settingsFile, JSON.stringify({ ...quiet, ...settings }, null, 2));
  const args = [
    '--accept-server-license-terms',
    '--without-connection-token',
    '--host',
    '127.0.0.1',
    '--port',
    String(chosen),
  ];
  const folders = ['--server-data-dir', data, '--user-data-dir', path.join(data, 'ud'), '--extensions-dir', extensions];
  const child = spawn(nodeOf(vscode), [vscode.serverMain, ...args, '--telemetry-level', 'off', ...folders], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => said.push(String(bytes)));
  const address = `http://127.0.0.1:${chosen}`;
  await answering(address, child, said);
  return { address, data, stop: () => ended(child), process: child };
}

/** Resolves when the process has ended. */
async function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = once(child, 'exit');
  child.kill();
  await over;
}

async function answering(address, child, said) {
  for (let tries = 0; tries < 150; tries++) {
    if (child.exitCode !== null) throw new Error(`VS Code's server ended at once:\n${said.join('')}`);
    const ok = await fetch(`${address}/version`).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new Error(`VS Code's server did not answer at ${address} within 30 seconds:\n${said.join('')}`);
}
