import { proseParts } from '../../src/panel/shared/prose';
import { element } from './element';

/** Text with `code` and **strong** parts as elements; everything else stays text. */
export function prose(text: string): (Node | string)[] {
  return proseParts(text).map((part) => (part.as === 'text' ? part.text : element(part.as, {}, part.text)));
}
