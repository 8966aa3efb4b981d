import { button, element } from './element';
import { prose } from './prose';

/** Milliseconds that a success stays; a refusal stays until it is closed. */
const longEnough = 6000;

/** A line at the foot of the page that reports an outcome, to screen readers too. */
export class Announcement {
  readonly root: HTMLElement;
  private readonly text = element('span', {});
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const close = button('×', { class: 'close', 'aria-label': 'Close' }, () => this.hide());
    const box = element('div', { class: 'announcement' }, this.text, close);
    this.root = element('div', { class: 'announcementPlace', role: 'status', 'aria-live': 'polite' }, box);
    this.hide();
  }

  show(what: 'done' | 'refused', message: string): void {
    clearTimeout(this.timer);
    this.text.replaceChildren(...prose(message));
    this.root.dataset['what'] = what;
    if (what === 'done') this.timer = setTimeout(() => this.hide(), longEnough);
  }

  private hide(): void {
    this.root.dataset['what'] = 'nothing';
    this.text.textContent = '';
  }
}
