import type * as v from 'valibot';
import type { PanelState } from '../src/panel/protocol';
import type { Host } from './messages';
import type { StepCursor } from './stepCursor';

/** What every view has to work with. */
export interface PageServices {
  readonly host: Host;
  /** The one step that all views are about. */
  readonly cursor: StepCursor;
  readonly memory: ViewMemory;
  /** Says something to those who do not see the page. */
  readonly announce: (message: string) => void;
}

/** What a view keeps over a reload of the window; it should be small. */
export interface ViewMemory {
  /** What was kept, or null when there is nothing of that shape. */
  read<T>(schema: v.GenericSchema<unknown, T>): T | null;
  /** Keeps values by name; those under other names stay. */
  write(values: Readonly<Record<string, unknown>>): void;
}

/** One of the page's views. It is made when it first comes to the fore, and does nothing while another is there. */
export interface View {
  readonly root: HTMLElement;
  /** Draws the state: whenever the view comes to the fore, and whenever the state changes while it is there. */
  show(state: PanelState): void;
  /** The cursor stands at another step: at most once a frame. */
  moveTo(step: number): void;
  /** Another view comes to the fore: whatever runs ends. */
  leave(): void;
  /** Whether the cursor keys that would otherwise scroll the page move the step from here. */
  isOnSteps?(target: Element): boolean;
}

export interface ViewDefinition {
  /** Part of the tab's and the view's element ids (`tab-compare`, `view-compare`), and the key of its memory. */
  readonly id: string;
  readonly title: string;
  readonly make: (services: PageServices) => View;
}
