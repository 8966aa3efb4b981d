/**
 * What a view of the panel is, and what all of them keep to:
 *
 * - A view works only while it is in front (`show` … `leave`); what it remembers goes through `memory`, and is small.
 * - Every drawing is a `canvas` or `svg` with `role="img"` and a summary as its `aria-label`, and somewhere in the view
 *   a table has all its values. Whatever can be done with the pointer can be done with the keys.
 * - What scrolls by itself is a `role="region"` with `tabindex="0"` and a label. Elements that use the cursor keys for
 *   themselves carry `data-takes-keys`; elsewhere ← and → move the step. No key is ever swallowed without a use.
 * - Parts of a view begin with an `h2` or carry an `aria-label`; the page has the only `h1`. Element ids begin with
 *   the view's own. Changes are announced with `announce`, never by moving the focus.
 * - Colours are VS Code's variables and never the only difference; the two high-contrast themes have borders instead of
 *   tints. Widths are asked of the container `panel`: everything works at 300 CSS pixels, and at 200 % zoom.
 * - A view has one style sheet of its own in `styles/`. No inline styles in markup: the content security policy drops
 *   them. Nothing moves by itself where the user asks for reduced motion.
 */
import type * as v from 'valibot';
import type { NamedSubject, PanelState, WiredChanges } from '../../src/panel/protocol';
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
  /**
   * What was kept, or null when there is nothing of that shape.
   * @param of the id of the view that kept it; this one's own when absent
   */
  read<T>(schema: v.GenericSchema<unknown, T>, of?: string): T | null;
  /** Keeps values by name; those under other names stay. */
  write(values: Readonly<Record<string, unknown>>): void;
}

/** Schedules to take along, with a drawing of them. */
export interface Shareable {
  readonly schedules: readonly NamedSubject[];
  /** An SVG document. */
  readonly drawing: string;
}

/** One of the page's views. It is made when it is first opened, and does nothing while another is open. */
export interface View {
  readonly root: HTMLElement;
  /** Draws the state: whenever the view is opened, and whenever the state changes while it is open. */
  show(state: PanelState): void;
  /** The cursor stands at another step: at most once a frame. */
  moveTo(step: number): void;
  /** Another view is opened: whatever runs ends. */
  leave(): void;
  /** The view was opened with a task, in words that its half in the host and the view agree on. */
  begin?(task: string): void;
  /** Whether the cursor keys that would otherwise scroll the page move the step from here. */
  isOnSteps?(target: Element): boolean;
  /** What the user has changed here about the scheduler shown; null for nothing. It is pinned and saved with that. */
  changes?(): WiredChanges | null;
  /** What is to be saved or copied from here, where it is not just the scheduler shown. */
  shareable?(): Shareable | null;
}

export interface ViewDefinition {
  /** Part of the tab's and the view's element ids (`tab-compare`, `view-compare`), and the key of its memory. */
  readonly id: string;
  readonly title: string;
  /** Has something to show when no scheduler is chosen. */
  readonly standsAlone?: boolean;
  /** A promise where the view's code is still to be read. */
  readonly make: (services: PageServices) => View | Promise<View>;
}
