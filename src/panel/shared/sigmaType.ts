import type { WiredChanges, WiredRequest } from '../protocol';
import { controlsOf, type Control } from './controls';
import { valueInForce, withValue } from './whatIf';

/** How the noise levels between the first and the last are spread, and the flag that says so, the one that wins first. */
const flags: readonly (readonly [type: string, flag: string])[] = [
  ['Karras', 'use_karras_sigmas'],
  ['Lu', 'use_lu_lambdas'],
  ['exponential', 'use_exponential_sigmas'],
  ['beta', 'use_beta_sigmas'],
  ['flow', 'use_flow_sigmas'],
];

/** The levels that the timesteps have anyway. */
const plain = 'plain';

/** The flags' controls, for a class that has any. */
function flagControls(className: string): readonly (readonly [type: string, control: Control])[] {
  const controls = controlsOf(className);
  return flags.flatMap(([type, flag]): [string, Control][] => {
    const control = controls.find(({ place, name }) => place === 'config' && name === flag);
    return control ? [[type, control]] : [];
  });
}

/** One control in place of flags that exclude each other; null for a class that has none. */
export function sigmaTypeControl(className: string): Control | null {
  const types = flagControls(className).map(([type]) => type);
  if (types.length === 0) return null;
  return {
    place: 'config',
    name: 'sigmaType',
    title: 'sigma type',
    option: {
      type: 'choice',
      default: plain,
      choices: [plain, ...types],
      doc: `How the sigmas are spread: ${types.map((type) => nameOf(type)).join(', ')}.`,
    },
    range: null,
    usual: true,
  };
}

const nameOf = (type: string): string => `${type} is ${flags.find(([other]) => other === type)?.[1] ?? ''}`;

/** The type in force. */
export function sigmaTypeOf(request: WiredRequest, changes: WiredChanges): string {
  const on = flagControls(request.className).find(([, control]) => valueInForce(request, changes, control) === true);
  return on?.[0] ?? plain;
}

/** The changes with one type of sigmas, which every other gives way to. */
export function withSigmaType(request: WiredRequest, changes: WiredChanges, type: unknown): WiredChanges {
  return flagControls(request.className).reduce(
    (kept, [other, control]) => withValue(request, kept, control, other === type),
    changes,
  );
}

/** Whether a control is one of the flags that the type stands for. */
export function isSigmaFlag({ place, name }: Control): boolean {
  return place === 'config' && flags.some(([, flag]) => flag === name);
}
