import { argument } from '../arguments';
import type { Interpreter } from '../interpreter';
import { constant, unknown, type ParserValue, type Value, type Arguments, Slots } from '../../values/values';

export const newParser = (): ParserValue => ({ kind: 'parser', options: new Slots() });

/** Methods of an argument parser: its arguments have defaults, and what the user will give is not known. */
export function parserMethod(i: Interpreter, parser: ParserValue, name: string, args: Arguments): Value | null {
  switch (name) {
    case 'add_argument':
      addArgument(i, parser, args);
      return constant(null, null);
    case 'set_defaults':
      for (const [option, { value }] of args.named) i.store.write(parser.options, option, defaultOr(value));
      return constant(null, null);
    case 'add_argument_group':
    case 'add_mutually_exclusive_group':
      return parser;
    case 'parse_args':
      return { kind: 'namespace', options: parser.options };
    case 'parse_known_args':
      return {
        kind: 'list',
        type: 'tuple',
        items: [{ kind: 'namespace', options: parser.options }, unknown('the other arguments')],
      };
    default:
      return null;
  }
}

function addArgument(i: Interpreter, parser: ParserValue, args: Arguments): void {
  const flags = args.positional.flatMap((flag) =>
    flag.kind === 'constant' && typeof flag.value === 'string' ? flag.value : [],
  );
  const flag = flags.find((one) => one.startsWith('--')) ?? flags.at(0);
  const given = argument(args, null, 'dest');
  const option =
    given?.kind === 'constant' && typeof given.value === 'string'
      ? given.value
      : flag?.replace(/^-+/, '').replaceAll('-', '_');
  if (option === undefined || flag === undefined) return;
  const fallback = argument(args, null, 'default') ?? defaultOfAction(argument(args, null, 'action'));
  i.store.write(
    parser.options,
    option,
    fallback ? defaultOr(fallback) : unknown(`the command-line argument \`${flag}\``),
  );
}

function defaultOfAction(action: Value | undefined): Value | undefined {
  if (action?.kind !== 'constant') return undefined;
  if (action.value === 'store_true') return constant(false, action.at);
  return action.value === 'store_false' ? constant(true, action.at) : undefined;
}

const defaultOr = (value: Value): Value =>
  value.kind === 'constant' && value.value !== null
    ? constant(value.value, value.at, 'parameter default')
    : unknown('a command-line argument');
