/**
 * Settings files of people's own (YAML, TOML) that name a scheduler class: Hydra's `_target_`, `class_path`, or a class
 * beside its options, `{ type: DDIMScheduler, beta_start: 0.00085 }`. A file that names none says nothing.
 */
import type { OptionsOf } from '../../catalog/types/configurationReading';
import type { PythonValue, Reading, SourceRange } from '../../json/value';
import type { Analysis, SchedulerReading, Site, StepsCall } from '../sites/site';
import { Source } from '../syntax/source';
import { rangeOf } from '../syntax/syntax';
import type { Entry, SettingsNode, Stretch } from './node';
import { readToml } from './toml';
import { readYaml } from './yaml';

export type SettingsFormat = 'yaml' | 'toml';

/** Larger files are data, not settings; in characters. */
const largest = 100_000;

/** Keys under which a class is named: those whose class is called with the options, and those that only say which it is. */
const constructing = new Set(['_target_', 'target', 'class_path', '__target__']);
const naming = new Set(
  '_class_name class class_name cls type name scheduler_class scheduler_type scheduler_cls scheduler noise_scheduler'.split(
    ' ',
  ),
);

/** Keys of a mapping beside the class that holds its options. */
const holders = [
  'params',
  'init_args',
  'kwargs',
  'args',
  'config',
  'options',
  'scheduler_kwargs',
  'noise_scheduler_kwargs',
];

const nothing: Analysis = { schedulers: [], unattached: [], sites: [], notice: null };

/**
 * What a settings file says of schedulers. Never throws.
 *
 * @param optionsOf tells the classes that diffusers has, and what they take
 */
export function readSettings(text: string, format: SettingsFormat, optionsOf: OptionsOf): Analysis {
  if (text.length > largest || !text.includes('Scheduler')) return nothing;
  const toml = format === 'toml' ? readToml(text) : null;
  const roots = format === 'yaml' ? readYaml(text) : toml ? [toml] : [];
  const found = new Found(new Source(text), optionsOf);
  for (const root of roots) found.look(root);
  return found.analysis();
}

class Found {
  private readonly schedulers: SchedulerReading[] = [];
  private readonly sites: Site[] = [];
  private readonly anchors = new Set<number>();

  constructor(
    private readonly source: Source,
    private readonly optionsOf: OptionsOf,
  ) {}

  look(node: SettingsNode): void {
    if (node.kind === 'list') for (const item of node.items) this.look(item);
    if (node.kind !== 'mapping') return;
    for (const entry of node.entries) {
      this.named(entry, node.entries);
      this.look(entry.node);
    }
  }

  analysis(): Analysis {
    const sites = this.sites.sort((a, b) => a.range.line - b.range.line || a.range.col - b.range.col);
    return { ...nothing, schedulers: this.schedulers, sites };
  }

  /** An entry that names a class, with the entries beside it. */
  private named({ key, node }: Entry, beside: readonly Entry[]): void {
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || this.anchors.has(node.at.start)) return;
    const isCalled = constructing.has(key);
    if (!isCalled && !naming.has(key)) return;
    const path = node.value.split('.');
    const className = path.at(-1) ?? '';
    const options = this.optionsOf(className);
    if (!options || (path.length > 1 && path[0] !== 'diffusers')) return;
    this.anchors.add(node.at.start);
    const holder = beside.find((one) => holders.includes(one.key))?.node;
    const given = holder?.kind === 'mapping' ? holder.entries : beside.filter((one) => one.node !== node);
    const isOption = (one: Entry): boolean => options.includes(one.key);
    const isArgument = (one: Entry): boolean => !one.key.startsWith('_') && !holders.includes(one.key);
    const set = given.filter(isCalled ? isArgument : isOption);
    this.scheduler(className, isCalled, node.at, set, beside);
  }

  private scheduler(
    className: string,
    isCalled: boolean,
    at: Stretch,
    set: readonly Entry[],
    beside: readonly Entry[],
  ): void {
    const index = this.schedulers.length;
    const via = isCalled ? 'constructor' : 'from_config';
    const options = Object.fromEntries(set.map(({ key, node }) => [key, this.reading(node)]));
    const calls = beside.flatMap((entry) => this.call(entry));
    const anchor = this.anchor(at, className);
    const complete = Object.values(options).every(({ known }) => known);
    const expression = this.range(at);
    this.schedulers.push({ className, via, options, base: null, complete, calls, names: [], anchor, expression });
    const site = { scheduler: index, call: calls.length > 0 ? 0 : null } as const;
    this.sites.push({ ...site, kind: via, range: anchor, option: null });
    for (const one of set) this.sites.push({ ...site, kind: 'option', range: this.range(one.at), option: one.key });
  }

  /** A number of steps that stands beside the class. */
  private call({ key, node, at }: Entry): StepsCall[] {
    if (key !== 'num_inference_steps' && key !== 'num_sampling_steps') return [];
    return [{ kind: 'num_inference_steps', args: { num_inference_steps: this.reading(node) }, range: this.range(at) }];
  }

  private reading(node: SettingsNode): Reading {
    const range = this.range(node.at);
    const plain = plainOf(node);
    return plain.known ? { ...plain, origin: 'code', range } : { ...plain, range };
  }

  /** The class's name, without its module and quotes. */
  private anchor({ start, end }: Stretch, className: string): SourceRange {
    const from = this.source.text.slice(start, end).lastIndexOf(className);
    return this.range(from < 0 ? { start, end } : { start: start + from, end: start + from + className.length });
  }

  private range = ({ start, end }: Stretch): SourceRange => rangeOf({ source: this.source, start, end });
}

type Plain = { readonly known: true; readonly value: PythonValue } | { readonly known: false; readonly reason: string };

function plainOf(node: SettingsNode): Plain {
  if (node.kind === 'unknown') return { known: false, reason: node.reason };
  if (node.kind === 'scalar') return { known: true, value: node.value };
  if (node.kind === 'mapping') return { known: false, reason: 'a mapping, which no option takes' };
  const items = node.items.map(plainOf);
  const missing = items.find((item) => !item.known);
  return missing ?? { known: true, value: items.flatMap((item) => (item.known ? [item.value] : [])) };
}
