import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { writeAtomically } from '../storage/atomicFile';
import type { Verdict } from './gpuProof';
import { graphicsOfThisMachine } from './graphics';
import type { Provider } from '../shared/messages';

const verdictSchema = v.variant('trusted', [
  v.object({ trusted: v.literal(true) }),
  v.object({
    trusted: v.literal(false),
    reason: v.string(),
    everyModel: v.literal(false),
    measured: v.literal(true),
  }),
]);
const fileSchema = v.record(v.string(), verdictSchema);
type Kept = v.InferOutput<typeof fileSchema>;

/** Verdicts kept: a handful of models on a handful of drivers. */
const maxVerdicts = 200;

/**
 * Verdicts on GPUs from one session to the next, in a JSON file: by provider, model, runtime version, and what the system
 * says of its graphics adapters and drivers. A file that cannot be read or written is as good as none.
 */
export class GpuVerdicts {
  #machine: Promise<string> | null = null;

  /** In a folder of Sigmascope's own, for the ONNX Runtime that the decode process finds. */
  static in(folder: string, processFile: string, cudaFolder = ''): GpuVerdicts {
    return new GpuVerdicts(join(folder, 'gpu-verdicts.json'), `${runtimeVersion(processFile)} ${cudaFolder}`);
  }

  constructor(
    private readonly file: string,
    private readonly runtimeVersion: string,
    private readonly graphics: () => Promise<string> = graphicsOfThisMachine,
  ) {}

  /** @param timed whether the verdict is also about speed */
  async get(provider: Provider, model: string, timed: boolean): Promise<Verdict | undefined> {
    return (await this.#read())[await this.#key(provider, model, timed)];
  }

  async set(provider: Provider, model: string, timed: boolean, verdict: Verdict): Promise<void> {
    const key = await this.#key(provider, model, timed);
    const parsed = v.safeParse(verdictSchema, verdict);
    if (!parsed.success) return;
    const others = Object.entries(await this.#read()).filter(([other]) => other !== key);
    const kept = Object.fromEntries([...others, [key, parsed.output] as const].slice(-maxVerdicts));
    try {
      await mkdir(dirname(this.file), { recursive: true });
      await writeAtomically(this.file, Buffer.from(JSON.stringify(kept)));
    } catch {
      // The proof is repeated in the next session.
    }
  }

  async #read(): Promise<Kept> {
    try {
      const parsed = v.safeParse(fileSchema, JSON.parse(await readFile(this.file, 'utf8')));
      return parsed.success ? parsed.output : {};
    } catch {
      return {};
    }
  }

  async #key(provider: Provider, model: string, timed: boolean): Promise<string> {
    this.#machine ??= this.graphics();
    const facts = [provider, model, timed, this.runtimeVersion, await this.#machine];
    return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  }
}

const packageSchema = v.object({ version: v.string() });

/** Nothing is proven without ONNX Runtime, so it does not matter what is said where there is none. */
function runtimeVersion(processFile: string): string {
  try {
    const { version } = v.parse(packageSchema, createRequire(processFile)('onnxruntime-node/package.json'));
    return version;
  } catch {
    return '';
  }
}
