/**
 * Python's behaviour where schedulers depend on it: exceptions by their Python name, truth of any value, integer
 * division, indexing from the end.
 */

/** A Python exception; `compute.ts` turns it into a `DiffusersError` that says where diffusers raises it. */
export class Raised extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
    this.name = 'Raised';
  }
}

/** Raises a Python exception: what is wrong, and what to do about it. */
export function raise(type: string, message: string, remedy: string): never {
  throw new Raised(type, message, remedy);
}

/** `bool(value)` of a value as JSON holds it. */
export function truthy(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  if (typeof value === 'number') return value !== 0;
  return Boolean(value);
}

/** The name Python gives the type of a value as JSON holds it. */
export function pythonType(value: unknown): string {
  if (value === null || value === undefined) return 'NoneType';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'string':
      return 'str';
    default:
      return 'dict';
  }
}

/** Python's `repr` of a value as JSON holds it, for messages. */
export function repr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (value === Infinity) return 'inf';
  if (value === -Infinity) return '-inf';
  if (Number.isNaN(value)) return 'nan';
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(repr).join(', ')}]`;
  return JSON.stringify(value);
}

/** `a // b` of integers. @throws ZeroDivisionError */
export function floorDivide(a: number, b: number): number {
  if (b === 0) {
    raise('ZeroDivisionError', 'integer division or modulo by zero', 'Use at least one inference step.');
  }
  return Math.floor(a / b);
}

/** `a / b` of Python numbers. @throws ZeroDivisionError */
export function divide(a: number, b: number): number {
  if (b === 0) raise('ZeroDivisionError', 'division by zero', 'Use at least one inference step.');
  return a / b;
}

/** `math.log(x)`. @throws ValueError unless x is above 0. @param remedy what to do about it */
export function naturalLog(x: number, remedy: string): number {
  if (x <= 0) raise('ValueError', `math domain error: log(${x})`, remedy);
  return Math.log(x);
}

/** `int(x)` of a float: towards zero. @throws ValueError, OverflowError */
export function truncated(x: number): number {
  if (Number.isNaN(x)) raise('ValueError', 'cannot convert float NaN to integer', 'Use a finite number.');
  if (!Number.isFinite(x)) {
    raise('OverflowError', 'cannot convert float infinity to integer', 'Use a finite number.');
  }
  return Math.trunc(x);
}

/** `values[index]`, negative from the end. @throws IndexError */
export function at(values: ArrayLike<number>, index: number): number {
  const i = index < 0 ? index + values.length : index;
  if (i < 0 || i >= values.length) {
    raise(
      'IndexError',
      `index ${index} is out of bounds for size ${values.length}`,
      values.length === 0
        ? 'There are no steps or training timesteps to take it from: use at least one of each.'
        : `Use an index from 0 to ${values.length - 1}.`,
    );
  }
  return values[i];
}
