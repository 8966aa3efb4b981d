/**
 * Configurations that diffusers keeps as JSON: a scheduler's `scheduler_config.json`, and a pipeline's `model_index.json`,
 * which names the class of the scheduler whose configuration lies in the folder `scheduler` beside it.
 * Source: diffusers, configuration_utils.py, `load_config` and `extract_init_dict`.
 */
import { getNodeValue, parseTree, type Node } from 'jsonc-parser';
import * as v from 'valibot';
import type { Reading, SourceRange } from '../catalog/value';
import { pythonValue } from './pythonValue';
import type { Analysis, SchedulerReading, Site } from './site';
import { Source } from './syntax/source';
import { rangeOf } from './syntax/syntax';

/** The text of a file beside the one that is read, by its relative path; undefined when there is none. */
export type TextBeside = (path: string) => string | undefined;

/** Larger files are data, not settings; in characters. */
const largest = 1_000_000;

const schedulerName = /^[A-Z]\w*Scheduler$/;

const nothing = (notice: string | null): Analysis => ({ schedulers: [], unattached: [], sites: [], notice });

/** What a JSON document says of a scheduler: nothing, unless it is one of diffusers' configurations. Never throws. */
export function readConfigFile(text: string, beside: TextBeside = () => undefined): Analysis {
  if (text.length > largest || !text.includes('_class_name')) return nothing(null);
  const document = documentOf(text);
  if (!document) return nothing('This file is not JSON that can be followed.');
  const name = document.properties.get('_class_name')?.value;
  if (typeof name?.value === 'string' && schedulerName.test(name.value)) return configuration(document, name);
  const scheduler = document.properties.get('scheduler')?.value.children?.at(1);
  return scheduler ? pipeline(document, scheduler, beside) : nothing(null);
}

interface Property {
  readonly whole: Node;
  readonly value: Node;
}

interface Document {
  readonly root: Node;
  readonly properties: ReadonlyMap<string, Property>;
  rangeOf(node: Node): SourceRange;
}

/** Null for a text that is no object, or nested beyond what can be read. */
function documentOf(text: string): Document | null {
  const root = treeOf(text);
  if (root?.type !== 'object') return null;
  const source = new Source(text);
  const properties = (root.children ?? []).flatMap((whole): [string, Property][] => {
    const [key, value] = [whole.children?.at(0), whole.children?.at(1)];
    return typeof key?.value === 'string' && value ? [[key.value, { whole, value }]] : [];
  });
  return {
    root,
    properties: new Map(properties),
    rangeOf: ({ offset, length }) => rangeOf({ source, start: offset, end: offset + length }),
  };
}

function treeOf(text: string): Node | undefined {
  try {
    return parseTree(text);
  } catch {
    return undefined;
  }
}

/** A `scheduler_config.json`. */
function configuration(document: Document, name: Node): Analysis {
  const set = optionsOf(document);
  const options = Object.fromEntries(set.map(([option, { value }]) => [option, readingOf(value, document)]));
  const sites = set.map(([option, { whole }]) => site('option', document.rangeOf(whole), option));
  return analysisOf(document, name, { via: 'from_config', options, base: null, complete: true }, sites);
}

/** Values that were only written down because they were the class's defaults count as not given. */
function optionsOf({ properties }: Document): (readonly [string, Property])[] {
  const defaults = properties.get('_use_default_values')?.value;
  const forgotten = v.safeParse(v.array(v.string()), defaults && getNodeValue(defaults));
  const left = new Set(forgotten.success ? forgotten.output : []);
  return [...properties].filter(([option]) => !option.startsWith('_') && !left.has(option));
}

function readingOf(node: Node, document: Document): Reading {
  const range = document.rangeOf(node);
  const value = v.safeParse(pythonValue, getNodeValue(node));
  return value.success
    ? { known: true, value: value.output, origin: 'model file', range }
    : { known: false, reason: 'this is not a value that Python could read', range };
}

/** A `model_index.json`: the class stands here, the options in the file beside it. */
function pipeline(document: Document, scheduler: Node, beside: TextBeside): Analysis {
  if (typeof scheduler.value !== 'string' || !schedulerName.test(scheduler.value)) return nothing(null);
  const config = readConfigFile(beside('scheduler/scheduler_config.json') ?? '').schedulers.at(0);
  const pipelineClass = document.properties.get('_class_name')?.value;
  const base = {
    modelId: null,
    pipelineClass: typeof pipelineClass?.value === 'string' ? pipelineClass.value : null,
    scheduler: null,
    reason: 'there is no scheduler/scheduler_config.json beside this file',
  };
  const made = config
    ? { options: elsewhere(config.options), base: { ...base, config: {}, reason: null }, complete: true }
    : { options: {}, base, complete: false };
  return analysisOf(document, scheduler, { via: 'from_config', ...made }, []);
}

/** Readings of another file, whose ranges mean nothing here. */
const elsewhere = (options: SchedulerReading['options']): SchedulerReading['options'] =>
  Object.fromEntries(Object.entries(options).map(([name, reading]) => [name, { ...reading, range: null }]));

type Made = Pick<SchedulerReading, 'via' | 'options' | 'base' | 'complete'>;

function analysisOf(document: Document, name: Node, made: Made, sites: readonly Site[]): Analysis {
  const anchor = withoutQuotes(document.rangeOf(name));
  const scheduler: SchedulerReading = {
    ...made,
    className: String(name.value),
    calls: [],
    names: [],
    anchor,
    expression: document.rangeOf(document.root),
  };
  const all = [site(made.via, anchor, null), ...sites].sort(
    (a, b) => a.range.line - b.range.line || a.range.col - b.range.col,
  );
  return { schedulers: [scheduler], unattached: [], sites: all, notice: null };
}

const site = (kind: Site['kind'], range: SourceRange, option: string | null): Site => ({
  kind,
  range,
  scheduler: 0,
  call: null,
  option,
});

const withoutQuotes = (range: SourceRange): SourceRange => ({
  ...range,
  col: range.col + 1,
  endCol: range.endCol - 1,
});
