/** Options that the DPM-Solver family shares (Lu et al. 2022), and the names of related solvers, which diffusers accepts and replaces. */
import { flag, integer, oneOf } from '../../options/options';
import { refuseUnknownName } from './solverNames';

export const solverOrder = integer(2, 'Order of the solver, 1 to 3; 2 is usual with guidance.');

export const lowerOrderFinal = flag(true, 'Take the last of fewer than 15 steps at lower order, for stability.');

export const eulerAtFinal = flag(false, 'Take the last step with Euler’s method.');

const solvers = ['midpoint', 'heun'];

export const dpmSolverType = oneOf(solvers, 'midpoint', 'How the second-order step is taken.');

/** @throws NotImplementedError */
export function refuseUnknownDpmSolver(name: string): void {
  refuseUnknownName('solver_type', name, solvers, ['logrho', 'bh1', 'bh2']);
}

/** The algorithms of one class. */
export const dpmAlgorithm = (algorithms: readonly string[]) =>
  oneOf(algorithms, 'dpmsolver++', 'What is integrated: data ("++") or noise; "sde" adds fresh noise.');

/** @throws NotImplementedError */
export function refuseUnknownDpmAlgorithm(name: string, algorithms: readonly string[]): void {
  refuseUnknownName('algorithm_type', name, algorithms, ['deis']);
}
