import * as v from 'valibot';
import {
  changes,
  type Curves,
  type PanelState,
  type SchedulerView,
  type WiredChanges,
} from '../../../src/panel/protocol';
import { stepsSkipped } from '../../../src/panel/shared/resolution';
import { element } from '../../elements/element';
import { plainNumber, timestepNumber } from '../../../src/panel/shared/numbers';
import type { PageServices } from '../../page/view';
import { WhatIf } from './whatIf';
import { WhatIfBar } from './whatIfBar';
import { WhatIfForm } from './whatIfForm';

const kept = v.object({
  /** The scheduler that was changed; changes are for no other. */
  about: v.string(),
  open: v.boolean(),
  changes,
  strength: v.number(),
});

/** Milliseconds without a change after which it is kept for after a reload: handing it over takes longer than a frame has. */
const settled = 250;

/** What if: controls whose values are computed and drawn, at most once a frame, and never leave the page by themselves. */
export class WhatIfPanel {
  readonly bar: HTMLElement;
  readonly form: HTMLElement;
  private readonly whatIf = new WhatIf();
  private readonly strip: WhatIfBar;
  private readonly controls: WhatIfForm;
  private readonly remaining = element('p', { class: 'remaining', role: 'status' });
  private state: PanelState | null = null;
  private about = '';
  private open = false;
  private frame = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange draws what would come of the changes */
  constructor(
    private readonly services: PageServices,
    private readonly onChange: (view: SchedulerView | null) => void,
  ) {
    this.strip = new WhatIfBar({
      toggled: (open) => this.setOpen(open),
      resetAll: () => {
        this.whatIf.forget();
        this.changed();
        this.remember();
      },
      apply: () => services.host.send({ type: 'apply', changes: this.whatIf.changes }),
      copy: (what) => services.host.send({ type: 'copyPython', what, changes: this.whatIf.changes }),
    });
    this.controls = new WhatIfForm(this.whatIf, () => this.changed());
    this.bar = element('section', { class: 'whatIf', 'aria-label': 'What if' }, this.strip.root, this.remaining);
    this.form = element('form', { class: 'whatIfForm', 'aria-label': 'What if: options to try', hidden: true });
    this.form.addEventListener('submit', (event) => event.preventDefault());
    this.form.append(this.controls.root);
  }

  get changes(): WiredChanges | null {
    return this.whatIf.isActive ? this.whatIf.changes : null;
  }

  /** What the code says, where something else is shown. */
  get original(): Curves | null {
    return this.whatIf.isActive ? (this.state?.scheduler?.curves ?? null) : null;
  }

  /** Takes what the code says now, and gives what to show. */
  show(state: PanelState): SchedulerView | null {
    this.state = state;
    const about = `${state.uri} ${state.chosen ?? ''}`;
    this.whatIf.follow(state.scheduler);
    if (about !== this.about) this.turnTo(about);
    return this.refresh();
  }

  /** How many of the first steps image-to-image leaves out. */
  skippedOf({ steps, isFlow }: Curves): number {
    return stepsSkipped(steps.timesteps.length, this.whatIf.strength, isFlow);
  }

  private turnTo(about: string): void {
    const isFirst = this.about === '';
    this.about = about;
    this.whatIf.forget();
    const remembered = isFirst ? this.services.memory.read(kept) : null;
    if (!remembered) return;
    if (remembered.open) this.strip.setOpen(true);
    if (remembered.about !== about) return;
    this.whatIf.changes = remembered.changes;
    this.whatIf.strength = remembered.strength;
    this.whatIf.follow(this.state?.scheduler ?? null);
  }

  private setOpen(open: boolean): void {
    this.open = open;
    this.form.hidden = !open;
    this.refresh();
    this.remember();
  }

  /** Controls can be faster than the screen: what they changed is computed and drawn once a frame. */
  private changed(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      const view = this.whatIf.view();
      this.onChange(view);
      this.write(view);
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.remember(), settled);
    });
  }

  private refresh(): SchedulerView | null {
    const view = this.whatIf.view();
    this.write(view);
    return view;
  }

  private write(view: SchedulerView | null): void {
    this.strip.show(this.whatIf.differences, this.whatIf.strength !== 1);
    if (this.open) this.controls.show(view);
    this.remaining.textContent = view?.curves ? this.remainingInWords(view.curves) : '';
  }

  private remainingInWords(curves: Curves): string {
    const skipped = this.skippedOf(curves);
    const { timesteps, sigmas } = curves.steps;
    if (skipped === 0) return '';
    const share = `With strength ${plainNumber(this.whatIf.strength)}`;
    if (skipped >= timesteps.length) return `${share} no step remains: the picture stays as it is.`;
    const first = `t = ${timestepNumber(timesteps[skipped])}, σ = ${plainNumber(sigmas[skipped])}`;
    return `${share}, ${timesteps.length - skipped} of ${timesteps.length} steps remain, from ${first}.`;
  }

  private remember(): void {
    const { changes: now, strength } = this.whatIf;
    this.services.memory.write({ about: this.about, open: this.open, changes: now, strength });
  }
}
