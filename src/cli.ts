/**
 * The `sigmascope` command line: the same pipeline as the editor's, for scripts and for measuring.
 * Each verb is a file of `src/cli/`, loaded when it is asked for.
 */
import { help, helpOf, type VerbName } from './cli/calls';
import { print, UsageError } from './cli/output';

type Verb = (args: readonly string[]) => Promise<number>;

const verbs: Readonly<Record<VerbName, () => Promise<Verb>>> = {
  schedule: async () => (await import('./cli/schedule')).schedule,
  sample: async () => (await import('./cli/sample')).sample,
  schedulers: async () => (await import('./cli/schedulers')).schedulers,
  scan: async () => (await import('./cli/scan')).scan,
  show: async () => (await import('./cli/show')).show,
  sweep: async () => (await import('./cli/sweep')).sweep,
  decode: async () => (await import('./cli/decode')).decode,
  encode: async () => (await import('./cli/decode')).encode,
};

async function main(words: readonly string[]): Promise<number> {
  const name = words.at(0);
  const args = words.slice(1);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    print(help());
    return name === undefined ? 2 : 0;
  }
  if (!isVerb(name)) throw new UsageError(`There is no verb "${name}".\n${help()}`);
  if (args.includes('--help') || args.includes('-h')) {
    print(helpOf(name));
    return 0;
  }
  const verb = await verbs[name]();
  return verb(args);
}

const isVerb = (name: string): name is VerbName => Object.hasOwn(verbs, name);

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`sigmascope: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
