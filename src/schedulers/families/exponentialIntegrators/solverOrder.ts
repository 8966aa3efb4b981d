/** The order of each step of the multistep solvers, which lower it where a run ends. */

export interface OrderConfig {
  readonly solver_order: number;
  readonly lower_order_final: boolean;
  readonly euler_at_final?: boolean;
  readonly final_sigmas_type?: string;
}

/** Short runs end at lower order. */
const shortRun = 15;

/** The order that the end of a run allows. Source: diffusers, `step` of its multistep solvers. */
export function highestOrder(config: OrderConfig, index: number, count: number): number {
  const short = config.lower_order_final && count < shortRun;
  const endsAtZero = config.final_sigmas_type === 'zero';
  if (index === count - 1 && (config.euler_at_final === true || short || endsAtZero)) return 1;
  return index === count - 2 && short ? Math.min(2, config.solver_order) : config.solver_order;
}
