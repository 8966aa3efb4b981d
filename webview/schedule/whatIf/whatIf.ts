import { blamed } from '../../../src/panel/shared/blame';
import { viewOfRequest } from '../../../src/panel/shared/computedView';
import {
  controlsOf,
  resolutionControl,
  strengthControl,
  type Control,
  type Place,
} from '../../../src/panel/shared/controls';
import { differencesOf, type Difference } from '../../../src/panel/shared/differences';
import { sigmasThatMake, withSigmas } from '../../../src/panel/shared/ownSigmas';
import { isSigmaFlag, sigmaTypeControl, sigmaTypeOf, withSigmaType } from '../../../src/panel/shared/sigmaType';
import { muOf } from '../../../src/panel/shared/resolution';
import {
  changedRequest,
  isChanged,
  isTouched,
  noChanges,
  rebased,
  valueInForce,
  withoutChange,
  withValue,
} from '../../../src/panel/shared/whatIf';
import type { SchedulerView, WiredChanges, WiredRequest } from '../../../src/panel/protocol';
import { changedKey } from '../../page/pictures';

/** What a user tries out on one scheduler, and what would come of it. */
export class WhatIf {
  changes: WiredChanges = noChanges;
  /** How much of the steps image-to-image takes. */
  strength = 1;
  /** Pixels along the edge of the picture that `mu` is calculated for; null where the user has not said. */
  edge: number | null = null;
  private base: SchedulerView | null = null;

  /** Takes what the code says now. Changes that it has caught up with are dropped; another class starts without any. */
  follow(view: SchedulerView | null): void {
    if (view?.className !== this.base?.className && this.base) this.forget();
    this.base = view;
    if (view) this.changes = rebased(view.request, this.changes, controlsOf(view.className));
  }

  forget(): void {
    this.changes = noChanges;
    this.edge = null;
    this.strength = 1;
  }

  get request(): WiredRequest | null {
    return this.base?.request ?? null;
  }

  get isActive(): boolean {
    return isChanged(this.changes);
  }

  get differences(): readonly Difference[] {
    return this.request ? differencesOf(this.request, this.changes) : [];
  }

  /** The options of the class, and what pipelines make of other things. */
  get controls(): readonly Control[] {
    if (!this.request) return [];
    const own = controlsOf(this.request.className);
    const isShiftedBySize = own.some(({ name, place }) => name === 'mu' && place === 'call');
    const sigmaType = sigmaTypeControl(this.request.className);
    return [
      ...(sigmaType ? [sigmaType] : []),
      ...own.map((control) => (isSigmaFlag(control) ? { ...control, usual: false } : control)),
      ...(isShiftedBySize ? [resolutionControl] : []),
      strengthControl,
    ];
  }

  valueOf(control: Control): unknown {
    if (control === strengthControl) return this.strength;
    if (control === resolutionControl) return this.edge;
    if (isSigmaType(control)) return this.request && sigmaTypeOf(this.request, this.changes);
    return this.request && valueInForce(this.request, this.changes, control);
  }

  /** Whether `mu` has a say. */
  get isShiftedDynamically(): boolean {
    return this.force('config', 'use_dynamic_shifting') === true;
  }

  set(control: Control, value: unknown): void {
    if (!this.request) return;
    if (control === strengthControl) this.strength = typeof value === 'number' ? value : 1;
    else if (control === resolutionControl) this.setEdge(typeof value === 'number' ? value : null);
    else if (isSigmaType(control)) this.changes = withSigmaType(this.request, this.changes, value);
    else this.changes = withValue(this.request, this.changes, control, value);
    if (control.name === 'use_dynamic_shifting' && value === true && this.force('call', 'mu') === null)
      this.setEdge(resolutionControl.range?.min === undefined ? null : 1024);
  }

  reset(control: Control): void {
    const { place, name } = control;
    if (isSigmaType(control) && this.request)
      this.changes = withSigmaType(this.request, this.changes, sigmaTypeOf(this.request, noChanges));
    else if (name === strengthControl.name) this.strength = 1;
    else if (name === resolutionControl.name) this.setEdge(null);
    else this.changes = withoutChange(this.changes, place, name);
  }

  /** The list that is being dragged, or null. */
  get sigmas(): readonly number[] | null {
    const own = this.changes.call.set['sigmas'];
    return Array.isArray(own) && own.every((sigma) => typeof sigma === 'number') ? own : null;
  }

  /** The list to begin dragging with; null where the class takes none. */
  firstSigmas(): readonly number[] | null {
    return this.request && sigmasThatMake(changedRequest(this.request, this.changes));
  }

  setSigmas(sigmas: readonly number[]): void {
    if (!this.request) return;
    const { call } = withSigmas(changedRequest(this.request, this.changes), sigmas);
    for (const control of controlsOf(this.request.className)) {
      if (['sigmas', 'timesteps', 'num_inference_steps'].includes(control.name) && control.place === 'call')
        this.set(control, Object.hasOwn(call, control.name) ? call[control.name] : control.option.default);
    }
  }

  /** What is shown: what the code says, or what would come of the changes. */
  view(): SchedulerView | null {
    if (!this.base || !this.isActive) return this.base;
    const key = this.base.curves?.picturesKey ?? null;
    const request = changedRequest(this.base.request, this.changes);
    return { ...this.base, ...viewOfRequest(request, key === null ? null : changedKey(key, this.changes)) };
  }

  /** Which control a refusal is to be shown beside. */
  blamed(view: SchedulerView | null): Control | null {
    return view?.refusal ? blamed(view.refusal, this.controls, this.changes) : null;
  }

  /** Whether a control is not what the code says, and what that is in Python. */
  was(control: Control): string | null {
    if (control === strengthControl) return this.strength === 1 ? null : '1';
    if (control === resolutionControl) return this.edge === null ? null : 'what the code says';
    if (isSigmaType(control)) return this.sigmaTypeBefore();
    if (!isTouched(this.changes[control.place], control.name)) return null;
    return this.differences.find(({ place, name }) => place === control.place && name === control.name)?.from ?? '';
  }

  private sigmaTypeBefore(): string | null {
    if (!this.request) return null;
    const before = sigmaTypeOf(this.request, noChanges);
    return before === sigmaTypeOf(this.request, this.changes) ? null : before;
  }

  private setEdge(edge: number | null): void {
    this.edge = edge;
    const mu = this.controls.find(({ place, name }) => place === 'call' && name === 'mu');
    if (!mu || !this.request) return;
    if (edge === null) this.reset(mu);
    else this.changes = withValue(this.request, this.changes, mu, muOf(this.config(), edge, edge));
  }

  private config(): Readonly<Record<string, unknown>> {
    return this.request ? changedRequest(this.request, this.changes).config : {};
  }

  private force(place: Place, name: string): unknown {
    const control = this.controls.find((each) => each.place === place && each.name === name);
    return control ? this.valueOf(control) : undefined;
  }
}

const isSigmaType = ({ name }: Control): boolean => name === 'sigmaType';
