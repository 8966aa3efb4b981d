import { movedSigma } from '../../../src/panel/shared/ownSigmas';
import { shortNumber } from '../../../src/panel/shared/numbers';
import { button, element, setAttribute } from '../../elements/element';

/** More points than this cannot be taken hold of. */
const mostPoints = 100;

const size = { width: 600, height: 160, edge: 12 };

/** What the editor tells: the list as it is now, or that it is given up. */
export interface SigmaListener {
  edited(sigmas: readonly number[]): void;
  begun(): void;
}

/** The curve as points that can be dragged, or moved with the arrow keys: it ends as a list for `sigmas=`. */
export class SigmaEditor {
  readonly root: HTMLElement;
  private readonly drawing = svg('svg', {
    class: 'sigmaEditor',
    viewBox: `0 0 ${size.width} ${size.height}`,
    preserveAspectRatio: 'none',
    tabindex: 0,
    role: 'slider',
    'aria-label': 'Point of the sigma curve',
    'data-takes-keys': '',
  });
  private readonly line = svg('path', { class: 'line' });
  private readonly dots = svg('g', { class: 'dots' });
  private readonly begin: HTMLButtonElement;
  private readonly hint = element('p', { class: 'hint' });
  private readonly monotone = element('input', { type: 'checkbox', id: 'sigmaEditor-monotone', class: 'check' });
  private readonly keep: HTMLElement;
  private sigmas: readonly number[] | null = null;
  private point = 0;
  private dragging = false;
  private scale = { top: 1, bottom: 0, logarithmic: false };

  constructor(private readonly listener: SigmaListener) {
    this.begin = button('Drag the curve…', { class: 'link' }, () => listener.begun());
    this.monotone.checked = true;
    this.keep = element(
      'p',
      { class: 'monotone' },
      this.monotone,
      element('label', { for: this.monotone.id }, 'keep it falling'),
    );
    this.drawing.append(this.line, this.dots);
    this.drawing.addEventListener('pointerdown', (event) => this.take(event));
    this.drawing.addEventListener('pointermove', (event) => this.drag(event));
    for (const end of ['pointerup', 'pointercancel'] as const)
      this.drawing.addEventListener(end, () => (this.dragging = false));
    this.drawing.addEventListener('keydown', (event) => this.pressed(event));
    this.root = element('div', { class: 'ownSigmas' }, this.begin, this.keep, this.hint);
    this.root.append(this.drawing);
  }

  /** @param sigmas the list being edited, or null when the curve is not the user's own yet */
  show(sigmas: readonly number[] | null, available: boolean): void {
    const tooMany = sigmas !== null && sigmas.length > mostPoints;
    this.root.hidden = !available;
    this.begin.hidden = sigmas !== null;
    this.keep.hidden = sigmas === null || tooMany;
    this.drawing.toggleAttribute('hidden', sigmas === null || tooMany);
    this.hint.textContent = tooMany
      ? `${sigmas.length} points are too many to drag: take at most ${mostPoints} steps.`
      : sigmas
        ? 'Drag a point; or ← → choose one and ↑ ↓ move it (with Shift further).'
        : '';
    this.sigmas = tooMany ? null : sigmas;
    if (!this.sigmas) return;
    if (!this.dragging) this.scale = scaleOf(this.sigmas);
    this.point = Math.min(this.point, this.sigmas.length - 1);
    this.draw(this.sigmas);
  }

  private draw(sigmas: readonly number[]): void {
    const places = sigmas.map((sigma, i) => ({ x: this.xOf(i), y: this.yOf(sigma) }));
    this.line.setAttribute('d', places.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join(''));
    this.dots.replaceChildren(
      ...places.map(({ x, y }, i) =>
        svg('circle', { cx: x, cy: y, r: i === this.point ? 7 : 4, class: i === this.point ? 'chosen' : '' }),
      ),
    );
    const value = sigmas[this.point];
    setAttribute(this.drawing, 'aria-valuemin', 0);
    setAttribute(this.drawing, 'aria-valuemax', this.scale.top);
    setAttribute(this.drawing, 'aria-valuenow', value);
    setAttribute(
      this.drawing,
      'aria-valuetext',
      `point ${this.point + 1} of ${sigmas.length}, sigma ${shortNumber(value)}`,
    );
  }

  private take(event: PointerEvent): void {
    if (!this.sigmas) return;
    const x = this.xAt(event);
    this.point = nearest(this.sigmas.map((_, i) => Math.abs(this.xOf(i) - x)));
    this.dragging = true;
    this.drawing.setPointerCapture(event.pointerId);
    this.drag(event);
  }

  private drag(event: PointerEvent): void {
    if (!this.dragging) return;
    const box = this.drawing.getBoundingClientRect();
    this.move(this.sigmaAt(((event.clientY - box.top) / box.height) * size.height));
  }

  private pressed(event: KeyboardEvent): void {
    if (!this.sigmas || event.ctrlKey || event.metaKey || event.altKey) return;
    const sideways = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    const upwards = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (sideways === undefined && upwards === undefined) return;
    event.preventDefault();
    if (sideways !== undefined) {
      this.point = Math.max(0, Math.min(this.sigmas.length - 1, this.point + sideways));
      this.draw(this.sigmas);
    } else if (upwards !== undefined) {
      const way = upwards * (event.shiftKey ? 10 : 1);
      this.move(this.sigmaAt(this.yOf(this.sigmas[this.point]) - way));
    }
  }

  private move(value: number): void {
    if (!this.sigmas) return;
    this.listener.edited(movedSigma(this.sigmas, this.point, value, this.monotone.checked));
  }

  private xAt(event: PointerEvent): number {
    const box = this.drawing.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * size.width;
  }

  private xOf(point: number): number {
    const last = Math.max(1, (this.sigmas?.length ?? 2) - 1);
    return size.edge + (point / last) * (size.width - 2 * size.edge);
  }

  private yOf(sigma: number): number {
    const { top, bottom, logarithmic } = this.scale;
    const part = logarithmic
      ? Math.log(Math.max(sigma, bottom) / bottom) / Math.log(top / bottom)
      : (sigma - bottom) / (top - bottom);
    return size.height - size.edge - part * (size.height - 2 * size.edge);
  }

  /** On a logarithmic scale the lower edge is no noise at all. */
  private sigmaAt(y: number): number {
    const { top, bottom, logarithmic } = this.scale;
    const part = (size.height - size.edge - y) / (size.height - 2 * size.edge);
    const inside = Math.max(0, Math.min(1, part));
    const sigma = logarithmic
      ? inside === 0
        ? 0
        : bottom * (top / bottom) ** inside
      : bottom + inside * (top - bottom);
    return Number(sigma.toPrecision(5));
  }
}

function scaleOf(sigmas: readonly number[]) {
  const top = Math.max(...sigmas.filter(Number.isFinite), 1e-6);
  const least = Math.min(...sigmas.filter((sigma) => sigma > 0), top);
  const logarithmic = top > 30 * least;
  return { top, bottom: logarithmic ? least / 2 : 0, logarithmic };
}

function nearest(distances: readonly number[]): number {
  return distances.indexOf(Math.min(...distances));
}

function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
