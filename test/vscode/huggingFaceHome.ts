import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What a repository's files hold; an object is written as JSON. */
type Files = Readonly<Record<string, Uint8Array | object>>;

/** HF_HOME with downloaded models, laid out as huggingface_hub does it. */
export class HuggingFaceHome {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'sigmascope-hf-'));
  readonly hub = path.join(this.folder, 'hub');
  /** For VS Code's server. */
  readonly environment = { HF_HOME: this.folder, HF_HUB_CACHE: '', HUGGINGFACE_HUB_CACHE: '', HF_HUB_OFFLINE: '' };

  download(id: string, commit: string, files: Files): void {
    const repository = path.join(this.hub, `models--${id.replace('/', '--')}`);
    write(path.join(repository, 'refs', 'main'), commit);
    for (const [name, content] of Object.entries(files)) {
      const bytes = content instanceof Uint8Array ? content : JSON.stringify(content, null, 2);
      const blob = path.join(repository, 'blobs', createHash('sha1').update(bytes).digest('hex'));
      write(blob, bytes);
      const link = path.join(repository, 'snapshots', commit, name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(path.relative(path.dirname(link), blob), link);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The parts of a Stable Diffusion model that say which schedulers and classes it has. */
export const stableDiffusion = {
  'model_index.json': { _class_name: 'StableDiffusionPipeline', scheduler: ['diffusers', 'PNDMScheduler'] },
  'scheduler/scheduler_config.json': {
    _class_name: 'PNDMScheduler',
    beta_start: 0.00085,
    beta_end: 0.0125,
    beta_schedule: 'scaled_linear',
    num_train_timesteps: 1000,
    set_alpha_to_one: false,
    skip_prk_steps: true,
    steps_offset: 1,
  },
};
