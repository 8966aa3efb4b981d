import type { Refusal } from '../../../inspect/inspection';
import { outcomeOf } from '../../../inspect/outcome';
import { hasNoiseLevels } from '../../../render/words/noiseLevels';
import { kDiffusionSigmas, type KDiffusionName } from '../../../schedulers/noise/kDiffusionSchedules';
import { sigmasToTimesteps } from '../../../schedulers/noise/sigmaToTimestep';
import type { Schedule, Steps } from '../../../schedulers/definition/schedule';
import { stepsOf } from '../../../schedulers/noise/steps';
import type { NamedSubject, Subject } from '../../protocol';
import { changedRequest, noChanges } from '../whatIf';

/** What is compared of a schedule. */
export interface Course {
  readonly steps: Steps;
  /** The level after the last step. */
  readonly finalSigma: number;
  /** σ is the share of noise, 0…1. */
  readonly isFlow: boolean;
  /** False for discrete tokens, of which only the timesteps can be compared. */
  readonly hasNoiseLevels: boolean;
}

/** One of the schedules of a comparison, computed. */
export interface Series {
  readonly name: string;
  readonly subject: Subject;
  /** Null where it was refused. */
  readonly course: Course | null;
  /** Of the scheduler behind it; of a k-diffusion schedule, of the model. */
  readonly schedule: Schedule | null;
  readonly refusal: Refusal | null;
}

/** Computes a schedule to compare. Never throws. */
export function seriesOf({ name, subject }: NamedSubject): Series {
  const outcome = outcomeOf(changedRequest(subject.kind === 'scheduler' ? subject.request : subject.model, noChanges));
  if (!outcome.ok) return { name, subject, course: null, schedule: null, refusal: outcome };
  const { schedule } = outcome;
  const course =
    subject.kind === 'scheduler' ? courseOf(schedule) : namedCourse(subject.schedule, subject.steps, schedule);
  return { name, subject, course, schedule, refusal: null };
}

function courseOf(schedule: Schedule): Course {
  const { steps, finalSigma, parametrisation } = schedule;
  return { steps, finalSigma, isFlow: parametrisation === 'flow', hasNoiseLevels: hasNoiseLevels(schedule) };
}

function namedCourse(name: KDiffusionName, count: number, { training, parametrisation }: Schedule): Course {
  const isFlow = parametrisation === 'flow';
  const sigmas = kDiffusionSigmas(name, { sigmas: training.sigmas, isFlow }, count);
  const levels = sigmas.subarray(0, -1);
  const timesteps = isFlow
    ? levels.map((sigma) => sigma * training.sigmas.length)
    : sigmasToTimesteps(levels, training.sigmas);
  const finalSigma = 0;
  return {
    steps: stepsOf(timesteps, { sigmas: levels, finalSigma }, training.betas, parametrisation),
    finalSigma,
    isFlow,
    hasNoiseLevels: levels.length > 0,
  };
}
