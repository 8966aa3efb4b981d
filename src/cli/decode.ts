/** `sigmascope decode` and `sigmascope encode`: one tensor through a decoder or encoder, and one JSON line about it. */
import { join } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { LatentFormat } from '../catalog/latentFamily';
import type { Network } from '../decode/autoencoder';
import { DecodeClient } from '../decode/client';
import { DecodeError } from '../decode/errors';
import type { Latents } from '../decode/picture';
import type { Ran } from '../decode/providers';
import { providerSettings } from '../decode/providerSetting';
import { print, toJson, UsageError } from './output';
import { readFloats, readPng, writeTensor, type Shape } from './tensorFiles';
import { oneOf, vaeNamed } from './vae';

const common = {
  vae: { type: 'string' },
  shape: { type: 'string' },
  space: { type: 'string', default: 'model' },
  family: { type: 'string' },
  provider: { type: 'string', default: 'auto' },
  out: { type: 'string' },
  verbose: { type: 'boolean', default: false },
} as const;

const spaces = ['model', 'raw'] as const;

/** Latents → picture: `--vae NAME|FILE.onnx --latents FILE.f32 --shape 1,4,64,64 --out FILE.png|FILE.f32`. */
export async function decode(args: readonly string[]): Promise<number> {
  const options = parse(args, { ...common, latents: { type: 'string' } });
  const vae = vaeNamed(required('--vae', options.vae), options.family);
  const out = outputFile(options.out);
  const scale = scaling(oneOf('--space', spaces, options.space), vae.format, toModelSpace);
  const latents = await readFloats(required('--latents', options.latents), shapeOf(required('--shape', options.shape)));
  const job = { ...options, out, network: vae.decoder, label: vae.label };
  return through(job, { ...latents, data: scale(latents.data) }, (image) => image);
}

/** Picture → latents: `--vae NAME|FILE.onnx --image FILE.png|FILE.f32 [--shape 1,3,512,512] --out FILE.f32`. */
export async function encode(args: readonly string[]): Promise<number> {
  const options = parse(args, { ...common, image: { type: 'string' } });
  const vae = vaeNamed(required('--vae', options.vae), options.family);
  const out = outputFile(options.out);
  const unscale = scaling(oneOf('--space', spaces, options.space), vae.format, toRawSpace);
  const image = await readImage(required('--image', options.image), options.shape);
  checkSides(image.shape, vae.format);
  if (vae.encoder === null) throw new UsageError(`--vae ${vae.label} has no encoder.`);
  const job = { ...options, out, network: vae.encoder, label: vae.label };
  return through(job, image, unscale);
}

interface Job {
  readonly network: Network;
  readonly label: string;
  readonly provider: string;
  readonly out: string;
  /** Show what the decode process logs. */
  readonly verbose: boolean;
}

/** Runs the model, writes what it gives, and prints how that went; a failure is printed as an error object. */
async function through(job: Job, input: Latents, finish: (data: Float32Array) => Float32Array): Promise<number> {
  const client = new DecodeClient({
    processFile: join(__dirname, 'decode.js'),
    modelsFolder: join(__dirname, '..', 'models'),
    provider: oneOf('--provider', providerSettings, job.provider),
    log: (line) => job.verbose && process.stderr.write(`${line}\n`),
  });
  try {
    await client.provenProvider(job.network, input);
    const ran = await client.run(job.network, input);
    const output = { ...ran.output, data: finish(ran.output.data) };
    await writeTensor(job.out, output);
    print(toJson(report(job, ran, output)));
    return 0;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    print(toJson({ error: { type: error.name, message: error.message, where: error.fault } }));
    return 1;
  } finally {
    client.dispose();
  }
}

function report({ label, out }: Job, { provider, whyNotBetter, answer }: Ran, { data, shape }: Latents): object {
  const minimum = data.reduce((a, b) => Math.min(a, b), Infinity);
  const maximum = data.reduce((a, b) => Math.max(a, b), -Infinity);
  return { provider, whyNotBetter, milliseconds: answer.milliseconds, shape, minimum, maximum, vae: label, out };
}

function toModelSpace({ scaling, shift }: LatentFormat): (value: number) => number {
  return (raw) => (raw - shift) * scaling;
}

function toRawSpace({ scaling, shift }: LatentFormat): (value: number) => number {
  return (value) => value / scaling + shift;
}

type Conversion = (format: LatentFormat) => (value: number) => number;

/** The conversion between the spaces, if one is asked for. */
function scaling(
  space: (typeof spaces)[number],
  format: LatentFormat | null,
  conversion: Conversion,
): (data: Float32Array) => Float32Array {
  if (space === 'model') return (data) => data;
  if (format === null)
    throw new UsageError('--space raw needs to know the scaling of the latents: add --family sd, sdxl, sd3 or flux.');
  const convert = conversion(format);
  return (data) => data.map(convert);
}

async function readImage(file: string, shape: string | undefined): Promise<Latents> {
  return file.endsWith('.png') ? readPng(file) : readFloats(file, shapeOf(required('--shape', shape)));
}

function checkSides([, , height, width]: Shape, format: LatentFormat | null): void {
  if (format === null || (height % format.downscale === 0 && width % format.downscale === 0)) return;
  throw new UsageError(
    `The picture is ${width} × ${height} pixels; ${format.label} encodes multiples of ${format.downscale}. Crop or resize it.`,
  );
}

function outputFile(out: string | undefined): string {
  const file = required('--out', out);
  if (!/\.(f32|png)$/.test(file)) throw new UsageError(`--out ${file} must end in .f32 or .png.`);
  return file;
}

function shapeOf(text: string): Shape {
  const numbers = text.split(',').map(Number);
  const [batch, channels, height, width] = numbers;
  if (numbers.length !== 4 || !numbers.every((n) => Number.isInteger(n) && n > 0))
    throw new UsageError(`--shape takes four positive integers such as 1,4,64,64, not ${text}.`);
  return [batch, channels, height, width];
}

function required(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageError(`${option} is missing; sigmascope --help shows the whole call.`);
  return value;
}

/** The options by name; Node's own complaints about unknown or incomplete ones are good enough for users. */
function parse<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
): ReturnType<typeof parseArgs<{ options: T }>>['values'] {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
