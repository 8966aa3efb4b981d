/** UniPC's own options. Zhao et al. 2023, "UniPC: A Unified Predictor-Corrector Framework". */
import type { Option } from '../../options/option';
import { flag, integer, list, oneOf } from '../../options/options';
import { refuseUnknownName } from './solverNames';

const solvers = ['bh1', 'bh2'];

const otherPredictor: Option<string | null> = {
  type: 'text',
  default: null,
  nullable: true,
  doc: 'Another scheduler object to predict with, the corrector staying UniPC’s.',
};

export const uniPcOptions = {
  solver_order: integer(2, 'Order of the predictor, from 1; 2 is usual with guidance.'),
  predict_x0: flag(true, 'Integrate the clean sample rather than the noise.'),
  solver_type: oneOf(solvers, 'bh2', 'Which B(h): "bh1" for few steps without guidance, else "bh2".'),
  lower_order_final: flag(true, 'Take the last steps at lower order, for stability.'),
  disable_corrector: list([], 'Steps after which the corrector is left out.'),
  solver_p: otherPredictor,
};

/** @throws NotImplementedError */
export function refuseUnknownUniSolver(solverType: string): void {
  refuseUnknownName('solver_type', solverType, solvers, ['midpoint', 'heun', 'logrho']);
}
