/**
 * Command lines whose options are the fields of dataclasses: `tyro.cli(Config)`, and transformers' `HfArgumentParser`.
 * Every field is what it is by default, until the user of the program gives another value.
 */
import type { Statement } from '../../syntax/syntax';
import { argument, noArguments } from '../arguments';
import { newParser } from './argparse';
import { member } from '../classes';
import { asDefault } from './commandOptions';
import type { Interpreter } from '../interpreter';
import { onEach } from '../../values/join';
import type { Builtin } from '../sequences';
import {
  Slots,
  unknown,
  type Arguments,
  type ClassValue,
  type InstanceValue,
  type ParserValue,
  type Value,
} from '../../values/values';

/** Base classes of base classes, and dataclasses in fields of dataclasses, are followed this far. */
const deepest = 8;

/** An object of the class as a command line makes it. @param given an object that holds the defaults instead of the class */
function parsed(i: Interpreter, of: ClassValue, given: InstanceValue | null, depth = 0): Value {
  if (depth > deepest) return unknown('command-line arguments');
  const instance: InstanceValue = { kind: 'instance', of, attributes: new Slots() };
  i.instantiated(instance);
  for (const name of fieldsOf(of, depth)) {
    const value = member(given ?? of, name);
    const field = value ? onEach(value, (one) => fieldOf(i, one, depth)) : argumentOf(name);
    i.store.write(instance.attributes, name, field);
  }
  return instance;
}

const argumentOf = (name: string): Value => unknown(`the command-line argument \`--${name}\``);

function fieldOf(i: Interpreter, value: Value, depth: number): Value {
  if (value.kind === 'instance') return parsed(i, value.of, value, depth + 1);
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => fieldOf(i, item, depth + 1)) };
  return value.kind === 'constant' && value.value === null ? unknown('a command-line argument') : asDefault(value);
}

/** The names of the fields, those of base classes first. */
function fieldsOf(of: ClassValue, depth: number): Set<string> {
  const inherited = of.bases.flatMap((base) =>
    base.kind === 'class' && depth < deepest ? [...fieldsOf(base, depth + 1)] : [],
  );
  return new Set([...inherited, ...of.definition.body.flatMap(fieldIn)]);
}

function fieldIn(statement: Statement): string[] {
  const targets =
    statement.kind === 'assign' ? statement.targets : statement.kind === 'annotate' ? [statement.target] : [];
  return targets.flatMap((target) => (target.kind === 'name' ? target.name : []));
}

/** `tyro.cli(Config)`, `tyro.cli(Config, default=Config(steps=10))`. */
const command: Builtin = (i, args) => {
  const of = argument(args, 0, 'config_class');
  const given = args.named.get('default')?.value;
  if (given?.kind === 'instance') return parsed(i, given.of, given);
  return of?.kind === 'class' ? parsed(i, of, null) : null;
};

/** `HfArgumentParser((ModelArguments, TrainingArguments))`: the arguments of `add_argument` can come in addition. */
const dataclassParser: Builtin = (_i, args) => {
  const given = argument(args, 0, 'dataclass_types');
  const classes = given?.kind === 'list' ? given.items : given ? [given] : [];
  return { ...newParser(), classes };
};

/** `parse_args_into_dataclasses` and its like, whatever they read. */
const parsing = new Set(
  'parse_args_into_dataclasses parse_args_and_config parse_json_file parse_yaml_file parse_dict'.split(' '),
);

/** The objects that a parser of dataclasses makes, and what is left over where that is asked for; null for other methods. */
export function dataclassMethod(i: Interpreter, { classes }: ParserValue, name: string, args: Arguments): Value | null {
  if (!classes || !parsing.has(name)) return null;
  const items = classes.map((of) => (of.kind === 'class' ? parsed(i, of, null) : unknown('command-line arguments')));
  const rest = args.named.has('return_remaining_strings') ? [unknown('the other arguments')] : [];
  return { kind: 'list', type: 'tuple', items: [...items, ...rest] };
}

/** `field(default=1)`, `field(default_factory=Inner)`. */
const field: Builtin = (i, args, site) => {
  const factory = args.named.get('default_factory')?.value;
  if (factory) return i.call(factory, noArguments, site);
  return args.named.get('default')?.value ?? args.positional.at(0) ?? null;
};

export const commandClasses: Readonly<Record<string, Builtin>> = {
  'tyro.cli': command,
  'simple_parsing.parse': command,
  'pyrallis.parse': command,
  'draccus.parse': command,
  'transformers.HfArgumentParser': dataclassParser,
  'trl.TrlParser': dataclassParser,
  'dataclasses.field': field,
  'attrs.field': field,
  'attr.ib': field,
  'pydantic.Field': field,
};
