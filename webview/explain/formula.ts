import katex from 'katex';
import { element } from '../elements/element';

/**
 * A formula, typeset. KaTeX builds elements and sets their styles one by one, which the page's content security policy
 * allows; the MathML that goes with them is what screen readers read.
 */
export class Formula {
  readonly root = element('p', { class: 'formula' });
  private shown: string | null = null;

  constructor() {
    reachable.observe(this.root);
  }

  show(tex: string | null): void {
    if (tex === this.shown) return;
    this.shown = tex;
    this.root.hidden = tex === null;
    if (tex === null) return;
    // Within a line, so that a long formula is broken at its equals signs, but as large as one that stands alone.
    katex.render(`\\displaystyle ${tex}`, this.root, { throwOnError: false, strict: 'ignore' });
  }
}

/** A formula that is wider than the page can be scrolled, and is then to be reached by keyboard. */
const reachable = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth + 1) target.setAttribute('tabindex', '0');
    else target.removeAttribute('tabindex');
  }
});
