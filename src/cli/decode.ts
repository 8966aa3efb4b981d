/** `sigmascope decode` and `sigmascope encode`: one tensor through a decoder or encoder, and one JSON line about it. */
import { join } from 'node:path';
import type { Autoencoder, Network } from '../decode/shared/autoencoder';
import { DecodeClient } from '../decode/client';
import { DecodeError } from '../decode/shared/errors';
import { fromSymmetric, toModelSpace, toRawSpace, toSymmetric } from '../decode/shared/latentSpace';
import type { Latents } from '../decode/shared/picture';
import type { Ran } from '../decode/providers/providers';
import { providerSettings, type ProviderSetting } from '../decode/shared/providerSetting';
import { calls, parsed, required, type ValuesOf, type vaeOptions } from './calls';
import { print, toJson, UsageError } from './output';
import { readFloats, readPng, writeTensor, type Shape } from './tensorFiles';
import { oneOf, openVae, spaceNames, vaeNamed, type Space, type Vae, type VaeName } from './vae';

/** Latents → picture: `--vae NAME|FOLDER|FILE --latents FILE.f32 --shape 1,4,64,64 --out FILE.png|FILE.f32`. */
export async function decode(args: readonly string[]): Promise<number> {
  const options = parsed('decode', calls.decode.options, args).values;
  const call = callOf('decode', options);
  const shape = shapeOf(required('decode', 'shape', options.shape));
  const given = await readFloats(required('decode', 'latents', options.latents), shape);
  return printed(call, async (client, { autoencoder: { decoder, range }, spaces }) => {
    const { output, ...ran } = await proven(client, decoder, toRawSpace(given, spaces[call.space]));
    return { ...ran, output: { ...output, data: toSymmetric(output.data, range) } };
  });
}

/** Picture → latents: `--vae NAME|FOLDER|FILE --image FILE.png|FILE.f32 [--shape 1,3,512,512] --out FILE.f32`. */
export async function encode(args: readonly string[]): Promise<number> {
  const options = parsed('encode', calls.encode.options, args).values;
  const call = callOf('encode', options);
  const image = await readImage(required('encode', 'image', options.image), options.shape);
  return printed(call, async (client, { autoencoder, spaces }) => {
    const { encoder, range, label } = autoencoder;
    if (encoder === null) throw new DecodeError('model', `${label} has no encoder.`);
    checkSides(image.shape, autoencoder);
    const { output, ...ran } = await proven(client, encoder, { ...image, data: fromSymmetric(image.data, range) });
    return { ...ran, output: toModelSpace(output, spaces[call.space]) };
  });
}

interface Call {
  readonly vae: VaeName;
  readonly space: Space;
  readonly provider: ProviderSetting;
  readonly out: string;
  /** Show what the decode process logs. */
  readonly verbose: boolean;
}

function callOf(verb: 'decode' | 'encode', options: ValuesOf<typeof vaeOptions>): Call {
  const { vae, family, space, provider, out, verbose } = options;
  return {
    vae: vaeNamed(required(verb, 'vae', vae), family),
    space: oneOf('--space', spaceNames, space),
    provider: oneOf('--provider', providerSettings, provider),
    out: outputFile(required(verb, 'out', out)),
    verbose,
  };
}

type RanWithOutput = Ran & { readonly output: Latents };

/** Runs what is to be run, writes what comes of it, and prints how that went; a failure is printed as an error object. */
async function printed(
  { vae: name, provider, out, verbose }: Call,
  work: (client: DecodeClient, vae: Vae) => Promise<RanWithOutput>,
): Promise<number> {
  const client = new DecodeClient({
    processFile: join(__dirname, 'decode.js'),
    modelsFolder: join(__dirname, '..', 'models'),
    provider,
    log: (line) => verbose && process.stderr.write(`${line}\n`),
  });
  try {
    const vae = await openVae(name, client);
    const ran = await work(client, vae);
    await writeTensor(out, ran.output);
    print(toJson({ ...report(ran), vae: vae.autoencoder.label, notices: vae.notices, out }));
    return 0;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    print(toJson({ error: { type: error.name, message: error.message, where: error.fault } }));
    return 1;
  } finally {
    client.dispose();
  }
}

/** Runs a network where it runs best, even if that has to be found out first. */
async function proven(client: DecodeClient, network: Network, input: Latents): Promise<RanWithOutput> {
  await client.provenProvider(network, input);
  return client.run(network, input);
}

function report({ provider, whyNotBetter, answer, output: { data, shape } }: RanWithOutput): object {
  const minimum = data.reduce((a, b) => Math.min(a, b), Infinity);
  const maximum = data.reduce((a, b) => Math.max(a, b), -Infinity);
  return { provider, whyNotBetter, milliseconds: answer.milliseconds, shape, minimum, maximum };
}

async function readImage(file: string, shape: string | undefined): Promise<Latents> {
  return file.endsWith('.png') ? readPng(file) : readFloats(file, shapeOf(required('encode', 'shape', shape)));
}

function checkSides([, , height, width]: Shape, { space: { downscale }, label }: Autoencoder): void {
  if (width % downscale === 0 && height % downscale === 0) return;
  throw new DecodeError(
    'input',
    `The picture is ${width} × ${height} pixels; the ${label} encodes multiples of ${downscale}. Crop or resize it.`,
  );
}

function outputFile(file: string): string {
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
