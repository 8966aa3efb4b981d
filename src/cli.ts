/**
 * The `sigmascope` command line: the same pipeline as the editor's, for scripts and for measuring.
 * Each verb is a file of `src/cli/`, loaded when it is asked for.
 */
import { print, UsageError } from './cli/output';

type Verb = (args: readonly string[]) => Promise<number>;

const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  schedule: async () => (await import('./cli/schedule')).schedule,
  sample: async () => (await import('./cli/sample')).sample,
  schedulers: async () => (await import('./cli/schedulers')).schedulers,
  scan: async () => (await import('./cli/scan')).scan,
  show: async () => (await import('./cli/show')).show,
  sweep: async () => (await import('./cli/sweep')).sweep,
  decode: async () => (await import('./cli/decode')).decode,
  encode: async () => (await import('./cli/decode')).encode,
};

const usage = `usage: sigmascope VERB ...
  show FILE [--json] [--svg OUT] [--png OUT]   what a hover says, for every scheduler of a file
  scan FILE...                                 every place that configures or uses a scheduler, one JSON line each
  schedule                                     JSON requests on standard input, a schedule a line out
  sample                                       JSON requests on standard input, a sampling run a line out
  sweep FILE --option NAME --from A --to B --png OUT   a sampling run for every value, as a sheet of pictures
  schedulers                                   every scheduler class with its options, as JSON
  decode --vae NAME|FOLDER|FILE --latents FILE.f32 --shape 1,4,64,64 --out FILE.png|FILE.f32
  encode --vae NAME|FOLDER|FILE --image FILE.png|FILE.f32 --out FILE.f32
`;

async function main(args: readonly string[]): Promise<number> {
  const name = args.at(0);
  if (name === undefined || name === '--help' || name === 'help') {
    print(usage.trimEnd());
    return name === undefined ? 2 : 0;
  }
  if (!Object.hasOwn(verbs, name)) throw new UsageError(`There is no verb "${name}".\n${usage}`);
  const verb = await verbs[name]();
  return verb(args.slice(1));
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`sigmascope: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
