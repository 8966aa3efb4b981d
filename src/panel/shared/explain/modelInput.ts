/** Why `scale_model_input` exists. Karras et al. 2022, table 1 (c_in). */
import { significant } from '../../../render/words/numbers';
import type { Schedule } from '../../../schedulers/definition/schedule';
import { formula, prose, type Chapter, type Part } from './part';
import { atStep, numberIn, storyOf } from './story';
import { agrees, tex } from './tex';

export function modelInputChapter(schedule: Schedule): Chapter {
  const isIdle = schedule.steps.inputScale.every((scale) => scale === 1);
  return {
    id: 'input',
    title: 'Why scale_model_input exists',
    parts: isIdle ? [prose(idle(schedule))] : scaled(schedule),
  };
}

function idle(schedule: Schedule): string {
  const lead =
    'In this class `scale_model_input` hands x on as it is, and is there only so that a loop works with every scheduler. ';
  switch (storyOf(schedule)) {
    case 'betas':
    case 'alphas':
      return `${lead}x_t needs no scaling: the shares of picture and noise are ᾱ and 1 − ᾱ, which make a variance of 1 at every step, as the model was trained on.`;
    case 'flow':
      return 'This class has nothing to scale: a flow model is shown x itself, at every σ. There may be no `scale_model_input` at all.';
    case 'angle':
      return `${lead}The loop itself divides x by \`sigma_data\` before the model sees it.`;
    default:
      return `${lead}The model was trained on x with all its noise, whatever its variance.`;
  }
}

function scaled(schedule: Schedule): Part[] {
  const data = storyOf(schedule) === 'levels' ? (numberIn(schedule, 'sigma_data') ?? 1) : 1;
  const own = data === 1 ? '1' : String.raw`\sigma_\text{data}^2`;
  const pictures =
    data === 1 ? 'pictures of variance 1' : `pictures of standard deviation \`sigma_data\` = ${significant(data)}`;
  return [
    prose(
      `Here noise is added to the picture and nothing is taken away, so x grows with σ: with ${pictures} its standard deviation at this step is`,
    ),
    formula(
      atStep(schedule, ({ sigma }) => {
        const spread = Math.sqrt(sigma ** 2 + data ** 2);
        return String.raw`\sqrt{\sigma^2 + ${own}} = \sqrt{${tex(sigma)}^2 + ${tex(data ** 2)}} = ${tex(spread)}`;
      }),
    ),
    prose(
      'The network was trained on inputs of standard deviation 1. `scale_model_input` divides by that root before each call of the model, and only for the model: the step itself goes on with x unscaled.',
    ),
    formula(
      atStep(schedule, ({ sigma, inputScale }) => {
        if (!agrees(1 / Math.sqrt(sigma ** 2 + data ** 2), inputScale, 1e-3))
          return `\\text{input} = ${tex(inputScale)}\\cdot x`;
        return String.raw`\text{input} = \frac{x}{\sqrt{\sigma^2 + ${own}}} = ${tex(inputScale)}\cdot x`;
      }),
    ),
    prose(
      'It is the second scaling of two: `init_noise_sigma` makes the first x as noisy as this class counts noise, once, before the loop; `scale_model_input` undoes that for the eyes of the model, at every step.',
    ),
  ];
}
