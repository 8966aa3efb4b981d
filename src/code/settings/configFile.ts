/**
 * Configurations that diffusers keeps as JSON: a scheduler's `scheduler_config.json`, and a pipeline's `model_index.json`,
 * which names the class of the scheduler whose configuration lies in the folder `scheduler` beside it.
 * Source: diffusers, configuration_utils.py, `load_config` and `extract_init_dict`.
 */
import type { Node } from 'jsonc-parser';
import * as v from 'valibot';
import type { Reading, SourceRange } from '../../json/value';
import { notAnObject, notJson, type FileFault } from '../../json/fileFault';
import { readPythonJson, type JsonReading } from '../../json/pythonJson';
import type { Analysis, ConfigBase, SchedulerReading, Site } from '../sites/site';
import { Source } from '../syntax/source';
import { rangeOf } from '../syntax/syntax';
import { whyNoScheduler } from './whyNoScheduler';

/** The text of a file beside the one that is read, by its relative path; undefined when there is none. */
export type TextBeside = (path: string) => string | undefined;

/** Larger files are data, not settings; in characters. */
const largest = 1_000_000;

/** Also names that are not quite right: what is wrong with them is then said. */
const schedulerName = /^[A-Za-z]\w*sched\w*$/i;

const nothing = (notice: string | null): Analysis => ({ schedulers: [], unattached: [], sites: [], notice });

/**
 * What a JSON document says of a scheduler: nothing, unless it is one of diffusers' configurations; then the notice says
 * why. A file that diffusers refuses to load has its fault as its base. Never throws.
 *
 * @param name of the file
 */
export function readConfigFile(name: string, text: string, beside: TextBeside = () => undefined): Analysis {
  if (text.length > largest) return nothing(`${name} is too large for a configuration, so it is not read.`);
  const document = documentOf(name, text);
  const className = document.properties.get('_class_name')?.value;
  if (typeof className?.value === 'string' && (schedulerName.test(className.value) || isSchedulerFile(name)))
    return configuration(document, className);
  const scheduler = document.properties.get('scheduler')?.value.children?.at(1);
  const isPipeline = typeof scheduler?.value === 'string' && schedulerName.test(scheduler.value);
  return isPipeline ? pipeline(document, scheduler, beside) : nothing(whyNone(name, document));
}

const isSchedulerFile = (name: string): boolean => /(^|[\\/])scheduler_config\.json$/i.test(name);

interface Property {
  readonly whole: Node;
  readonly value: Node;
}

interface Document {
  /** Undefined for a text that is no object. */
  readonly root: Node | undefined;
  readonly properties: ReadonlyMap<string, Property>;
  /** Why diffusers does not load it; null when it does. */
  readonly fault: FileFault | null;
  readonly contentOf: JsonReading['contentOf'];
  rangeOf(node: Node): SourceRange;
}

function documentOf(name: string, text: string): Document {
  const { root, fault, contentOf } = readPythonJson(text);
  const source = new Source(text);
  const object = root?.type === 'object' ? root : undefined;
  const properties = (object?.children ?? []).flatMap((whole): [string, Property][] => {
    const [key, value] = [whole.children?.at(0), whole.children?.at(1)];
    return typeof key?.value === 'string' && value ? [[key.value, { whole, value }]] : [];
  });
  return {
    root: object,
    properties: new Map(properties),
    fault: fault && notJson(name, fault),
    contentOf,
    rangeOf: ({ offset, length }) => rangeOf({ source, start: offset, end: offset + length }),
  };
}

function whyNone(name: string, { root, properties, fault, contentOf }: Document): string {
  if (fault) return `${fault.message} ${fault.remedy}`;
  const values = new Map([...properties].map(([key, { value }]) => [key, contentOf(value)]));
  return whyNoScheduler(name, root ? values : null);
}

/** A `scheduler_config.json`. */
function configuration(document: Document, name: Node): Analysis {
  const { fault } = document;
  const set = optionsOf(document);
  const options = Object.fromEntries(set.map(([option, { value }]) => [option, readingOf(value, document)]));
  const sites = set.map(([option, { whole }]) => site('option', document.rangeOf(whole), option));
  const base = fault && refusedBase(fault);
  return analysisOf(document, name, { via: 'from_config', options, base, complete: fault === null }, sites);
}

const unknownBase = { modelId: null, pipelineClass: null, scheduler: null } as const;

const refusedBase = (refused: FileFault): ConfigBase => ({ ...unknownBase, reason: refused.message, refused });

/** Values that were only written down because they were the class's defaults count as not given. */
function optionsOf({ properties, contentOf }: Document): (readonly [string, Property])[] {
  const defaults = properties.get('_use_default_values')?.value;
  const forgotten = v.safeParse(v.array(v.string()), defaults && contentOf(defaults));
  const left = new Set(forgotten.success ? forgotten.output : []);
  return [...properties].filter(([option]) => !option.startsWith('_') && !left.has(option));
}

function readingOf(node: Node, document: Document): Reading {
  const range = document.rangeOf(node);
  const value = document.contentOf(node);
  return value === undefined
    ? { known: false, reason: 'this is not a value that Python could read', range }
    : { known: true, value, origin: 'model file', range };
}

/** A `model_index.json`: the class stands here, the options in the file beside it. */
function pipeline(document: Document, scheduler: Node, beside: TextBeside): Analysis {
  const pipelineClass = document.properties.get('_class_name')?.value;
  const named = typeof pipelineClass?.value === 'string' ? pipelineClass.value : null;
  const made = document.fault
    ? { options: {}, base: refusedBase(document.fault), complete: false }
    : besideIndex(beside('scheduler/scheduler_config.json'));
  const base = made.base && { ...made.base, pipelineClass: named };
  return analysisOf(document, scheduler, { via: 'from_config', ...made, base }, []);
}

function besideIndex(text: string | undefined): Pick<Made, 'options' | 'base' | 'complete'> {
  const name = 'scheduler/scheduler_config.json';
  if (text === undefined) {
    const reason = `there is no ${name} beside this file`;
    return { options: {}, base: { ...unknownBase, reason }, complete: false };
  }
  const document = documentOf(name, text);
  const fault = document.fault ?? (document.root ? null : notAnObject(name));
  if (fault) return { options: {}, base: refusedBase(fault), complete: false };
  const options = Object.fromEntries(
    optionsOf(document).map(([option, { value }]) => [option, { ...readingOf(value, document), range: null }]),
  );
  return { options, base: { ...unknownBase, config: {}, reason: null }, complete: true };
}

type Made = Pick<SchedulerReading, 'via' | 'options' | 'base' | 'complete'>;

function analysisOf(document: Document, name: Node, made: Made, sites: readonly Site[]): Analysis {
  const anchor = withoutQuotes(document.rangeOf(name));
  const scheduler: SchedulerReading = {
    ...made,
    className: String(name.value),
    calls: [],
    names: [],
    anchor,
    expression: document.root ? document.rangeOf(document.root) : anchor,
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
