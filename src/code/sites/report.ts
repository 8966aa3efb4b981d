import type { Analysis, SchedulerReading, Site, StepsCall, UnattachedSite } from './site';
import type { Reading } from '../../json/value';
import { same } from '../values/join';
import { snapshot, type Slots, type Value } from '../values/values';
import { rangeOf, type Span } from '../syntax/syntax';
import { completeRecords, configBaseOf, modelIdOf } from './base';
import { siteOf, type Finding, type UnattachedFinding, type SiteFinding } from './finding';
import { BySource } from './bySource';
import { isOwn, ownCall } from './place';
import { readingOf } from './reading';
import { newRecord, runAgain, type CallRecord, type SchedulerRecord } from './record';

/** A scheduler with more calls than this is in a loop; the rest adds nothing. */
const mostCalls = 500;

/** Combines findings into the analysis of a document: its schedulers and sites. */
export class Report {
  private readonly records = new Map<number, SchedulerRecord>();
  /** Schedulers of runs that count; the other records only keep a scheduler's place in the order. */
  private readonly seen = new Set<number>();
  private readonly sites = new BySource<SiteFinding>();
  private readonly unattached = new BySource<UnattachedFinding>();
  private readonly imports: Extract<Finding, { kind: 'import' }>[] = [];
  /** The edits of the object that each expression made last. */
  private readonly lastEdits = new Map<number, Slots>();
  /** A call's index among those of a scheduler, by both their numbers. */
  private readonly callIndex = new Map<string, number>();

  add(findings: readonly Finding[]): void {
    for (const finding of findings) this.addOne(finding);
  }

  private addOne(finding: Finding): void {
    switch (finding.kind) {
      case 'made':
        this.made(finding);
        return;
      case 'site':
        this.site(finding);
        return;
      case 'named':
        this.records.get(finding.scheduler)?.names.add(finding.name);
        return;
      case 'call':
        this.call(finding);
        return;
      case 'unattached': {
        if (!isOwn(finding.span)) return;
        const { source } = finding.span;
        if (!this.unattached.get(source, finding.place)) this.unattached.set(source, finding.place, finding);
        return;
      }
      case 'import':
        if (isOwn(finding.span)) this.imports.push(finding);
    }
  }

  private made({ scheduler, made, calls, edits, counted, dead }: Extract<Finding, { kind: 'made' }>): void {
    this.lastEdits.set(scheduler, edits);
    const shown = isOwn(made.at) ? null : ownCall(calls);
    if (shown) this.site({ ...siteOf('variable', shown.anchor), scheduler, call: 'first', option: null });
    const record = this.records.get(scheduler);
    if (!counted) {
      if (!record) this.records.set(scheduler, newRecord(made, true, shown));
    } else if (record && this.seen.has(scheduler)) runAgain(record, made);
    else {
      this.seen.add(scheduler);
      this.records.set(scheduler, newRecord(made, dead, shown));
    }
  }

  /** The first finding of a place counts, unless it has no call and a later one has. */
  private site(finding: SiteFinding): void {
    if (!isOwn(finding.span)) return;
    const { source } = finding.span;
    const known = this.sites.get(source, finding.key);
    if (!known || (known.call === null && finding.call !== null)) this.sites.set(source, finding.key, finding);
  }

  /** The same call with the same arguments is one, however often it is run. */
  private call({ scheduler, call, dead }: Extract<Finding, { kind: 'call' }>): void {
    const record = this.records.get(scheduler);
    if (!record || (dead && !record.dead)) return;
    const twin = record.calls.findIndex(
      (other) => other.at === call.at && sameArgs(other.args, call.args) && sameArgs(other.edits, call.edits),
    );
    if (twin >= 0) this.callIndex.set(`${scheduler}:${call.number}`, twin);
    else if (record.calls.length < mostCalls)
      this.callIndex.set(`${scheduler}:${call.number}`, record.calls.push(call) - 1);
  }

  /** Everything found, as plain data; pipelines' own schedulers only where a site refers to them. */
  finish(notice: string | null): Analysis {
    this.importSites();
    const referredTo = new Set(Array.from(this.sites.values(), (site) => site.scheduler));
    const kept = [...this.records].filter(
      ([id, record]) => (record.className !== null && this.seen.has(id) && isOwn(record.at)) || referredTo.has(id),
    );
    const indexOf = new Map(kept.map(([id], index) => [id, index]));
    const twins = this.twins();
    const schedulers = kept.map(([id, record]) => {
      const others = (twins.get(keyOf(record.at)) ?? []).filter((other) => other !== id);
      return { id, record, otherClasses: others.flatMap((other) => this.records.get(other)?.className ?? []) };
    });
    // A class that depends on which branch runs is not known.
    for (const { record, otherClasses } of schedulers)
      if (otherClasses.length > 0) record.open ??= 'the class depends on which branch runs';
    const complete = completeRecords(this.records);
    const readings = schedulers.map(({ id, record, otherClasses }): SchedulerReading => ({
      ...this.schedulerReading(record, id, complete.has(id), indexOf),
      ...(otherClasses.length > 0 ? { otherClasses } : {}),
      ...(record.subclass ? { subclass: record.subclass } : {}),
      ...(record.dynamic || otherClasses.length > 0 ? { dynamic: true } : {}),
    }));
    return {
      schedulers: readings,
      sites: this.finishedSites(readings, indexOf),
      unattached: this.finishedUnattached(),
      notice,
    };
  }

