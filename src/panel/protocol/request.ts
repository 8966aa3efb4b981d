/** What a schedule is computed from, in a form that survives JSON. */
import * as v from 'valibot';

/**
 * A value as Python holds it. JSON has no infinite numbers and no NaN (VS Code hands the page null for them), so these
 * travel by name; a dict is wrapped, so that it cannot be taken for one.
 */
export type WiredValue =
  | null
  | boolean
  | number
  | string
  | readonly WiredValue[]
  | { readonly float: 'inf' | '-inf' | 'nan' }
  | { readonly dict: Readonly<Record<string, WiredValue>> };

const wiredValue: v.GenericSchema<WiredValue> = v.lazy(() =>
  v.union([
    v.null(),
    v.boolean(),
    v.pipe(v.number(), v.finite()),
    v.string(),
    v.array(wiredValue),
    v.strictObject({ float: v.picklist(['inf', '-inf', 'nan']) }),
    v.strictObject({ dict: v.record(v.string(), wiredValue) }),
  ]),
);

/** Keywords of a constructor, or arguments of `set_timesteps`, by diffusers' names. */
export const keywords = v.record(v.string(), wiredValue);

export const request = v.object({
  className: v.string(),
  via: v.picklist(['init', 'from_config']),
  config: keywords,
  /** Options that the program sets after the construction. */
  edits: v.optional(keywords),
  call: keywords,
  /** The pipeline, not the code, makes the sigmas, evenly from the number of steps. */
  evenSigmas: v.optional(v.boolean(), false),
  /** What loading the configuration raises: then there is nothing to compute. */
  refused: v.optional(v.undefinedable(v.object({ type: v.string(), message: v.string(), remedy: v.string() }))),
});

/** Keywords that get another value, and keywords that go back to their defaults. */
const edit = v.object({ set: keywords, unset: v.array(v.string()) });

/** What a user has changed about a schedule, with nothing written to the code yet. */
export const changes = v.object({ config: edit, call: edit });

export type WiredKeywords = v.InferOutput<typeof keywords>;
export type WiredRequest = v.InferOutput<typeof request>;
export type WiredChanges = v.InferOutput<typeof changes>;
