import type { Analysis, SchedulerReading, Site, SiteKind, StepsCall, UnattachedSite } from '../site';
import type { Reading } from '../../catalog/value';
import { same } from '../interpret/join';
import { type Store } from '../interpret/store';
import {
  alternativesOf,
  constant,
  noEdits,
  snapshot,
  type SchedulerValue,
  type Value,
  type Arguments,
  Slots,
} from '../interpret/values';
import { rangeOf, type Span } from '../syntax/syntax';
import { completeRecords, configBaseOf, modelIdOf } from './base';
import { readingOf } from './reading';
import {
  newRecord,
  runAgain,
  type Configuration,
  type CallRecord,
  type SchedulerRecord,
  type StepsRecord,
} from './record';

/** A scheduler that is given more counts than this is a loop's; the rest of them says nothing new. */
const mostCalls = 500;

interface SiteRecord {
  readonly kind: SiteKind;
  readonly span: Span;
  readonly scheduler: number;
  readonly call: number | 'first' | null;
  readonly option: string | null;
}

/** Collects what the interpreter comes by: schedulers by the expression that makes them, and the places that mention them. */
export class Recorder {
  /** Runs that are only made to see what changes do not record. */
  muted = 0;
  /** In code that is never reached: it is shown, but gives live schedulers nothing. */
  dead = 0;

  private readonly records: SchedulerRecord[] = [];
  /** Records of runs that count; the others are only there so that a scheduler has a number. */
  private readonly seen = new Set<number>();
  /** Records by their expression: one for each class that it makes, as ways that disagree may name several. */
  private readonly byExpression = new Map<string, number[]>();
  private readonly sites = new Map<string, SiteRecord>();
  private readonly loose = new Map<
    string,
    { kind: UnattachedSite['kind']; span: Span; args: ReadonlyMap<string, Value>; reason: string }
  >();
  private readonly imports: { readonly className: string; readonly span: Span }[] = [];
  /** Of the object that each expression made last. */
  private readonly lastEdits = new Map<number, Slots>();
  private readonly inForce = new Slots('latest');

  constructor(private readonly store: Store) {}

  /** The scheduler that a configuring expression makes: the same one each time the expression is run with this class. */
  scheduler(made: Configuration): SchedulerValue {
    const twins = this.twinsOf(made.at);
    const known = twins.find((twin) => isTwin(this.records[twin], made));
    const record = known === undefined ? undefined : this.records.at(known);
    const id = known ?? this.records.length;
    if (known === undefined) twins.push(id);
    if (this.muted > 0) this.records[id] ??= newRecord(made, true);
    else if (record && this.seen.has(id)) runAgain(record, made);
    else this.firstSeen(id, made);
    const edits = noEdits();
    this.lastEdits.set(id, edits.attributes);
    return { kind: 'scheduler', id, edits };
  }

  private twinsOf(span: Span): number[] {
    const key = keyOf(span);
    const known = this.byExpression.get(key) ?? [];
    if (known.length === 0) this.byExpression.set(key, known);
    return known;
  }

  private firstSeen(id: number, made: Configuration): void {
    this.seen.add(id);
    this.records[id] = newRecord(made, this.dead > 0);
    if (made.className !== null) this.site(made.via, made.anchor, id, 'first');
    this.optionSites(made.options, id);
  }

  private optionSites(options: Arguments, id: number): void {
    for (const [name, { at }] of options.named) if (at) this.site('option', at, id, 'first', name);
  }

  /** The class of a scheduler, as far as the code tells it. */
  classOf(scheduler: SchedulerValue): Pick<Configuration, 'className' | 'subclass'> {
    return this.records[scheduler.id] ?? { className: null, subclass: null };
  }

  /** A class's name in an import. */
  imported(className: string, span: Span): void {
    if (this.muted === 0) this.imports.push({ className, span });
  }

  /** A class that is configured once in the whole program is that scheduler wherever it is named. */
  private importSites(): void {
    for (const { className, span } of this.imports) {
      const made = [...this.seen].filter((id) => this.records[id]?.className === className);
      const only = made.at(0);
      if (only !== undefined && made.length === 1) this.site('variable', span, only, 'first');
    }
  }

