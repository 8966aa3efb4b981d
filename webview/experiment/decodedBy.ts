import { disclaimer } from '../../src/panel/shared/experiment';

/** What made a picture of the experiment: never the user's model. */
export function madeInWords(about: string, decoder = '', provider = ''): string {
  const on = provider === 'cpu' ? 'the CPU' : provider;
  const decoded = decoder === '' ? '' : ` Decoded by ${decoder} on ${on}.`;
  return `${about}. Made with a ${disclaimer}.${decoded}`;
}
