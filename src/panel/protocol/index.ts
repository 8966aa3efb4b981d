/**
 * What the panel's page and the extension host say to each other: the only folder of messages, shared by both sides,
 * one file a view. The page speaks first (`ready`), the host answers with the whole state and again whenever it changes.
 *
 * Everything is checked on arrival. Columns of numbers travel as typed arrays, because VS Code passes them as they
 * are, while a plain JSON number that is infinite or NaN would arrive as null.
 */
import * as v from 'valibot';
import { compareHostMessages, comparePageMessages } from './compare';
import { experimentHostMessages, experimentPageMessages } from './experiment';
import { panelHostMessages, panelPageMessages } from './panel';
import { picturesHostMessages, picturesPageMessages } from './pictures';
import { schedulePageMessages } from './schedule';
import { whatIfPageMessages } from './whatIf';

export * from './compare';
export * from './embedded';
export * from './experiment';
export * from './panel';
export * from './pictures';
export * from './request';
export * from './schedule';
export * from './whatIf';

/** Host to page. */
export const hostMessage = v.variant('type', [
  ...panelHostMessages,
  ...compareHostMessages,
  ...experimentHostMessages,
  ...picturesHostMessages,
]);

/** Page to host. */
export const pageMessage = v.variant('type', [
  ...panelPageMessages,
  ...comparePageMessages,
  ...experimentPageMessages,
  ...picturesPageMessages,
  ...schedulePageMessages,
  ...whatIfPageMessages,
]);

export type HostMessage = v.InferOutput<typeof hostMessage>;
export type PageMessage = v.InferOutput<typeof pageMessage>;