  /** What the configuring call gives an option. */
  given({ id }: SchedulerValue, option: string): Value | undefined {
    return this.records[id]?.options.get(option)?.value;
  }

  /** An option that is set in the configuration after the construction. */
  edited({ id }: SchedulerValue, option: string, at: Span): void {
    this.site('option', at, id, 'first', option);
  }

  /** A place where a name or attribute holds schedulers. */
  mention(span: Span, value: Value, name: string): void {
    for (const one of alternativesOf(value)) {
      if (one.kind !== 'scheduler') continue;
      this.site('variable', span, one.id, 'first');
      this.records[one.id]?.names.add(name);
    }
  }

  /** `set_timesteps(...)` or a pipeline call, on whatever schedulers `target` may be; `anchor` is the name to hover. */
  steps(call: StepsRecord, target: Value, anchor: Span | null): void {
    const schedulers = alternativesOf(target).filter((one) => one.kind === 'scheduler');
    if (schedulers.length === 0 && anchor) this.unattached(call.kind, target, anchor, call.args);
    for (const { id, edits } of schedulers) {
      const index = this.addCall(id, { ...call, edits: snapshot(edits.attributes) });
      if (index !== null) this.store.write(this.inForce, String(id), constant(index, null));
      if (anchor) this.site(call.kind, anchor, id, index ?? 'first');
    }
  }

  private addCall(id: number, call: CallRecord): number | null {
    const record = this.records.at(id);
    if (!record || this.muted > 0 || (this.dead > 0 && !record.dead)) return null;
    const twin = record.calls.findIndex(
      (other) =>
        other.at.start === call.at.start &&
        other.at.source === call.at.source &&
        sameArgs(other.args, call.args) &&
        sameArgs(other.edits, call.edits),
    );
    if (twin >= 0) return twin;
    return record.calls.length < mostCalls ? record.calls.push(call) - 1 : null;
  }

  initNoiseSigma(target: Value, span: Span): void {
    const schedulers = alternativesOf(target).filter((one) => one.kind === 'scheduler');
    if (schedulers.length === 0) this.unattached('init_noise_sigma', target, span, new Map());
    for (const { id } of schedulers) this.site('init_noise_sigma', span, id, this.callInForce(id));
  }

  private callInForce(id: number): number | null {
    const value = this.inForce.get(String(id));
    return value?.kind === 'constant' ? Number(value.value) : null;
  }

  /** A use of something that is not shown being made. */
  unattached(kind: UnattachedSite['kind'], target: Value, span: Span, args: ReadonlyMap<string, Value>): void {
    const reading = readingOf(target, null);
    const reason = reading.known ? 'this is not a scheduler' : reading.reason;
    const key = keyOf(span);
    if (this.muted === 0 && !this.loose.has(key)) this.loose.set(key, { kind, span, args, reason });
  }

  private site(
    kind: SiteKind,
    span: Span,
    scheduler: number,
    call: SiteRecord['call'],
    option: string | null = null,
  ): void {
    if (this.muted > 0) return;
    const key = `${kind} ${keyOf(span)}`;
    const known = this.sites.get(key);
    if (!known || (known.call === null && call !== null)) this.sites.set(key, { kind, span, scheduler, call, option });
  }

  /** Everything found, as plain data; pipelines' own schedulers only where something speaks of them. */
  finish(notice: string | null): Analysis {
    this.importSites();
    const spokenOf = new Set([...this.sites.values()].map((site) => site.scheduler));
    const kept = this.records.flatMap((record, id) =>
      (record.className !== null && this.seen.has(id)) || spokenOf.has(id) ? id : [],
    );
    const indexOf = new Map(kept.map((id, index) => [id, index]));
    for (const id of kept) this.openIfOneOfSeveral(id);
    const complete = completeRecords(this.records);
    const schedulers = kept.flatMap((id) => {
      const record = this.records.at(id);
      return record ? this.schedulerReading(record, id, complete.has(id), indexOf) : [];
    });
    return { schedulers, sites: this.finishedSites(schedulers, indexOf), unattached: this.finishedLoose(), notice };
  }

