/**
 * DPM-Solver++ (Lu et al. 2022), the two-step method with fresh noise, for CogVideoX (Yang et al. 2024).
 * Source: diffusers, schedulers/scheduling_dpm_cogvideox.py.
 */
import { cogVideoX } from '../families/ddpm/cogVideoX';
import { defineScheduler } from '../definition/define';
import { precisionOf, type Precision } from '../arithmetic/precision';
import { mixtureOf, predictedClean, predictionOf } from '../prediction/prediction';
import { at, floorDivide } from '../arithmetic/python';
import { combine } from '../arithmetic/tensor';

export const cogVideoXDPM = defineScheduler({
  name: 'CogVideoXDPMScheduler',
  doc: 'DPM-Solver++ (2M, with fresh noise) for CogVideoX: better videos in fewer steps than DDIM.',
  source: 'schedulers/scheduling_dpm_cogvideox.py',
  ...cogVideoX,

  sampler(config, { state: { alphasCumprod, finalAlphaCumprod, numInferenceSteps } }) {
    const type = predictionOf(config.prediction_type);
    const stride = floorDivide(config.num_train_timesteps, numInferenceSteps);
    const precision = precisionOf(alphasCumprod);
    let earlier: { readonly alpha: number; readonly clean: Float32Array } | null = null;
    return {
      step({ timestep, sample, output }, draw) {
        const from = at(alphasCumprod, timestep);
        const isLast = timestep < stride;
        const to = isLast ? finalAlphaCumprod : at(alphasCumprod, timestep - stride);
        const clean = predictedClean(type, { sample, output }, mixtureOf(from, precision));
        const { kept, moved, added } = weights(from, to, precision);
        const before = earlier;
        earlier = { alpha: from, clean };
        const noise = draw();
        if (before === null || isLast) return combine([kept, sample], [-moved, clean], [added, noise]);
        const share = extrapolation(before.alpha, from, to, precision);
        const ahead = combine([precision.round(1 + share), clean], [-share, before.clean]);
        // diffusers draws anew for the second-order step, and drops the noise it drew first.
        return combine([kept, sample], [-moved, ahead], [added, draw()]);
      },
    };
  },
});

/** λ = ln(α/σ), half the log-SNR. */
function lambdaOf(alphaBar: number, { round, sqrt, log }: Precision): number {
  return log(sqrt(round(alphaBar / round(1 - alphaBar))));
}

/** What the sample, the clean sample (negative) and fresh noise contribute to a step between two ᾱ. */
function weights(from: number, to: number, precision: Precision) {
  const { round, sqrt } = precision;
  const h = round(lambdaOf(to, precision) - lambdaOf(from, precision));
  return {
    kept: round(sqrt(round(round(1 - to) / round(1 - from))) * round(Math.exp(-h))),
    moved: round(round(Math.expm1(-2 * h)) * sqrt(to)),
    added: round(sqrt(round(1 - to)) * sqrt(round(1 - round(Math.exp(-2 * h))))),
  };
}

/** How far to continue the change of the clean sample: 1 / (2r), r the ratio of the last step in λ to this one. */
function extrapolation(back: number, from: number, to: number, precision: Precision): number {
  const { round } = precision;
  const [earlier, now, next] = [back, from, to].map((alpha) => lambdaOf(alpha, precision));
  const r = round(round(now - earlier) / round(next - now));
  return round(1 / round(2 * r));
}
