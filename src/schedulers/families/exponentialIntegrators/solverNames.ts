/** Names of algorithms and solvers. Those of related classes are replaced by the class's own, so that configurations can be shared. */
import { nearest } from '../../options/nearest';
import { raise } from '../../arithmetic/python';

/** @throws NotImplementedError for a name that neither the class nor a related one knows */
export function refuseUnknownName(
  option: string,
  value: string,
  choices: readonly string[],
  elsewhere: readonly string[] = [],
): void {
  if (choices.includes(value) || elsewhere.includes(value)) return;
  const all = `Use one of ${choices.map((choice) => `"${choice}"`).join(', ')}.`;
  raise('NotImplementedError', `${option} "${value}" is not implemented`, nearest(value, choices) ?? all);
}

/** @throws ValueError for an algorithm that integrates the noise, which has no value at the final sigma 0 */
export function refuseNoiseAtZero(algorithm: string, finalSigmas: string): void {
  if (algorithm.endsWith('dpmsolver++') || finalSigmas !== 'zero') return;
  raise(
    'ValueError',
    `final_sigmas_type "zero" is not supported for algorithm_type "${algorithm}"`,
    'Use final_sigmas_type="sigma_min", or algorithm_type="dpmsolver++".',
  );
}
