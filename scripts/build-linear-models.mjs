/**
 * Writes models/<family>-linear-decoder.onnx and <family>-linear-encoder.onnx from the linear latent→RGB maps in
 * models/linear-factors.json. The same maps give the same bytes.
 *
 *   node scripts/build-linear-models.mjs [FOLDER]    FOLDER is models/ if not given
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Graph } from './onnx.mjs';

const models = fileURLToPath(new URL('../models/', import.meta.url));

/** Image pixels per latent pixel. */
const downscale = 8;

/** Iterations that undo the smoothing when encoding: the finest diagonal detail comes back to 73 %, all else further. */
const sharpeningSteps = 4;

const folder = process.argv[2] ?? models;
await mkdir(folder, { recursive: true });
for (const [family, map] of Object.entries(JSON.parse(await readFile(join(models, 'linear-factors.json'), 'utf8')))) {
  // A family with a better decoder has its map only for machines without ONNX Runtime.
  if (map.graphs === false) continue;
  await writeFile(join(folder, `${family}-linear-decoder.onnx`), decoder(family, map));
  await writeFile(join(folder, `${family}-linear-encoder.onnx`), encoder(family, map));
}

/** Latents → picture: a colour for each latent pixel, smoothed where the map says so, cubic upsampling, cut at −1 and 1. */
function decoder(family, { source, factors, smoothing }) {
  const graph = new Graph({ name: 'latents', dims: ['batch', factors.length, 'height', 'width'] });
  let x = pointwise(graph, 'latents', 'factors', transpose(factors));
  if (smoothing) x = smooth(graph, x, smoothing);
  x = upsample(graph, x);
  graph.node('Clip', [x, graph.floats('lowest', [], [-1]), graph.floats('highest', [], [1])], {}, 'image');
  const output = { name: 'image', dims: ['batch', 3, 'height_px', 'width_px'] };
  return graph.bytes(`${family}-linear-decoder`, `Linear latent to RGB map from ${source}`, output);
}

/** Picture → the smallest latents that decode to its colours: mean colours, the smoothing undone, least squares. */
function encoder(family, { source, factors, smoothing }) {
  const graph = new Graph({ name: 'image', dims: ['batch', 3, 'height_px', 'width_px'] });
  let x = graph.node('AveragePool', ['image'], {
    kernel_shape: [downscale, downscale],
    strides: [downscale, downscale],
  });
  if (smoothing) x = unsmooth(graph, x, smoothing);
  pointwise(graph, x, 'pseudo_inverse', pseudoInverse(factors), 'latents');
  const output = { name: 'latents', dims: ['batch', factors.length, 'height', 'width'] };
  return graph.bytes(
    `${family}-linear-encoder`,
    `Least-squares inverse of the linear latent to RGB map from ${source}`,
    output,
  );
}

/** A matrix [out][in] applied to the channels of every pixel. */
function pointwise(graph, x, name, matrix, output) {
  return graph.node(
    'Conv',
    [x, graph.floats(name, [matrix.length, matrix[0].length, 1, 1], matrix.flat())],
    {},
    output,
  );
}

/** The map's 3×3 kernel on each colour by itself; the rim is repeated outwards. */
function smooth(graph, x, kernel) {
  const weights = graph.floats('smoothing', [3, 1, 3, 3], [kernel, kernel, kernel].flat(2));
  return graph.node('Conv', [padEdge(graph, x, 1), weights], { group: 3 });
}

/** Van Cittert's iteration y ← y + (x − smooth(y)), a truncated Neumann series of the inverse. */
function unsmooth(graph, x, kernel) {
  let y = x;
  for (let step = 0; step < sharpeningSteps; step++)
    y = graph.node('Add', [y, graph.node('Sub', [x, smooth(graph, y, kernel)])]);
  return y;
}

/**
 * Cubic interpolation (Keys 1981, a = −1/2) as a convolution to one channel a sub-pixel, then DepthToSpace: what Resize
 * with mode cubic computes, several times faster in ONNX Runtime.
 */
function upsample(graph, x) {
  const phases = Array.from({ length: downscale }, (_, phase) => cubicTaps((phase + 0.5) / downscale - 0.5));
  const kernels = phases.flatMap((rows) =>
    phases.map((columns) => rows.map((row) => columns.map((column) => row * column))),
  );
  const weights = graph.floats('cubic', [3 * kernels.length, 1, 5, 5], [kernels, kernels, kernels].flat(4));
  const subPixels = graph.node('Conv', [padEdge(graph, x, 2), weights], { group: 3 });
  return graph.node('DepthToSpace', [subPixels], { blocksize: downscale, mode: 'CRD' });
}

/** Weights of the pixels −2..2 around a point `offset` from the middle one. */
function cubicTaps(offset) {
  return [-2, -1, 0, 1, 2].map((tap) => keysKernel(Math.abs(tap - offset)));
}

function keysKernel(distance) {
  if (distance < 1) return 1.5 * distance * distance * distance - 2.5 * distance * distance + 1;
  if (distance < 2) return -0.5 * distance * distance * distance + 2.5 * distance * distance - 4 * distance + 2;
  return 0;
}

function padEdge(graph, x, width) {
  return graph.node('Pad', [x, graph.integers(`rim_${width}`, [8], [0, 0, width, width, 0, 0, width, width])], {
    mode: 'edge',
  });
}

/** F(FᵀF)⁻¹ for F of [channels][3]: the latents of smallest norm with these colours. */
function pseudoInverse(factors) {
  const columns = transpose(factors);
  const inverse = invert3(columns.map((a) => columns.map((b) => dot(a, b))));
  return factors.map((row) => inverse.map((column) => dot(row, column)));
}

/** A symmetric 3×3 matrix inverted by its cofactors. */
function invert3(m) {
  const cofactor = (row, column) => {
    const [r1, r2] = [(row + 1) % 3, (row + 2) % 3];
    const [c1, c2] = [(column + 1) % 3, (column + 2) % 3];
    return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
  };
  const determinant = dot(m[0], [cofactor(0, 0), cofactor(0, 1), cofactor(0, 2)]);
  return [0, 1, 2].map((row) => [0, 1, 2].map((column) => cofactor(column, row) / determinant));
}

function transpose(matrix) {
  return matrix[0].map((_, column) => matrix.map((row) => row[column]));
}

function dot(a, b) {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
