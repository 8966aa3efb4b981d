import { isRow, rowMethod } from '../arrays';
import type { CallSite, Interpreter } from '../interpreter';
import { dictOf, keyOf, unpackInto } from '../keys';
import { joined } from '../../values/join';
import { textMethod } from '../text';
import { constant, unknown, type DictValue, type ListValue, type Value, type Arguments } from '../../values/values';

/** Methods of Python's own values; null for those that are not followed. */
export function valueMethod(
  i: Interpreter,
  object: Value,
  name: string,
  args: Arguments,
  site: CallSite,
): Value | null {
  switch (object.kind) {
    case 'list':
      return (
        (isRow(object) ? rowMethod(object, name, args, site.expression.at) : null) ??
        listMethod(i, object, name, args, site)
      );
    case 'dict':
      return dictMethod(i, object, name, args);
    case 'config':
      return configMethod(i, object, name);
    case 'constant':
      if (name === 'item' || name === 'tolist') return object;
      return typeof object.value === 'string' ? textMethod(object.value, name, args, site.expression.at) : null;
    default:
      return null;
  }
}

const none = (site: CallSite): Value => constant(null, site.expression.at);

/** Lists are immutable here, so a method that changes one gives its variable a new list. */
function listMethod(i: Interpreter, list: ListValue, name: string, args: Arguments, site: CallSite): Value | null {
  const { callee } = site.expression;
  const first = args.positional.at(0);
  const change = (items: readonly Value[]): Value => {
    if (callee.kind === 'attribute') i.assign(callee.object, { ...list, items }, site.scope);
    return none(site);
  };
  if (name === 'append' && first) return change([...list.items, first]);
  if (name === 'extend' && first?.kind === 'list') return change([...list.items, ...first.items]);
  if (name === 'reverse') return change(list.items.toReversed());
  if (['append', 'extend', 'insert', 'pop', 'remove', 'clear', 'sort'].includes(name))
    return change([unknown('a list that was changed')]);
  return name === 'copy' || name === 'tolist' || name === 'flatten' ? list : null;
}

function dictMethod(i: Interpreter, dict: DictValue, name: string, args: Arguments): Value | null {
  const [first, second] = [args.positional.at(0), args.positional.at(1)];
  const key = first ? keyOf(first) : null;
  const rest = dict.entries.get('**');
  switch (name) {
    case 'get':
    case 'pop':
    case 'setdefault': {
      if (key === null) return joined([...valuesOf(dict), second ?? constant(null, null)]);
      const value = dict.entries.get(key) ?? rest ?? second ?? constant(null, null);
      if (name === 'pop') i.store.write(dict.entries, key, undefined);
      if (name === 'setdefault') i.store.write(dict.entries, key, value);
      return value;
    }
    case 'update':
      if (first) unpackInto(i, dict.entries, first);
      for (const [keyword, { value }] of args.named) i.store.write(dict.entries, keyword, value);
      return constant(null, null);
    case 'copy':
      return dictOf(i, dict.entries.pairs());
    case 'keys':
    case 'values':
    case 'items':
      return rest ? unknown('the entries of a dict') : listing(name, dict.entries.pairs());
    default:
      return null;
  }
}

const valuesOf = (dict: DictValue): Value[] => dict.entries.pairs().map(([, value]) => value);

function listing(name: 'keys' | 'values' | 'items', entries: readonly (readonly [string, Value])[]): Value {
  const items = entries.map(([key, value]): Value => {
    if (name === 'values') return value;
    return name === 'keys' ? constant(key, null) : { kind: 'list', type: 'tuple', items: [constant(key, null), value] };
  });
  return { kind: 'list', type: 'list', items };
}

/** `dict(scheduler.config)`, `scheduler.config.copy()`: a dict that starts from it. */
function configMethod(i: Interpreter, config: Extract<Value, { kind: 'config' }>, name: string): Value | null {
  return name === 'copy' || name === 'to_dict' ? dictOf(i, [['**', config]]) : null;
}
