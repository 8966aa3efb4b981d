/** How the verbs of the command line are called: what is parsed and what help says come from the same data. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './output';

type Option = NonNullable<ParseArgsConfig['options']>[string] & {
  /** The placeholder of its value in the help. */
  readonly value?: string;
  /** One line. */
  readonly help: string;
};

interface Call {
  /** What follows the verb. */
  readonly usage: string;
  readonly help: string;
  readonly options: Readonly<Record<string, Option>>;
  /** How many files or folders are named; none if absent. */
  readonly files?: 'one' | 'several';
}

/** What `decode` and `encode` have in common. */
export const vaeOptions = {
  vae: {
    type: 'string',
    value: 'NAME|FOLDER|FILE',
    help: 'an embedded decoder, a VAE’s folder, or a safetensors or ONNX file',
  },
  shape: { type: 'string', value: '1,4,64,64', help: 'batch, channels, height and width of a .f32 file' },
  space: {
    type: 'string',
    default: 'model',
    value: 'model|raw',
    help: 'what the denoising loop holds, or what the VAE takes',
  },
  family: {
    type: 'string',
    value: 'sd|sdxl|sd3|flux',
    help: 'the latent family of a file that does not tell; sd if absent',
  },
  provider: { type: 'string', default: 'auto', value: 'NAME', help: 'auto, cpu, webgpu, cuda, directml or coreml' },
  out: { type: 'string', value: 'FILE', help: 'where to write: .f32, or .png for a picture' },
  verbose: { type: 'boolean', default: false, help: 'show what the decode process logs' },
} as const satisfies Call['options'];

export const calls = {
  show: {
    usage: 'FILE [--json] [--svg OUT] [--png OUT]',
    help: 'what a hover says, for every scheduler of a file',
    files: 'one',
    options: {
      json: { type: 'boolean', default: false, help: 'as one JSON object' },
      svg: { type: 'string', value: 'OUT', help: 'write the σ curve, OUT-2 for the second scheduler and so on' },
      png: { type: 'string', value: 'OUT', help: 'write the strip of decoded pictures' },
    },
  },
  scan: {
    usage: 'FILE|FOLDER...',
    help: 'every place that configures or uses a scheduler, one JSON line each',
    files: 'several',
    options: {},
  },
  schedule: { usage: '', help: 'JSON requests on standard input, a schedule a line out', options: {} },
  sample: { usage: '', help: 'JSON requests on standard input, a sampling run a line out', options: {} },
  sweep: {
    usage: 'FILE --option NAME (--from A --to B | --values A,B,C) --png OUT',
    help: 'a sampling run for every value of an option, as a sheet of pictures',
    files: 'one',
    options: {
      option: { type: 'string', value: 'NAME', help: 'an option of the class, steps or init_noise_sigma' },
      from: { type: 'string', value: 'A', help: 'the first value' },
      to: { type: 'string', value: 'B', help: 'the last value' },
      count: { type: 'string', default: '11', value: 'N', help: 'how many values from A to B' },
      values: { type: 'string', value: 'A,B,C', help: 'the values themselves' },
      png: { type: 'string', value: 'OUT', help: 'where to write the sheet' },
      site: { type: 'string', default: '1', value: 'N', help: 'which of the schedulers that show lists' },
      steps: { type: 'string', value: 'N', help: 'another number of steps' },
      size: { type: 'string', default: '256', value: 'N', help: 'side of a picture in pixels' },
      sample: { type: 'string', default: 'cat', value: 'NAME', help: 'cat, coffee, astronaut or all' },
      seed: { type: 'string', default: '0', value: 'N', help: 'of the noise, as torch draws it' },
      provider: { ...vaeOptions.provider, default: 'cpu' },
    },
  },
  schedulers: { usage: '', help: 'every scheduler class with its options, as JSON', options: {} },
  decode: {
    usage: '--vae NAME|FOLDER|FILE --latents FILE.f32 --shape 1,4,64,64 --out FILE.png|FILE.f32',
    help: 'latents to a picture',
    options: { ...vaeOptions, latents: { type: 'string', value: 'FILE.f32', help: 'float32, little endian' } },
  },
  encode: {
    usage: '--vae NAME|FOLDER|FILE --image FILE.png|FILE.f32 --out FILE.f32',
    help: 'a picture to latents',
    options: { ...vaeOptions, image: { type: 'string', value: 'FILE', help: 'a .png, or a .f32 with --shape' } },
  },
} as const satisfies Readonly<Record<string, Call>>;

export type VerbName = keyof typeof calls;

/** The values of options as they are parsed. */
export type ValuesOf<O extends Call['options']> = ReturnType<typeof parseArgs<{ options: O }>>['values'];

/**
 * The options and files of a call.
 * @throws UsageError with the verb's usage where they do not fit
 */
export function parsed<O extends Call['options']>(
  verb: VerbName,
  options: O,
  args: readonly string[],
): { readonly values: ValuesOf<O>; readonly files: readonly string[] } {
  const { files }: Call = calls[verb];
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const fits = files === 'one' ? positionals.length === 1 : (files === 'several') === positionals.length > 0;
    if (!fits) throw new UsageError(files ? 'Say which file is meant.' : `${verb} takes no ${positionals[0]}.`);
    return { values, files: positionals };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usageOf(verb)}`);
  }
}

/** @throws UsageError when the option was left out */
export function required(verb: VerbName, option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`--${option} is missing.\n${usageOf(verb)}`);
  return value;
}

export const usageOf = (verb: VerbName): string => `usage: sigmascope ${verb} ${calls[verb].usage}`.trimEnd();

/** What `sigmascope VERB --help` prints. */
export function helpOf(verb: VerbName): string {
  const { help, options }: Call = calls[verb];
  const rows = Object.entries(options).map(([name, option]): [string, string] => [
    `--${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.help + (typeof option.default === 'string' ? ` (${option.default})` : ''),
  ]);
  return [usageOf(verb), '', help, ...(rows.length > 0 ? ['', ...columns(rows)] : [])].join('\n');
}

/** What `sigmascope --help` prints. */
export function help(): string {
  const rows = Object.entries(calls).map(([verb, call]): [string, string] => [verb, call.help]);
  return [
    'usage: sigmascope VERB ...',
    '',
    ...columns(rows),
    '',
    'sigmascope VERB --help tells the options of a verb.',
  ].join('\n');
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`);
}
