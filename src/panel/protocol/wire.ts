import type { PythonValue } from '../../json/value';
import type { WiredKeywords, WiredValue } from './request';

const nonFinite = { inf: Infinity, '-inf': -Infinity, nan: NaN } as const;

/** A value in the form that survives JSON. What is no value of Python's becomes None. */
export function wired(value: unknown): WiredValue {
  if (typeof value === 'number') return Number.isFinite(value) ? value : { float: nameOf(value) };
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (value instanceof Float32Array || value instanceof Float64Array || value instanceof Int32Array)
    return Array.from(value, wired);
  if (Array.isArray(value)) return value.map(wired);
  if (typeof value === 'object' && value !== null) return { dict: wiredKeywords(value) };
  return null;
}

/** The value back from the form that survives JSON. */
export function unwired(value: WiredValue): PythonValue {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(unwired);
  return 'float' in value ? nonFinite[value.float] : unwiredKeywords(value.dict);
}

export function wiredKeywords(values: object): WiredKeywords {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wired(value)]));
}

export function unwiredKeywords(values: Readonly<Record<string, WiredValue>>): Record<string, PythonValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, unwired(value)]));
}

const isList = (value: WiredValue): value is readonly WiredValue[] => Array.isArray(value);

const nameOf = (value: number): 'inf' | '-inf' | 'nan' => (value > 0 ? 'inf' : value < 0 ? '-inf' : 'nan');
