import type { Schedule } from '../../../schedulers/definition/schedule';

/**
 * Which account of its noise fits a class:
 * `betas` it adds noise step by step, and ᾱ is what is left of the picture; `alphas` the same, with ᾱ given outright;
 * `angle` the mixture turns along a circle; `levels` σ itself is chosen; `flow` picture and noise lie on a straight line;
 * `tokens` there is no noise, as x is a sequence of tokens.
 */
export type Story = 'betas' | 'alphas' | 'angle' | 'levels' | 'flow' | 'tokens';

export function storyOf(schedule: Schedule): Story {
  switch (schedule.parametrisation) {
    case 'discrete':
      return 'tokens';
    case 'flow':
      return 'flow';
    case 've':
      return schedule.training.alphasCumprod ? 'betas' : 'levels';
    case 'vp':
      if (schedule.config['prediction_type'] === 'trigflow') return 'angle';
      return schedule.training.alphasCumprod ? 'betas' : 'alphas';
  }
}

/** A step's numbers. */
export interface StepNumbers {
  readonly timestep: number;
  readonly sigma: number;
  readonly next: number;
  readonly alphaCumprod: number;
  readonly beta: number | null;
  readonly signal: number;
  readonly noise: number;
  readonly inputScale: number;
}

/** The numbers of a step that there is; null for another. */
export function numbersAt({ steps, finalSigma }: Schedule, step: number): StepNumbers | null {
  if (step < 0 || step >= steps.count) return null;
  return {
    timestep: steps.timesteps[step],
    sigma: steps.sigmas[step],
    next: step + 1 < steps.count ? steps.sigmas[step + 1] : finalSigma,
    alphaCumprod: steps.alphasCumprod[step],
    beta: steps.betas ? steps.betas[step] : null,
    signal: steps.signal[step],
    noise: steps.noise[step],
    inputScale: steps.inputScale[step],
  };
}

/** What is said at a step that there is. */
export function atStep(schedule: Schedule, say: (numbers: StepNumbers, step: number) => string | null) {
  return (step: number): string | null => {
    const numbers = numbersAt(schedule, step);
    return numbers && say(numbers, step);
  };
}

/** The training timestep whose noise a step has; null for one whose σ comes from elsewhere. */
export function trainedTimestep(schedule: Schedule, { timestep, alphaCumprod }: StepNumbers): number | null {
  const trained = schedule.training.alphasCumprod?.[timestep];
  if (trained === undefined) return null;
  return Math.abs(trained - alphaCumprod) <= 1e-4 * trained + 1e-9 ? timestep : null;
}

/** The value of an option that is a number. */
export function numberIn({ config }: Schedule, name: string): number | null {
  const value = config[name];
  return typeof value === 'number' ? value : null;
}
