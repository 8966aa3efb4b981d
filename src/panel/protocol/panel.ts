/** What page and host say about the panel as a whole, whichever view is in front. */
import * as v from 'valibot';
import { index } from './kinds';
import { schedulerView } from './schedule';

export const panelState = v.object({
  /** The address and the name of the file or notebook; empty when none is shown. */
  uri: v.string(),
  document: v.string(),
  /** Why what is shown is no longer what the document says; null when it is. */
  gone: v.nullable(v.string()),
  choices: v.array(v.object({ key: v.string(), label: v.string() })),
  /** The key of the choice shown. */
  chosen: v.nullable(v.string()),
  /** The step to begin with; from then on the page moves the cursor and tells. */
  step: index,
  scheduler: v.nullable(schedulerView),
});

/** What survives a reload of the window: the page keeps it with `setState`, the serializer gets it back. */
export const savedState = v.object({
  uri: v.string(),
  chosen: v.nullable(v.string()),
  step: index,
  /** The view in front. */
  view: v.optional(v.string(), 'schedule'),
  /** What each view remembers, by its id; every view checks its own. */
  views: v.optional(v.record(v.string(), v.record(v.string(), v.unknown())), {}),
});

/** Host to page. */
export const panelHostMessages = [
  v.object({ type: v.literal('state'), state: panelState }),
  /** Open a view by its id, with a task for it. */
  v.object({ type: v.literal('turnTo'), view: v.string(), task: v.exactOptional(v.string()) }),
  /** Something has been done that the user asked for, or could not be; read out to those who do not see it. */
  v.object({ type: v.literal('announcement'), what: v.picklist(['done', 'refused']), message: v.string() }),
] as const;

/** Page to host. */
export const panelPageMessages = [
  /** The page listens; `isShowing` says that it shows the state that its document came with. */
  v.object({ type: v.literal('ready'), isShowing: v.boolean() }),
  v.object({ type: v.literal('choose'), key: v.string() }),
  v.object({ type: v.literal('step'), step: index }),
] as const;

export type PanelState = v.InferOutput<typeof panelState>;
export type SavedState = v.InferOutput<typeof savedState>;
