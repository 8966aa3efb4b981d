/** Small systems of linear equations, here because libraries solve them in float64: UniPC's float32 roundings show. */
import { raise } from './python';

const { fround } = Math;

/**
 * `torch.linalg.solve(matrix, right)` in float32: Gaussian elimination with partial pivoting, as LAPACK's sgesv.
 * @throws LinAlgError for a singular matrix
 */
export function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = pivotRow(rows, k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    if (rows[k][k] === 0) refuseSingular();
    for (const row of rows.slice(k + 1)) subtract(row, rows[k], fround(row[k] / rows[k][k]), k);
  }
  const solution = new Array<number>(rows.length).fill(0);
  for (let k = rows.length - 1; k >= 0; k--) {
    const known = solution.reduce((sum, x, i) => (i > k ? fround(sum + fround(rows[k][i] * x)) : sum), 0);
    solution[k] = fround(fround(rows[k][rows.length] - known) / rows[k][k]);
  }
  return solution;
}

/** The row from `k` on with the largest entry in column `k`, the first of equal ones. */
function pivotRow(rows: readonly (readonly number[])[], k: number): number {
  let best = k;
  for (let i = k + 1; i < rows.length; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[best][k])) best = i;
  return best;
}

function subtract(row: number[], other: readonly number[], factor: number, from: number): void {
  for (let i = from; i < row.length; i++) row[i] = fround(row[i] - fround(factor * other[i]));
}

function refuseSingular(): never {
  raise(
    'LinAlgError',
    'linalg.solve: the input matrix is singular',
    'Use lower_order_final=True: the last step cannot be taken at full order down to a sigma of 0.',
  );
}
