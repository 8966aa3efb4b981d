import type { Curves } from '../../src/panel/protocol';
import { element } from '../elements/element';
import { shortNumber, timestepNumber } from '../../src/panel/shared/numbers';
import type { StepCursor } from '../page/stepCursor';

/** The slider that moves the cursor, and says in words where it is. */
export class StepSlider {
  readonly root = element('input', { type: 'range', min: 1, step: 1, 'aria-label': 'Step' });

  constructor(private readonly cursor: StepCursor) {
    this.root.addEventListener('input', () => cursor.moveTo(this.root.valueAsNumber - 1));
  }

  /** Whether there are steps to go through. */
  show(curves: Curves | null): boolean {
    this.root.max = String(this.cursor.count);
    return curves !== null && this.cursor.count > 0;
  }

  moveTo(curves: Curves, step: number): void {
    this.root.value = String(step + 1);
    this.root.setAttribute('aria-valuetext', stepInWords(curves, step));
  }
}

/** A step in one line, for screen readers. */
function stepInWords({ steps, hasNoiseLevels }: Curves, step: number): string {
  const t = timestepNumber(steps.timesteps[step]);
  const place = `Step ${step + 1} of ${steps.timesteps.length}, timestep ${t}`;
  return !hasNoiseLevels ? place : `${place}, sigma ${shortNumber(steps.sigmas[step])}`;
}
