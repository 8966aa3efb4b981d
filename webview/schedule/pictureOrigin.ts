import type { Better, Offer, Provenance } from '../../src/panel/protocol';
import { button, element } from '../elements/element';
import type { Host } from '../page/messages';

const providerNames = new Map([
  ['cpu', 'CPU'],
  ['webgpu', 'WebGPU'],
  ['cuda', 'CUDA'],
  ['dml', 'DirectML'],
  ['coreml', 'Core ML'],
]);

/** Milliseconds before a decode that is worth waiting for is worth a word. */
const patience = 400;

export interface OriginErrands {
  /** Decodes the step with the better autoencoder at a size in pixels. */
  readonly decodeBetter: (size: number) => void;
  readonly cancelBetter: () => void;
}

/** Under the large picture: what decoded it and why, what would decode it better, and ways to choose something else. */
export class PictureOrigin {
  readonly root: HTMLElement;
  private readonly credit = element('p', { class: 'credit' });
  private readonly why = element('details', { class: 'why' });
  private readonly better = element('div', { class: 'better', role: 'group', 'aria-label': 'Sharper decoding' });
  private readonly sample: HTMLButtonElement;
  private readonly links: HTMLElement;
  private readonly offer = element('aside', { class: 'offer', 'aria-label': 'Sharper pictures' });
  private dismissed = false;
  private fraction = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: Host,
    private readonly errands: OriginErrands,
  ) {
    const decoder = button('Other decoder…', { class: 'link' }, () => host.send({ type: 'chooseAutoencoder' }));
    this.sample = button('', { class: 'link' }, () => host.send({ type: 'chooseSample' }));
    this.links = element('p', { class: 'links' }, decoder, this.sample);
    this.root = element('div', { class: 'origin' }, this.credit, this.why, this.better, this.links, this.offer);
    this.clear();
  }

  /** @param better what would decode the same picture better, which the answer of the better one itself leaves out */
  show(provenance: Provenance, better: Better | null): void {
    const { decoder, provider, whyNotBetter, milliseconds, why, sample, offer } = provenance;
    const time = milliseconds > 0 ? `${Math.max(1, Math.round(milliseconds))} ms` : 'kept from before';
    this.credit.textContent = `${decoder} on ${providerNames.get(provider) ?? provider}, ${time}`;
    const reasons = [...why, ...(whyNotBetter === null || whyNotBetter === '' ? [] : [whyNotBetter])];
    this.why.replaceChildren(
      element('summary', {}, 'Why this one'),
      ...reasons.map((reason) => element('p', {}, reason)),
    );
    this.why.hidden = reasons.length === 0;
    this.sample.textContent = `Sample: ${sample}…`;
    this.links.hidden = false;
    this.showBetter(better);
    this.showOffer(offer);
  }

  /** How far the better one is, in 0..1. */
  tell(fraction: number): void {
    this.fraction = fraction;
  }

  /** The better one is at work: told once it has taken a moment, with a way out. */
  showWork(better: Better, size: number): void {
    clearTimeout(this.waiting);
    const expected = better.sizes.find((one) => one.size === size)?.seconds ?? 0;
    const began = performance.now();
    this.fraction = 0;
    const text = element('span', { role: 'status' });
    const tick = (): void => {
      const seconds = Math.round((performance.now() - began) / 1000);
      const done = this.fraction > 0 ? `, ${Math.round(100 * this.fraction)} %` : '';
      text.textContent = `Decoding ${size} px with ${better.label}: ${seconds} s of about ${inSeconds(expected)}${done}`;
      this.waiting = setTimeout(tick, 1000);
    };
    this.waiting = setTimeout(() => {
      const stop = button('Keep the preview', { class: 'link' }, () => this.errands.cancelBetter());
      const ring = element('vscode-progress-ring', { 'aria-label': 'Decoding' });
      this.better.replaceChildren(element('p', { class: 'work' }, ring, text, stop));
      this.better.hidden = false;
      tick();
    }, patience);
  }

  /** @param failure why the better one did not decode, in words */
  showBetter(better: Better | null, failure: string | null = null): void {
    clearTimeout(this.waiting);
    this.better.hidden = better === null;
    if (!better) return;
    const sizes = better.sizes.map(({ size, seconds, bytes }) => {
      const cost = `about ${inSeconds(seconds)}, ${inMemory(bytes)} of memory`;
      return element(
        'li',
        {},
        button(`Decode ${size} px`, { class: 'link' }, () => this.errands.decodeBetter(size)),
        ` ${cost}`,
      );
    });
    this.better.replaceChildren(
      element('p', {}, `${better.label} is sharper and takes its time on the CPU:`),
      element('ul', {}, ...sizes),
      ...(failure === null ? [] : [element('p', { role: 'alert' }, failure)]),
    );
  }

  clear(): void {
    clearTimeout(this.waiting);
    this.credit.replaceChildren();
    for (const part of [this.why, this.better, this.links, this.offer]) part.hidden = true;
  }

  private showOffer(offer: Offer | null): void {
    this.offer.hidden = offer === null || this.dismissed;
    if (!offer) return;
    const { repository, models, approximateBytes, licence, destination } = offer;
    const size = `about ${Math.ceil(approximateBytes / 1e6)} MB`;
    const download = element('vscode-button', { appearance: 'secondary' }, 'Download…');
    download.addEventListener('click', () => this.host.send({ type: 'answerOffer', answer: 'download' }));
    const dismiss = button('No, thanks', { class: 'link' }, () => this.dismiss());
    this.offer.replaceChildren(
      element(
        'p',
        {},
        `Sharper pictures for ${models}: `,
        element('strong', {}, repository),
        `, ${size}, ${licence} licence, into your Hugging Face cache (`,
        element('code', {}, destination),
        ').',
      ),
      element('p', { class: 'answers' }, download, dismiss),
    );
  }

  private dismiss(): void {
    this.dismissed = true;
    this.offer.hidden = true;
    this.host.send({ type: 'answerOffer', answer: 'dismiss' });
  }
}

function inSeconds(seconds: number): string {
  return seconds < 1 ? 'a second' : `${Math.round(seconds)} s`;
}

function inMemory(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e7) * 10} MB`;
}
