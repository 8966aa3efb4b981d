import type { Slots, Value } from '../values/values';
import type { SiteKind, UnattachedSite } from './site';
import type { CallExpression, Span } from '../syntax/syntax';
import type { CallRecord, Configuration } from './record';

/** A span within its source, as a key. */
export const placeOf = ({ start, end }: Span): string => `${start}:${end}`;

/** A place that refers to a scheduler. */
export interface SiteFinding {
  readonly kind: 'site';
  readonly site: SiteKind;
  readonly span: Span;
  /** Place and kind as texts, built once for all reports. */
  readonly place: string;
  readonly key: string;
  readonly scheduler: number;
  /** The `number` of the call in force here, the scheduler's first one, or none. */
  readonly call: number | 'first' | null;
  readonly option: string | null;
}

/** A site at this place. */
export function siteOf(site: SiteKind, span: Span): Pick<SiteFinding, 'kind' | 'site' | 'span' | 'place' | 'key'> {
  const place = placeOf(span);
  return { kind: 'site', site, span, place, key: `${site} ${place}` };
}

/** A use of an object whose construction the program does not show. */
export interface UnattachedFinding {
  readonly kind: 'unattached';
  readonly site: UnattachedSite['kind'];
  readonly span: Span;
  readonly place: string;
  readonly args: ReadonlyMap<string, Value>;
  readonly reason: string;
}

/**
 * What the interpreter finds, in order of execution. Findings hold no absolute positions or indices, so that those of
 * unchanged code can be reused.
 */
export type Finding =
  | SiteFinding
  | UnattachedFinding
  /** A configuring expression was run: `counted` unless only its changes were wanted, `dead` in unreachable code. */
  | {
      readonly kind: 'made';
      readonly scheduler: number;
      readonly made: Configuration;
      /** The calls that led there, the outermost first. */
      readonly calls: readonly CallExpression[];
      /** Attributes of the object's configuration that are set later. */
      readonly edits: Slots;
      readonly counted: boolean;
      readonly dead: boolean;
    }
  | { readonly kind: 'named'; readonly scheduler: number; readonly name: string }
  | { readonly kind: 'call'; readonly scheduler: number; readonly call: CallRecord; readonly dead: boolean }
  | { readonly kind: 'import'; readonly className: string; readonly span: Span };
