import type { NumericArray, Schedule } from '../../schedulers/definition/schedule';
import { pythonFloat, pythonFloat32 } from './numbers';

/**
 * A value as Python would write it. Long lists are cut in the middle and long texts at the end, so that a line stays a line:
 * `[0.00085, 0.00087, … 1000 values]`.
 */
export function pythonLiteral(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : pythonFloat(value);
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value);
  if (ArrayBuffer.isView(value)) return pythonLiteral(Array.from(value as NumericArray));
  if (Array.isArray(value)) return listLiteral(value);
  if (typeof value === 'object') return dictLiteral(value);
  return '…';
}

const shownEntries = 6;

function listLiteral(list: readonly unknown[]): string {
  const shown = list.length > shownEntries ? list.slice(0, 2) : list;
  const rest = list.length > shownEntries ? `, … ${list.length} values` : '';
  return `[${shown.map(entryLiteral).join(', ')}${rest}]`;
}

/** In a list, six digits tell a number from its neighbours. */
function entryLiteral(entry: unknown): string {
  return pythonLiteral(typeof entry === 'number' && Number.isFinite(entry) ? Number(entry.toPrecision(6)) : entry);
}

function dictLiteral(dict: object): string {
  const entries = Object.entries(dict).slice(0, shownEntries);
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}: ${pythonLiteral(value)}`).join(', ')}}`;
}

/**
 * All sigmas as a Python list at full precision, the final one included, so that the list can be passed on as diffusers holds
 * it. Classes that keep no `sigmas` (DDIM, DDPM) give √((1−ᾱ)/ᾱ) at their timesteps.
 */
export function sigmasAsPython(schedule: Schedule): string {
  const held = schedule.after['sigmas'];
  return pythonList(held instanceof Float32Array || held instanceof Float64Array ? held : schedule.steps.sigmas);
}

/** All timesteps as a Python list; whole numbers stay whole where diffusers holds integers. */
export function timestepsAsPython(schedule: Schedule): string {
  return pythonList(schedule.steps.timesteps);
}

function pythonList(values: NumericArray): string {
  const write = values instanceof Int32Array ? String : values instanceof Float32Array ? pythonFloat32 : pythonFloat;
  return `[${Array.from(values, (value) => write(value)).join(', ')}]`;
}
