import type { Curves } from '../../src/panel/protocol';
import { element } from '../elements/element';
import { plainNumber, timestepNumber } from '../../src/panel/shared/numbers';
import { StepSlider } from '../schedule/stepSlider';
import type { StepCursor } from '../page/stepCursor';

/** Which step the numbers of the page are of, always in sight; the slider moves it. */
export class StepBar {
  readonly root: HTMLElement;
  private readonly slider: StepSlider;
  private readonly text = element('p', {});
  private curves: Curves | null = null;

  constructor(private readonly cursor: StepCursor) {
    this.slider = new StepSlider(cursor);
    this.root = element('div', { class: 'stepBar' }, this.text, this.slider.root);
  }

  show(curves: Curves | null): void {
    this.curves = curves;
    this.root.hidden = !this.slider.show(curves);
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
    this.slider.moveTo(this.curves, step);
  }
}