  /** A class that depends on the way taken is not known. */
  private openIfOneOfSeveral(id: number): void {
    const record = this.records.at(id);
    if (record && this.otherClassesThan(record, id).length > 0) record.open ??= 'the class depends on the way taken';
  }

  private otherClassesThan(record: SchedulerRecord, id: number): string[] {
    return this.twinsOf(record.at).flatMap((twin) => {
      const name = this.seen.has(twin) && twin !== id ? this.records[twin]?.className : null;
      return name ?? [];
    });
  }

  private schedulerReading(
    record: SchedulerRecord,
    id: number,
    complete: boolean,
    indexOf: ReadonlyMap<number, number>,
  ): SchedulerReading {
    const otherClasses = this.otherClassesThan(record, id);
    const edits = record.calls.length === 0 ? this.lastEdits.get(id) : undefined;
    return {
      className: record.className,
      ...(otherClasses.length > 0 ? { otherClasses } : {}),
      ...(record.subclass ? { subclass: record.subclass } : {}),
      ...(record.dynamic || otherClasses.length > 0 ? { dynamic: true } : {}),
      via: record.via,
      options: Object.fromEntries([...record.options].map(([name, { value, at }]) => [name, readingOf(value, at)])),
      base: record.base && configBaseOf(record.base, this.records, indexOf),
      complete,
      calls: record.calls.map(callReading),
      ...(edits && edits.size > 0 ? { edits: argReadings(snapshot(edits), record.at) } : {}),
      names: [...record.names],
      anchor: rangeOf(record.anchor),
      expression: rangeOf(record.at),
    };
  }

  private finishedSites(schedulers: readonly SchedulerReading[], indexOf: ReadonlyMap<number, number>): Site[] {
    const sites = [...this.sites.values()].flatMap(({ kind, span, scheduler, call, option }) => {
      const index = indexOf.get(scheduler);
      if (index === undefined) return [];
      const first = schedulers[index]?.calls.length ? 0 : null;
      return { kind, range: rangeOf(span), scheduler: index, call: call === 'first' ? first : call, option };
    });
    return sites.sort(byPosition);
  }

  private finishedLoose(): UnattachedSite[] {
    const attached = new Set([...this.sites.values()].map((site) => keyOf(site.span)));
    return [...this.loose.values()]
      .filter(({ span }) => !attached.has(keyOf(span)))
      .map(({ kind, span, args, reason }) => ({ kind, range: rangeOf(span), args: argReadings(args, span), reason }))
      .sort(byPosition);
  }
}

const isTwin = (record: SchedulerRecord | undefined, made: Configuration): boolean =>
  record?.className === made.className && record.subclass?.name === made.subclass?.name;

const keyOf = (span: Span): string =>
  `${span.source.cell ?? ''}:${span.source.offset + span.start}:${span.end - span.start}`;

function sameArgs(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => sameValue(value, b.get(name)));
}

const sameValue = (a: Value, b: Value | undefined): boolean => b !== undefined && same(a, b);

const callReading = ({ kind, args, edits, pipeline, at }: CallRecord): StepsCall => ({
  kind,
  args: argReadings(args, at),
  ...(edits.size > 0 ? { edits: argReadings(edits, at) } : {}),
  ...(pipeline ? { pipeline: { className: pipeline.className, modelId: modelIdOf(pipeline.model) } } : {}),
  range: rangeOf(at),
});

const argReadings = (args: ReadonlyMap<string, Value>, at: Span): Record<string, Reading> =>
  Object.fromEntries([...args].map(([name, value]) => [name, readingOf(value, at)]));

function byPosition(a: { range: Site['range'] }, b: { range: Site['range'] }): number {
  return (
    (a.range.cell ?? 0) - (b.range.cell ?? 0) ||
    a.range.line - b.range.line ||
    a.range.col - b.range.col ||
    a.range.endLine - b.range.endLine ||
    a.range.endCol - b.range.endCol
  );
}
