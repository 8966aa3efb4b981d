import type { Reading } from '../../json/value';
import type { ConfigBase } from './site';
import type { LoadingValues, Value } from '../values/values';
import { plainOf, readingOf } from './reading';
import type { Base, SchedulerRecord } from './record';

/** A base as plain data; a pipeline's own scheduler is given by its model. */
export function configBaseOf(
  base: Base,
  records: ReadonlyMap<number, SchedulerRecord>,
  indexOf: ReadonlyMap<number, number>,
): ConfigBase {
  const own = ownBase(base, records);
  const scheduler = own.scheduler ? (indexOf.get(own.scheduler.id) ?? null) : null;
  const { id, reason } = modelOf(own.model);
  const config = own.config ? { config: readingsOf(own.config) } : {};
  const edits = base.edits && base.edits.size > 0 ? { edits: readingsOf(base.edits) } : {};
  const loading = own.loading ? loadingOf(own.loading) : {};
  return {
    modelId: id,
    pipelineClass: own.pipelineClass,
    scheduler,
    reason: own.reason ?? reason,
    ...edits,
    ...config,
    ...loading,
  };
}

/** Nothing for what is loaded by its id alone. */
function loadingOf({ method, keywords }: LoadingValues): Pick<ConfigBase, 'loading'> {
  if (method === 'from_pretrained' && keywords.size === 0) return {};
  return { loading: { method, keywords: readingsOf(keywords) } };
}

const readingsOf = (values: ReadonlyMap<string, Value>): Record<string, Reading> =>
  Object.fromEntries([...values].map(([name, value]) => [name, readingOf(value, null)]));

function ownBase(base: Base, records: ReadonlyMap<number, SchedulerRecord>): Base {
  const record = base.scheduler ? records.get(base.scheduler.id) : undefined;
  return record?.className === null && record.base ? record.base : base;
}

function modelOf(model: Value | null): { id: string | null; reason: string | null } {
  if (!model) return { id: null, reason: null };
  const plain = plainOf(model);
  if ('reason' in plain) return { id: null, reason: plain.reason };
  if (typeof plain.value !== 'string') return { id: null, reason: 'the model is not given as a string' };
  return { id: plain.value, reason: plain.origin === 'code' ? null : 'the model is the default of a parameter' };
}

/** The model's id when it is certain. */
export function modelIdOf(model: Value | null): string | null {
  return modelOf(model).id;
}

/** Which records are known completely: class, keywords, and the base all the way down. */
export function completeRecords(records: ReadonlyMap<number, SchedulerRecord>): ReadonlySet<number> {
  const complete = new Set<number>();
  const visiting = new Set<number>();
  const isComplete = (id: number): boolean => {
    const record = records.get(id);
    if (complete.has(id)) return true;
    if (!record || visiting.has(id)) return false;
    visiting.add(id);
    if (
      record.open === null &&
      [...record.options.values()].every(({ value }) => isKnown(value)) &&
      baseIsKnown(record.base, isComplete)
    )
      complete.add(id);
    visiting.delete(id);
    return complete.has(id);
  };
  for (const id of records.keys()) isComplete(id);
  return complete;
}

function isKnown(value: Value): boolean {
  const plain = plainOf(value);
  return 'value' in plain && plain.origin === 'code';
}

function baseIsKnown(base: Base | null, isComplete: (id: number) => boolean): boolean {
  if (!base) return true;
  if (base.reason !== null) return false;
  if (base.edits && ![...base.edits.values()].every(isKnown)) return false;
  if (base.config && ![...base.config.values()].every(isKnown)) return false;
  if (base.scheduler) return isComplete(base.scheduler.id);
  if (base.config && !base.model) return true;
  return base.model !== null && isKnown(base.model);
}
