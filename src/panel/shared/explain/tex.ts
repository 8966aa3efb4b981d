import { significant } from '../../../render/words/numbers';

/** A number in TeX: `14.6146`, `1.2\times10^{-5}`, `\infty`. */
export function tex(value: number): string {
  if (Number.isNaN(value)) return '\\text{nan}';
  if (!Number.isFinite(value)) return value > 0 ? '\\infty' : '-\\infty';
  const [mantissa, exponent] = significant(value).split('e', 2);
  return [mantissa, ...(exponent ? [`10^{${Number(exponent)}}`] : [])].join('\\times');
}

/** A number times a factor, as one writes it: `x`, `-x`, `0.5\,x`. */
export function times(coefficient: number, factor: string): string {
  if (Math.abs(coefficient) === 1) return `${coefficient < 0 ? '-' : ''}${factor}`;
  return `${tex(coefficient)}\\,${factor}`;
}

/** A term to add to another: `+ 0.5\,x`, `- 0.5\,x`. */
export function term(coefficient: number, factor: string): string {
  return `${coefficient < 0 ? '-' : '+'} ${times(Math.abs(coefficient), factor)}`;
}

/** Whether two numbers are the same for the eye: what a formula gives, and what the schedule holds. */
export function agrees(a: number, b: number, tolerance = 2e-4): boolean {
  return a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** The name of a training timestep as an index. */
export const subscript = (timestep: number): string => `_{${tex(timestep)}}`;
