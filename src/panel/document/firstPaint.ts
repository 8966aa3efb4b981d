import { dotPath, px, type Point } from '../../render/drawing/svg';
import { escaped } from './escaped';
import type { PanelState, SchedulerView } from '../protocol';
import { drawnOf, type Axes, type Drawn } from '../shared/curve/drawn';
import { drawnDots, mostPoints } from '../shared/curve/line';
import { absence, quantities, type Quantity } from '../shared/curve/quantities';
import { shortNumber } from '../shared/numbers';
import { proseParts } from '../shared/prose';
import { pictureCaption, stepValues } from '../shared/stepInWords';
import { viewTitles } from '../shared/viewTitles';

type Curves = NonNullable<SchedulerView['curves']>;

/** Edge of the square that a curve is drawn into; the style sheet stretches it to the size of its plot. */
const edge = 1000;

/**
 * What the page shows until its script has been read: the head, the curves and the first step's numbers, where the page
 * then has them. Nothing in it can be used yet, so it is not there for those who do not see it.
 *
 * @returns markup with the classes of the page's own elements; empty where there are no curves to show
 */
export function firstPaint({ scheduler, choices, chosen, step }: PanelState): string {
  const curves = scheduler?.curves;
  if (!scheduler || !curves?.hasNoiseLevels) return '';
  const choice = choices.find(({ key }) => key === chosen)?.label ?? '';
  const page = [
    head(scheduler, choice),
    block('tabs', ...Object.values(viewTitles).map((title) => tag('span', title))),
    block(
      'content',
      why(scheduler),
      block('whatIfBar'),
      block('stage', block('curves', block('axisSwitch'), plots(curves, step)), detail(curves, step)),
    ),
  ];
  return `<div class="firstPaint" aria-hidden="true">${page.join('')}</div>`;
}

function head({ className, doc, facts, notices }: SchedulerView, choice: string): string {
  const names = block('names', tag('h1', className), `<p class="doc">${escaped(doc)}</p>`);
  const list = `<ul class="facts">${facts.map(({ label }) => tag('li', label)).join('')}</ul>`;
  const banners = notices.map((notice) =>
    block('banner info', '<span class="mark">i</span>', `<div>${prose(notice)}</div>`),
  );
  const picker = block('choice', block('picker', escaped(choice)), block('headActions'));
  return `<header>${block('title', names, picker)}${list}${block('banners', ...banners)}</header>`;
}

function why({ initNoiseSigma }: SchedulerView): string {
  if (!initNoiseSigma) return '';
  const { headline, why, purpose } = initNoiseSigma;
  return block(
    'initNoiseSigma',
    `<p class="headline">${prose(headline)}</p><p>${prose(why)}</p><p>${prose(purpose)}</p>`,
  );
}

function plots(curves: Curves, step: number): string {
  return block('plots', ...quantities.map((quantity) => plot(quantity, curves, step)));
}

function plot(quantity: Quantity, curves: Curves, step: number): string {
  const { symbol, meaning, colour } = quantity;
  const column = quantity.ofSteps(curves.steps);
  const caption = `<span class="symbol">${symbol}</span><span class="meaning">${meaning}</span>`;
  if (!column)
    return `<figure class="plot ${colour} absent"><figcaption>${caption}</figcaption><p class="none">${absence(quantity)}</p></figure>`;
  const value = step < column.length ? shortNumber(column[step]) : '–';
  const drawing = curve(drawnOf(quantity, { curves, axis: 'step', original: null }));
  return `<figure class="plot ${colour}"><figcaption>${caption}${tag('output', value)}</figcaption>${block('canvas', drawing)}</figure>`;
}

/** Not drawn to scale: the style sheet knows the size, and keeps lines and points from being stretched with the rest. */
function curve({ steps, axes }: Drawn): string {
  const dots = drawnDots(steps).map(({ x, y }) => ({
    x: edge * share(x, axes.x, false),
    y: edge * (1 - share(y, axes.y, axes.logarithmic)),
  }));
  const isThere = (dot: Point | undefined) => Number.isFinite(dot?.y);
  const line = dots.map((dot, i) => isThere(dot) && `${isThere(dots[i - 1]) ? 'L' : 'M'}${px(dot.x)} ${px(dot.y)}`);
  const points = steps.xs.length <= mostPoints ? dotPath(dots.filter(isThere)) : '';
  const paths = `<path d="${line.filter(Boolean).join('')}"/><path class="points" d="${points}"/>`;
  return `<svg viewBox="0 0 ${edge} ${edge}" preserveAspectRatio="none">${paths}</svg>`;
}

/** Where a value lies between the limits of its axis, from 0 to 1. */
function share(value: number, { min, max }: Axes['x'], logarithmic: boolean): number {
  const at = logarithmic ? Math.log : (x: number) => x;
  return (at(value) - at(min)) / (at(max) - at(min));
}

function detail(curves: Curves, step: number): string {
  const count = curves.steps.timesteps.length;
  if (step >= count) return block('detail');
  const picture = `<figure class="largePicture">${block('frame')}<figcaption>${tag('p', pictureCaption(curves, step))}</figcaption></figure>`;
  const values = stepValues(curves, step).map(([term, value]) => `${tag('dt', term)}${tag('dd', value)}`);
  const heading = `<h2>Step ${step + 1}<span class="of"> of ${count}</span></h2>`;
  return block('detail', picture, block('stepValues', heading, block('slider'), `<dl>${values.join('')}</dl>`));
}

/** Text with `code` and **strong** parts. */
const prose = (text: string): string =>
  proseParts(text)
    .map((part) => (part.as === 'text' ? escaped(part.text) : tag(part.as, part.text)))
    .join('');

const tag = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

const block = (className: string, ...content: readonly string[]): string =>
  `<div class="${className}">${content.join('')}</div>`;
