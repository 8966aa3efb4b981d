import type { Curves } from '../../src/panel/protocol';
import { element } from '../element';
import { plainNumber, timestepNumber } from '../numbers';
import { stepInWords } from '../schedule/stepValues';
import type { StepCursor } from '../stepCursor';

/** Which step the numbers of the page are of, always in sight; the slider moves it. */
export class StepBar {
  readonly root: HTMLElement;
  private readonly slider = element('input', { type: 'range', min: 1, step: 1, 'aria-label': 'Step' });
  private readonly text = element('p', {});
  private curves: Curves | null = null;

  constructor(private readonly cursor: StepCursor) {
    this.slider.addEventListener('input', () => cursor.moveTo(this.slider.valueAsNumber - 1));
    this.root = element('div', { class: 'stepBar' }, this.text, this.slider);
  }

  show(curves: Curves | null): void {
    this.curves = curves;
    this.root.hidden = !curves || this.cursor.count === 0;
    this.slider.max = String(this.cursor.count);
    this.moveTo(this.cursor.step);
  }

  moveTo(step: number): void {
    if (!this.curves || step < 0) return;
    const { steps, hasNoiseLevels } = this.curves;
    const level = hasNoiseLevels ? ` · σ = ${plainNumber(steps.sigmas[step])}` : '';
    this.text.replaceChildren(
      element('strong', {}, `Step ${step + 1} of ${this.cursor.count}`),
      ` · t = ${timestepNumber(steps.timesteps[step])}${level}`,
    );
    this.slider.value = String(step + 1);
    this.slider.setAttribute('aria-valuetext', stepInWords(this.curves, step));
  }
}
