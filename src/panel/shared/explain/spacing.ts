/** Which part of training the steps never visit. Lin et al. 2023, section 3.3. */
import { counted, significant } from '../../../render/words/numbers';
import type { Schedule } from '../../../schedulers/definition/schedule';
import { storyOf } from './story';

/** The steps on the training range, and what of it is left out. */
export interface SpacingView {
  /** How many training timesteps there are. */
  readonly trained: number;
  readonly timesteps: readonly number[];
  /** Training timesteps above the first step and below the last. */
  readonly skippedAbove: number;
  readonly skippedBelow: number;
  /** The widest gap between two steps that follow each other. */
  readonly widest: number;
}

/** Null for classes that are not trained on counted timesteps. */
export function spacingOf(schedule: Schedule): SpacingView | null {
  const { steps, training } = schedule;
  if (storyOf(schedule) !== 'betas' || steps.count === 0) return null;
  const timesteps = Array.from(steps.timesteps);
  const trained = training.timesteps.length;
  const gaps = timesteps.slice(1).map((t, i) => Math.abs(t - timesteps[i]));
  return {
    trained,
    timesteps,
    skippedAbove: Math.max(0, trained - 1 - Math.ceil(Math.max(...timesteps))),
    skippedBelow: Math.max(0, Math.floor(Math.min(...timesteps))),
    widest: Math.max(0, ...gaps),
  };
}

export function spacingInWords(schedule: Schedule): string {
  const spacing = spacingOf(schedule);
  if (!spacing) return '';
  return [above(schedule, spacing), between(spacing), below(spacing)].join(' ');
}

function above({ training, steps, config }: Schedule, { trained, timesteps, skippedAbove }: SpacingView): string {
  const first = Math.max(...timesteps);
  if (skippedAbove === 0) return `The noisiest training timestep, t = ${trained - 1}, is visited.`;
  const name =
    typeof config['timestep_spacing'] === 'string' ? ` (\`timestep_spacing="${config['timestep_spacing']}"\`)` : '';
  const most = Math.max(...steps.sigmas);
  return (
    `The highest timestep visited is t = ${significant(first)}${name}: the ${counted(skippedAbove, 'noisiest training timestep')} above it ` +
    `${skippedAbove === 1 ? 'is' : 'are'} never seen. There σ goes up to ${significant(training.sigmas[trained - 1])}; the steps reach ${significant(most)}.`
  );
}

function between({ timesteps, trained, widest }: SpacingView): string {
  const unseen = trained - new Set(timesteps.map(Math.round)).size;
  return `${counted(unseen, 'training timestep')} of ${trained} ${unseen === 1 ? 'is' : 'are'} passed over in all; the widest gap is ${significant(widest, 4)}.`;
}

function below({ skippedBelow }: SpacingView): string {
  if (skippedBelow === 0) return 'The least noisy one, t = 0, is visited.';
  return `The ${skippedBelow === 1 ? 'least noisy one is' : `${skippedBelow} least noisy ones are`} left to the last step, which jumps over ${skippedBelow === 1 ? 'it' : 'them'} to the end.`;
}
