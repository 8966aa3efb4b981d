import type { Program } from '../../workbench/programs';
import type * as vscode from 'vscode';
import type { Inspection } from '../../inspect/inspection';
import type { PickerEntry } from './choices';
import type { Comparison } from './comparison';
import type { HostMessage, PageMessage } from '../protocol';
import type { PanelServices } from './services';

/** The scheduler that the page is about. */
export interface Shown {
  readonly program: Program;
  readonly entry: PickerEntry;
  readonly inspection: Inspection;
}

/** The host's half of a view: answers the messages that are the view's own. */
export interface PanelView {
  /** Takes a message; one that is another view's is left alone. */
  receive(message: PageMessage): void;
  /** The page is hidden, reloaded or closed: whatever runs for it ends. */
  abandon(): void;
  /** A program has changed while the panel is to be seen. */
  programChanged?(uri: vscode.Uri): void;
  dispose?(): void;
}

/** What a view has to work with. */
export interface PanelContext {
  readonly services: PanelServices;
  readonly post: (message: HostMessage) => void;
  readonly comparison: Comparison;
  /** Null before anything is shown, and once the scheduler is gone from the code. */
  readonly shown: () => Shown | null;
}