  /** A class that is configured once in the whole program is that scheduler wherever it is named. */
  private importSites(): void {
    for (const { className, span } of this.imports) {
      const made = [...this.seen].filter((id) => this.records.get(id)?.className === className);
      const only = made.at(0);
      if (only !== undefined && made.length === 1)
        this.site({ ...siteOf('variable', span), scheduler: only, call: 'first', option: null });
    }
  }

  /** Schedulers by the expression that makes them: one for each class, as branches may name several. */
  private twins(): ReadonlyMap<string, readonly number[]> {
    const twins = new Map<string, number[]>();
    for (const id of this.seen) {
      const record = this.records.get(id);
      if (!record) continue;
      const key = keyOf(record.at);
      const known = twins.get(key);
      if (known) known.push(id);
      else twins.set(key, [id]);
    }
    return twins;
  }

  private schedulerReading(
    record: SchedulerRecord,
    id: number,
    complete: boolean,
    indexOf: ReadonlyMap<number, number>,
  ): SchedulerReading {
    const edits = record.calls.length === 0 ? this.lastEdits.get(id) : undefined;
    return {
      className: record.className,
      via: record.via,
      options: Object.fromEntries([...record.options].map(([name, { value, at }]) => [name, readingOf(value, at)])),
      base: record.base && configBaseOf(record.base, this.records, indexOf),
      complete,
      calls: record.calls.map(callReading),
      ...(edits && edits.size > 0 ? { edits: argReadings(snapshot(edits), record.at) } : {}),
      names: [...record.names],
      ...this.places(record, id),
    };
  }

  /** For a scheduler of another module: where the program calls that module, else the first site of the scheduler. */
  private places(record: SchedulerRecord, id: number): Pick<SchedulerReading, 'anchor' | 'expression' | 'file'> {
    const { file } = record.at.source;
    if (file === null) return { anchor: rangeOf(record.anchor), expression: rangeOf(record.at) };
    const first = [...this.sites.values()].find(({ scheduler }) => scheduler === id)?.span ?? record.at;
    const { anchor, at } = record.shown ?? { anchor: first, at: first };
    return { anchor: rangeOf(anchor), expression: rangeOf(at), file };
  }

  private finishedSites(schedulers: readonly SchedulerReading[], indexOf: ReadonlyMap<number, number>): Site[] {
    const sites: Site[] = [];
    for (const { site: kind, span, scheduler, call, option } of this.sites.values()) {
      const index = indexOf.get(scheduler);
      if (index === undefined) continue;
      const first = schedulers[index]?.calls.length ? 0 : null;
      const inForce =
        call === null ? null : call === 'first' ? first : (this.callIndex.get(`${scheduler}:${call}`) ?? first);
      sites.push({ kind, range: rangeOf(span), scheduler: index, call: inForce, option });
    }
    return sites.sort(byPosition);
  }

  private finishedUnattached(): UnattachedSite[] {
    const attached = new BySource<true>();
    for (const { span, place } of this.sites.values()) attached.set(span.source, place, true);
    return Array.from(this.unattached.values())
      .filter(({ span, place }) => !attached.get(span.source, place))
      .map(({ site, span, args, reason }) => ({
        kind: site,
        range: rangeOf(span),
        args: argReadings(args, span),
        reason,
      }))
      .sort(byPosition);
  }
}

const keyOf = ({ source, start, end }: Span): string =>
  `${source.file ?? ''}:${source.cell ?? ''}:${source.offset + start}:${end - start}`;

function sameArgs(a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => sameValue(value, b.get(name)));
}

const sameValue = (a: Value, b: Value | undefined): boolean => b !== undefined && same(a, b);

const callReading = ({ kind, args, edits, pipeline, at, calls }: CallRecord): StepsCall => ({
  kind,
  args: argReadings(args, at),
  ...(edits.size > 0 ? { edits: argReadings(edits, at) } : {}),
  ...(pipeline ? { pipeline: { className: pipeline.className, modelId: modelIdOf(pipeline.model) } } : {}),
  ...(isOwn(at) ? { range: rangeOf(at) } : { range: rangeOf(ownCall(calls)?.at ?? at), file: at.source.file ?? '' }),
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
