import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import * as v from 'valibot';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Progress } from '../../src/cli/progress';
import { root } from '../decode/build';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'sigmascope-'));
const commandLine = join(mkdtempSync(join(tmpdir(), 'sigmascope-')), 'cli.js');

const row = v.object({ file: v.string(), class: v.nullable(v.string()), line: v.number(), kwargs: v.unknown() });

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function scan(...paths: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [commandLine, 'scan', ...paths], {
    encoding: 'utf8',
    cwd: folder,
  });
  const lines = stdout.split('\n').filter((line) => line !== '');
  return { status, stderr, rows: lines.map((line) => v.parse(row, JSON.parse(line))) };
}

/** The command line as the package lays it out, with the parser beside it. */
async function buildCommandLine(): Promise<void> {
  await build({
    entryPoints: [join(root, 'src/cli.ts')],
    outfile: commandLine,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    alias: {
      'web-tree-sitter': join(root, 'node_modules/web-tree-sitter/web-tree-sitter.cjs'),
      'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
    },
    external: ['onnxruntime-node'],
    logLevel: 'error',
  });
  for (const wasm of ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter-python/tree-sitter-python.wasm'])
    copyFileSync(join(root, 'node_modules', wasm), join(dirname(commandLine), basename(wasm)));
}

const program = 'from diffusers import DDIMScheduler\nDDIMScheduler(beta_end=0.5)\n';

beforeAll(async () => {
  await buildCommandLine();
  const left = [
    '.venv/a.py',
    'node_modules/a.py',
    'made/a.py',
    'env/lib/a.py',
    'part/old_b.py',
    'part/__pycache__/a.py',
  ];
  for (const path of ['main.py', 'part/b.py', 'part/old_kept.py', ...left]) write(path, program);
  write('.gitignore', 'made/\nold_*.py\n');
  write('part/.gitignore', '!old_kept.py\n');
  write('env/pyvenv.cfg', 'home = /usr\n');
  write('model/scheduler/scheduler_config.json', '{"_class_name": "PNDMScheduler", "beta_end": 0.012}');
  write('configs/run.yaml', 'noise_scheduler:\n  _target_: diffusers.DDPMScheduler\n  beta_end: 0.02\n');
  write('configs/other.yaml', 'scheduler: ddpm\n');
  write('configs/run.toml', '[scheduler]\ntype = "DDIMScheduler"\nbeta_end = 0.02\n');
  write('model/other.json', '{"_class_name": "PNDMScheduler"}');
});

describe('sigmascope scan of a folder', () => {
  it('leaves out what is hidden, ignored or installed', () => {
    const { status, rows, stderr } = scan('.');
    expect(rows.map(({ file }) => relative('.', file))).toEqual([
      'configs/run.toml',
      'configs/run.yaml',
      'main.py',
      'model/scheduler/scheduler_config.json',
      'part/b.py',
      'part/old_kept.py',
    ]);
    expect(rows.slice(2).map((one) => one.class)).toEqual([
      'DDIMScheduler',
      'PNDMScheduler',
      'DDIMScheduler',
      'DDIMScheduler',
    ]);
    expect(rows.slice(0, 2).map((one) => one.kwargs)).toEqual([{ beta_end: 0.02 }, { beta_end: 0.02 }]);
    expect(rows[3]?.kwargs).toEqual({ beta_end: 0.012 });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('reads a file that is named, whatever rules there are', () => {
    expect(scan('made/a.py', 'model/other.json').rows).toHaveLength(2);
  });

  it('names what it cannot read, and goes on', () => {
    const { status, rows, stderr } = scan('missing.py', 'main.py');
    expect(rows).toHaveLength(1);
    expect(stderr).toContain('missing.py cannot be read');
    expect(status).toBe(1);
  });
});

describe('progress', () => {
  const written = (isTTY: boolean): string => {
    let text = '';
    const progress = new Progress({
      isTTY,
      columns: 20,
      write: (piece: unknown) => {
        text += String(piece);
        return true;
      },
    });
    progress.next('a/very/long/name/of/a/file.py');
    progress.next('b.py');
    progress.clear();
    return text;
  };

  it('is one line of a terminal, taken away at the end', () => {
    expect(written(true)).toBe('\r\u001b[K1 files, a/very/lon\r\u001b[K');
  });

  it('is not written where no terminal is', () => {
    expect(written(false)).toBe('');
  });
});
