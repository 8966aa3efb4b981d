import type { ConfigurationReading } from '../../src/catalog/types/configurationReading';
import type { PythonValue, Reading } from '../../src/json/value';

/** A value that is written in the code. */
export const code = (value: PythonValue): Reading => ({ known: true, value, origin: 'code', range: null });

export const base = (partial: Partial<NonNullable<ConfigurationReading['base']>>): ConfigurationReading['base'] => ({
  modelId: null,
  pipelineClass: null,
  scheduler: null,
  reason: null,
  ...partial,
});

/** A scheduler of a program: EulerDiscreteScheduler() unless something else is said. */
export const reading = (partial: Partial<ConfigurationReading>): ConfigurationReading => ({
  className: 'EulerDiscreteScheduler',
  via: 'constructor',
  options: {},
  base: null,
  calls: [],
  ...partial,
});
