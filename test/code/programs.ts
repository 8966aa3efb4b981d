import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Programs of the kinds people write, as files: training scripts, notebooks, applications, classes, Python 2. */
export interface Sample {
  readonly name: string;
  readonly text: string;
}

export function samplePrograms(folder: string): readonly Sample[] {
  return readdirSync(folder)
    .sort()
    .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));
}

/** A helper of a training script, as there are dozens in a long one. */
function helper(i: number, uses: boolean): string {
  const n = String(i);
  const parts = i % 7;
  return `
def prepare_batch_${n}(examples, weight=${n} / 7, *, device="cuda", dtype=torch.float16):
    """Blends what came before into a batch; see 'examples' (${n})."""
    rows = [weight * value for value in examples if value is not None]
    table = {"name": f"batch {weight:.2f}", "rows": rows, "count": len(rows), "index": ${n}}
    if len(rows) > ${String(parts)}:
        with torch.no_grad():
            stacked = torch.stack(rows).to(device, dtype=dtype)
            mean, deviation = stacked.mean(dim=0), stacked.std(dim=0)
        if deviation.max() > 1e-6 and table["count"] != ${n}:
            return (stacked - mean) / deviation
    for key, value in table.items():
        if key.startswith("_") or not value:
            continue
        logger.info(f"{key}: {value}")
${
  uses
    ? `    scheduler = ${i % 10 === 0 ? 'eval_scheduler' : 'EulerDiscreteScheduler.from_config(noise_scheduler.config)'}
    scheduler.set_timesteps(num_inference_steps=${String(20 + (i % 30))}, device=device)
    noise = torch.randn((1, 4, 64, 64), dtype=dtype) * scheduler.init_noise_sigma
    for t in scheduler.timesteps:
        noise = scheduler.step(unet(noise, t).sample, t, noise).prev_sample
    return noise
`
    : '    return table["rows"]\n'
}
`;
}

/** Settings between the helpers: constants, and a scheduler that the helpers after it use. */
const settings = (i: number): string => `
LEARNING_RATE_${String(i)} = ${String(i + 1)}e-5
BETAS_${String(i)} = dict(beta_start=0.00085, beta_end=0.0${String(12 + (i % 8))}, beta_schedule="scaled_linear")
eval_scheduler = DDIMScheduler(**BETAS_${String(i)}, clip_sample=False, set_alpha_to_one=False)
eval_scheduler.set_timesteps(${String(10 + i)})
`;

/** A class around some of it. */
const trainer = (i: number): string => `
class Trainer${String(i)}:
    """Keeps model, optimizer and scheduler together."""

    def __init__(self, model, config=None, **kwargs):
        self.model, self.kwargs = model, kwargs
        self.config = {"steps": ${String(25 + i)}, **(config or {})}
        self.scheduler = PNDMScheduler(**BETAS_0, skip_prk_steps=True)

    def step(self, batch):
        loss = F.mse_loss(self.model(batch["x"], batch["t"]).float(), batch["y"].float())
        loss.backward()
        self.losses = [*getattr(self, "losses", [])[-99:], loss.item()]
        return sum(self.losses) / len(self.losses)

    @torch.no_grad()
    def sample(self, shape=(1, 4, 64, 64)):
        self.scheduler.set_timesteps(self.config["steps"])
        x = torch.randn(shape) * self.scheduler.init_noise_sigma
        for t in self.scheduler.timesteps:
            x = self.scheduler.step(self.model(x, t), t, x).prev_sample
        return x

`;

/**
 * A training script of about so many lines, the sample's with many more helpers, settings and classes in it.
 * @param helpers how many helpers there are to each that uses a scheduler; settings and classes follow that
 */
export function longScript(script: string, lines: number, helpers = 5): string {
  const [head = '', main = ''] = script.split(/(?=^def main\()/m);
  const imports =
    'from diffusers import EulerDiscreteScheduler, PNDMScheduler\nnoise_scheduler = DDPMScheduler(num_train_timesteps=1000)\n';
  const pieces = [head, imports];
  const missing = lines - script.split('\n').length;
  for (let [i, count] = [0, 0]; count < missing; i++) {
    const [block, rest] = [Math.floor(i / (5 * helpers)), i % (5 * helpers)];
    const piece =
      (rest === 0 ? settings(block) : '') +
      (i % (2 * helpers) === helpers + 1 ? trainer(i) : '') +
      helper(i, i % helpers === 0);
    pieces.push(piece);
    count += piece.split('\n').length - 1;
  }
  return [...pieces, main].join('');
}
