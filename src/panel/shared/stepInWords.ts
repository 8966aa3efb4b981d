import type { Curves } from '../protocol';
import { plainNumber, shortNumber, timestepNumber } from './numbers';

/** How the step's picture came about. */
function mixInWords({ steps }: Curves, step: number): string {
  const mix = `${plainNumber(steps.signal[step])}·x0 + ${plainNumber(steps.noise[step])}·ε`;
  return steps.inputScale[step] === 1 ? `x = ${mix}` : `x = (${mix}) × ${shortNumber(steps.inputScale[step])}`;
}

/** What the picture of a step shows. */
export const pictureCaption = (curves: Curves, step: number): string =>
  `What the model is given at step ${step + 1}: ${mixInWords(curves, step)}`;

/** The step's numbers, each with what it is. */
export function stepValues(curves: Curves, step: number): readonly (readonly [term: string, value: string])[] {
  const { steps, timeName, hasNoiseLevels } = curves;
  const time = [timeName === 'time' ? 'time t' : 'timestep t', timestepNumber(steps.timesteps[step])] as const;
  if (!hasNoiseLevels) return [time];
  return [
    time,
    ['σ → next', `${shortNumber(steps.sigmas[step])} → ${shortNumber(steps.sigmas[step + 1])}`],
    ['ᾱ', shortNumber(steps.alphasCumprod[step])],
    ...(steps.betas ? [['β', shortNumber(steps.betas[step])] as const] : []),
    ['log-SNR', shortNumber(steps.logSnr[step])],
    ['model input ×', shortNumber(steps.inputScale[step])],
  ];
}
