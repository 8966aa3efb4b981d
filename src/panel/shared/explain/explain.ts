import type { Schedule, ScheduleRequest } from '../../../schedulers/definition/schedule';
import { targetOfRequest } from '../../../schedulers/sample';
import type { Target } from '../../../schedulers/definition/target';
import { densityInWords, densityOf } from './density';
import { initNoiseChapter } from './initNoise';
import { mixtureChapter } from './mixture';
import { modelInputChapter } from './modelInput';
import { originChapter } from './origins';
import { figure, prose, type Chapter } from './part';
import { spacingInWords, spacingOf } from './spacing';
import { storyOf } from './story';
import { variantsOf } from './variants';

/**
 * A schedule explained, chapter by chapter. A formula is given only where it gives the numbers that
 * the schedule holds, so that none is ever told of a class that it is not true of.
 */
export function explain(request: ScheduleRequest, schedule: Schedule): readonly Chapter[] {
  const story = storyOf(schedule);
  const origin = originChapter(request, schedule);
  if (story === 'tokens' || schedule.steps.count === 0) return [origin];
  return [
    origin,
    plots(schedule),
    mixtureChapter(schedule, targetFor(request)),
    modelInputChapter(schedule),
    initNoiseChapter(schedule),
    ...(variantsOf(request, schedule).length > 0 ? [variants()] : []),
    ...(densityOf(schedule)
      ? [
          {
            id: 'density',
            title: 'Where the steps are spent',
            parts: [prose(densityInWords(schedule)), figure('density')],
          },
        ]
      : []),
    ...(spacingOf(schedule)
      ? [
          {
            id: 'spacing',
            title: 'Which part of training is skipped',
            parts: [prose(spacingInWords(schedule)), figure('spacing')],
          },
        ]
      : []),
  ];
}

function variants(): Chapter {
  return {
    id: 'variants',
    title: 'What the options do to the curve',
    parts: [
      prose('This configuration (coloured) beside the same with one option otherwise (broad and grey):'),
      figure('variants'),
    ],
  };
}

function plots(schedule: Schedule): Chapter {
  const isOfBetas = storyOf(schedule) === 'betas';
  return {
    id: 'plots',
    title: isOfBetas ? 'The three classic plots: β, ᾱ, σ' : 'The curves',
    parts: [
      prose(
        isOfBetas
          ? 'Over the training timesteps (dashed), with this configuration’s steps as points.'
          : 'Over all levels the model was trained on (dashed, where they are known), with this configuration’s steps as points.',
      ),
      figure('classicPlots'),
    ],
  };
}

/** What a perfect model would answer. */
function targetFor(request: ScheduleRequest): Target | null {
  try {
    return targetOfRequest(request);
  } catch {
    return null;
  }
}
