import type { UnattachedSite } from './site';
import type { Store } from '../values/store';
import {
  alternativesOf,
  noEdits,
  snapshot,
  type Arguments,
  type SchedulerValue,
  type Slots,
  type Value,
} from '../values/values';
import type { CallExpression, Span } from '../syntax/syntax';
import { placeOf, siteOf, type Finding, type SiteFinding } from './finding';
import type { Identities } from './identities';
import { BySource } from './bySource';
import { readingOf } from './reading';
import type { Configuration, StepsRecord } from './record';

/** Records what the interpreter finds: schedulers by the expression that makes them, and the places that refer to them. */
export class Recorder {
  /** Above 0 in runs that only show what changes: nothing is recorded. */
  muted = 0;
  /** Above 0 in unreachable code: its sites are recorded, but its calls do not count for reachable schedulers. */
  dead = 0;
  /** The calls that are being made, the outermost first. */
  private calls: readonly CallExpression[] = [];
  /** The stretch of code that runs, and how many of its calls have set steps so far. */
  private stretch: object = this;
  private stepsCalls = 0;
  private findings: Finding[] = [];
  /** Sites and names among them, to record each once. */
  private sites = new BySource<SiteFinding>();
  private names = new Set<string>();

  /** @param inForce by each scheduler's number, the call that last set its steps */
  constructor(
    private readonly store: Store,
    private readonly identities: Identities,
    private readonly inForce: Slots,
  ) {}

  /** Runs the code that a call leads to. */
  during<T>(call: CallExpression, run: () => T): T {
    const { calls } = this;
    this.calls = [...calls, call];
    try {
      return run();
    } finally {
      this.calls = calls;
    }
  }

  /** Begins a stretch of the program, whose findings go into `findings`. */
  begin(stretch: object, findings: Finding[]): void {
    this.stretch = stretch;
    this.stepsCalls = 0;
    this.findings = findings;
    this.sites = new BySource();
    this.names = new Set();
  }

  /** The scheduler that a configuring expression makes: the same one each time the expression is run with this class. */
  scheduler(made: Configuration): SchedulerValue {
    const { className, subclass } = made;
    const id = this.identities.ofScheduler(made.at, className, subclass?.name ?? null);
    const edits = noEdits();
    const [counted, dead] = [this.muted === 0, this.dead > 0];
    this.findings.push({
      kind: 'made',
      scheduler: id,
      made,
      calls: this.calls,
      edits: edits.attributes,
      counted,
      dead,
    });
    if (className !== null) this.site(made.via, made.anchor, id, 'first');
    this.optionSites(made.options, id);
    return { kind: 'scheduler', id, className, subclass, options: made.options.named, edits };
  }

  private optionSites(options: Arguments, id: number): void {
    for (const [name, { at }] of options.named) if (at) this.site('option', at, id, 'first', name);
  }

  /** A class's name in an import. */
  imported(className: string, span: Span): void {
    if (this.muted === 0) this.findings.push({ kind: 'import', className, span });
  }

  /** An option that is set in the configuration after the construction. */
  edited({ id }: SchedulerValue, option: string, at: Span): void {
    this.site('option', at, id, 'first', option);
  }

  /** A place where a name or attribute holds schedulers. */
  mention(span: Span, value: Value, name: string): void {
    if (this.muted > 0 || (value.kind !== 'scheduler' && value.kind !== 'choice')) return;
    for (const one of alternativesOf(value)) {
      if (one.kind !== 'scheduler') continue;
      this.site('variable', span, one.id, 'first');
      this.named(one.id, name);
    }
  }

  private named(scheduler: number, name: string): void {
    const key = `${scheduler} ${name}`;
    if (this.names.has(key)) return;
    this.names.add(key);
    this.findings.push({ kind: 'named', scheduler, name });
  }

  /** `set_timesteps(...)` or a pipeline call, on whatever schedulers `target` may be; `anchor` is the name to hover. */
  steps(made: Omit<StepsRecord, 'number'>, target: Value, anchor: Span | null): void {
    if (this.muted > 0) return;
    const number = this.identities.ofCall(this.stretch, this.stepsCalls++);
    const moment = this.identities.next();
    const schedulers = alternativesOf(target).filter((one) => one.kind === 'scheduler');
    if (schedulers.length === 0 && anchor) this.unattached(made.kind, target, anchor, made.args);
    for (const { id, edits } of schedulers) {
      const call = { ...made, number, edits: snapshot(edits.attributes), calls: this.calls };
      this.findings.push({ kind: 'call', scheduler: id, call, dead: this.dead > 0 });
      this.store.write(this.inForce, String(id), { kind: 'steps', call: number, moment });
      if (anchor) this.site(call.kind, anchor, id, number);
    }
  }

  initNoiseSigma(target: Value, span: Span): void {
    const schedulers = alternativesOf(target).filter((one) => one.kind === 'scheduler');
    if (schedulers.length === 0) this.unattached('init_noise_sigma', target, span, new Map());
    for (const { id } of schedulers) this.site('init_noise_sigma', span, id, this.callInForce(id));
  }

  private callInForce(id: number): number | null {
    const value = this.inForce.get(String(id));
    return value?.kind === 'steps' ? value.call : null;
  }

  /** A use of an object whose construction the program does not show. */
  unattached(site: UnattachedSite['kind'], target: Value, span: Span, args: ReadonlyMap<string, Value>): void {
    if (this.muted > 0) return;
    const reading = readingOf(target, null);
    const reason = reading.known ? 'this is not a scheduler' : reading.reason;
    this.findings.push({ kind: 'unattached', site, span, place: placeOf(span), args, reason });
  }

  private site(
    site: SiteFinding['site'],
    span: Span,
    scheduler: number,
    call: SiteFinding['call'],
    option: string | null = null,
  ): void {
    if (this.muted > 0) return;
    const finding: SiteFinding = { ...siteOf(site, span), scheduler, call, option };
    const known = this.sites.get(span.source, finding.key);
    if (known && (known.call !== null || call === null)) return;
    this.sites.set(span.source, finding.key, finding);
    this.findings.push(finding);
  }
}
