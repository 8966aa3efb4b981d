/** What this machine has, and installing what it lacks. Plain Node: runs before anything is installed. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');

/** Runs a command with its output shown; throws with the command's name when it fails. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.error) throw done.error;
  if (done.status !== 0)
    throw new Error(`"${[command, ...args].join(' ')}" failed (exit code ${done.status ?? done.signal}).`);
}

/** Runs scripts of package.json side by side, each one's output shown when it ends; throws with the names of those that fail. */
export async function runTogether(scripts) {
  const failed = [];
  const running = scripts.map(async (script) => {
    const child = spawn('npm', ['run', '--silent', script], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => printed.push(bytes));
    const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
    process.stdout.write(`\n== npm run ${script}\n${Buffer.concat(printed)}`);
    if (status !== 0) failed.push(script);
  });
  await Promise.all(running);
  if (failed.length > 0) throw new Error(`${failed.map((script) => `"npm run ${script}"`).join(', ')} failed.`);
}

/** The full path of a program on the PATH, or undefined. */
export function which(program) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  return folders.map((folder) => path.join(folder, program)).find((file) => existsSync(file));
}

/**
 * Installs Debian packages for programs that are missing: `needed` maps program → package.
 * Where that is not possible, says what to install.
 */
export function ensurePrograms(needed) {
  const missing = Object.entries(needed).filter(([program]) => !which(program));
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  const advice = `Please install ${missing.map(([program]) => program).join(', ')} (on Debian: apt-get install ${packages.join(' ')}).`;
  const apt = which('apt-get');
  const sudo = process.getuid?.() === 0 ? [] : which('sudo') ? ['sudo', '-n'] : null;
  if (!apt || !sudo) throw new Error(advice);
  const [command, ...prefix] = [...sudo, apt];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  try {
    run(command, [...prefix, 'update', '-qq'], { env });
    run(command, [...prefix, 'install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  } catch (error) {
    throw new Error(`${advice} (${error.message})`);
  }
}

/** Runs `install` when the contents of `inputs` changed since it last succeeded in `folder`. */
export function onceFor(folder, inputs, install) {
  const stamp = path.join(folder, '.installed-for');
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(readFileSync(file));
  const wanted = hash.digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  install();
  mkdirSync(folder, { recursive: true });
  writeFileSync(stamp, wanted);
}

/** The project's own packages, exactly as the lock file names them. No install scripts: nothing here needs one. */
export function ensureNodeModules() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20) throw new Error(`Sigmascope is built with Node 20 or newer; this is Node ${process.versions.node}.`);
  const lock = path.join(root, 'package-lock.json');
  onceFor(path.join(root, 'node_modules'), [lock], () => run('npm', ['ci', '--ignore-scripts']));
}
