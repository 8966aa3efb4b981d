import type { Made } from '../../src/panel/protocol';
import { disclaimer } from '../../src/panel/shared/experiment';
import { element } from '../elements/element';

/** Under pictures of the experiment: what made them, which is never the user's model, and why this decoder. */
export class MadeWith {
  readonly root: HTMLElement;
  private readonly caption = element('p', {});
  private readonly why = element('details', { class: 'why' });

  constructor() {
    this.root = element('div', { class: 'madeWith' }, this.caption, this.why);
  }

  /**
   * @param about what was run, in words
   * @param samples the pictures the data are made of, in words
   * @param made what decoded them; null while nothing has
   */
  show(about: string, samples: string, made: Made | null): void {
    const decoded = made === null ? '' : ` Decoded by ${made.decoder} on ${placeOf(made)}.`;
    this.caption.textContent = `${about}, data: ${samples}. Made with a ${disclaimer}.${decoded}`;
    const reasons = made?.why ?? [];
    this.why.hidden = reasons.length === 0;
    this.why.replaceChildren(
      element('summary', {}, 'Why this decoder'),
      ...reasons.map((reason) => element('p', {}, reason)),
    );
  }
}

const placeOf = ({ provider }: Made): string => (provider === 'cpu' ? 'the CPU' : provider);
