/**
 * `npm run draw`: docs/rooms.svg (which room imports which) and docs/folders.svg (the same by folder), from dependency-cruiser's
 * own reports. `--check` draws nothing, and fails where a committed drawing no longer tells what the code imports.
 */
import { instance } from '@viz-js/viz';
import { cruise } from 'dependency-cruiser';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { root } from './system.mjs';

const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
const theme = {
  graph: { rankdir: 'TB', splines: 'true', nodesep: '0.25', ranksep: '0.45', fontname: 'Helvetica', fontsize: '11' },
  node: { margin: '0.2,0.06', fontname: 'Helvetica', fontsize: '11', fillcolor: '#eef3fb', color: '#5a6b85' },
  edge: { color: '#5a6b8577', penwidth: '1.2' },
};

const drawings = [
  { file: 'docs/rooms.svg', outputType: 'archi', collapsePattern: '^(src/[^/]+/|webview/)' },
  { file: 'docs/folders.svg', outputType: 'ddot' },
];

const viz = await instance();
const isCheck = process.argv.includes('--check');
for (const { file, outputType, collapsePattern } of drawings) {
  const drawn = await draw(outputType, collapsePattern);
  if (!isCheck) writeFileSync(path.join(root, file), drawn);
  else if (arrowsOf(readFileSync(path.join(root, file), 'utf8')) !== arrowsOf(drawn)) {
    console.error(`${file} no longer tells what the code imports: run "npm run draw".`);
    process.exitCode = 1;
  }
}

async function draw(outputType, collapsePattern) {
  const { output } = await cruise(
    ['src', 'webview'],
    {
      ...options,
      ruleSet: { forbidden },
      validate: true,
      includeOnly: '^(src|webview)/',
      outputType,
      reporterOptions: { [outputType]: { theme, ...(collapsePattern ? { collapsePattern } : {}) } },
      baseDir: root,
    },
    undefined,
    { tsConfig: extractTSConfig(path.join(root, 'tsconfig.json')) },
  );
  return viz.renderString(output, { format: 'svg' });
}

/** What a drawing tells, whatever its layout: one line an arrow. */
function arrowsOf(svg) {
  return Array.from(svg.matchAll(/<title>([^<]*&#45;&gt;[^<]*)<\/title>/g), ([, arrow]) => arrow)
    .sort()
    .join('\n');
}
