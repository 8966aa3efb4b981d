/**
 * How x_t is made of picture and noise, and how the picture is found again from what the model says.
 * Ho et al. 2020 (ε), Salimans & Ho 2022 (v), Karras et al. 2022 (preconditioning), Lipman et al. 2023 (flow).
 */
import type { Schedule } from '../../../schedulers/definition/schedule';
import type { Target } from '../../../schedulers/definition/target';
import { formula, prose, type Chapter } from './part';
import { atStep, numberIn, storyOf, type StepNumbers, type Story } from './story';
import { agrees, term, times } from './tex';

/** x0 = sample·x_t + output·(what the model says). */
interface Inverse {
  readonly sample: number;
  readonly output: number;
}

/** The other way round from what a perfect model would answer; null where the answer says nothing of x0. */
export function inverseAt(target: Target, { timestep, signal, noise }: StepNumbers): Inverse | null {
  const mix = target({ timestep, signal, noise });
  const inverse = { sample: -mix.sample / mix.clean, output: 1 / mix.clean };
  return Number.isFinite(inverse.sample) && Number.isFinite(inverse.output)
    ? { sample: inverse.sample + 0, output: inverse.output }
    : null;
}

/** What a model predicts: its name in formulas, and in words. */
interface Prediction {
  readonly symbol: string;
  readonly words: string;
}

function predictionOf({ config, parametrisation }: Schedule): Prediction {
  switch (config['prediction_type']) {
    case 'v_prediction':
      return { symbol: 'v', words: '**v**, a mixture of noise and picture (`prediction_type="v_prediction"`)' };
    case 'sample':
    case 'original_sample':
      return { symbol: '\\hat x_0', words: `the picture itself (\`prediction_type="${config['prediction_type']}"\`)` };
    case 'trigflow':
      return { symbol: 'F', words: '**F**, the direction along the circle' };
    case 'flow_prediction':
      return { symbol: 'v', words: '**v** = ε − x0, the direction from picture to noise' };
    case 'epsilon':
      return { symbol: '\\varepsilon', words: 'the noise **ε** (`prediction_type="epsilon"`)' };
    default:
      return parametrisation === 'flow'
        ? { symbol: 'v', words: '**v** = ε − x0, the direction from picture to noise' }
        : { symbol: '\\varepsilon', words: 'the noise **ε**' };
  }
}

/** Models whose raw output F becomes a picture only when it is mixed with the sample. */
const isPreconditioned = (schedule: Schedule): boolean =>
  storyOf(schedule) === 'levels' && numberIn(schedule, 'sigma_data') !== null;

export function mixtureChapter(schedule: Schedule, target: Target | null): Chapter {
  const prediction = isPreconditioned(schedule)
    ? { symbol: 'F', words: '**F**, which is a picture only once it is mixed with x' }
    : predictionOf(schedule);
  const stray = strayPrediction(schedule);
  return {
    id: 'mixture',
    title: 'The noisy picture, and back',
    parts: [
      prose('At this step x is a mixture of the picture x0 and noise ε of variance 1:'),
      formula(mixtureOf(schedule)),
      formula(atStep(schedule, ({ signal, noise }) => `x_t = ${times(signal, 'x_0')} ${term(noise, '\\varepsilon')}`)),
      ...(stray !== null ? [prose(stray)] : target === null ? [] : back(schedule, target, prediction)),
    ],
  };
}

/** Why what the model says does not lead back to the picture; null where it does. */
function strayPrediction({ config, parametrisation }: Schedule): string | null {
  const type = config['prediction_type'];
  const isFlow = parametrisation === 'flow';
  if (type === 'flow_prediction' && !isFlow)
    return '`prediction_type="flow_prediction"` is for a model of flow matching, but these noise levels are not a flow’s: what the model says does not lead back to the picture this way. With `use_flow_sigmas=True` it does.';
  if (type === 'v_prediction' && isFlow)
    return '`prediction_type="v_prediction"` is for x of variance 1, but a flow’s mixture has less: what the model says does not lead back to the picture this way. Models of flow matching want `prediction_type="flow_prediction"`.';
  return null;
}

const mixtures: Readonly<Record<Story, string>> = {
  betas: String.raw`x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon`,
  alphas: String.raw`x_t = \sqrt{\bar\alpha_t}\,x_0 + \sqrt{1-\bar\alpha_t}\,\varepsilon`,
  angle: String.raw`x_t = \cos t\;x_0 + \sin t\;\sigma_\text{data}\,\varepsilon`,
  levels: String.raw`x = x_0 + \sigma\,\varepsilon`,
  flow: String.raw`x = (1-\sigma)\,x_0 + \sigma\,\varepsilon`,
  tokens: '',
};

/** The mixture of a schedule in symbols. */
export function mixtureOf(schedule: Schedule): string {
  return schedule.parametrisation === 've' ? mixtures.levels : mixtures[storyOf(schedule)];
}

function back(schedule: Schedule, target: Target, { symbol, words }: Prediction) {
  const symbols = atStep(schedule, (at) => {
    const inverse = inverseAt(target, at);
    const written = inverse && candidates(schedule, symbol).find(({ of }) => isSame(of(at), inverse));
    return written ? written.symbols : null;
  });
  return [
    prose(`The model answers with ${words}. From that the picture follows, as the model imagines it at this step:`),
    formula(symbols),
    formula(
      atStep(schedule, (at) => {
        const inverse = inverseAt(target, at);
        if (!inverse) return null;
        if (inverse.sample === 0) return `x_0 = ${times(inverse.output, symbol)}`;
        return `x_0 = ${times(inverse.sample, 'x_t')} ${term(inverse.output, symbol)}`;
      }),
    ),
    prose(
      atStep(schedule, (at) =>
        inverseAt(target, at)
          ? null
          : 'At this step the answer says nothing of the picture: there is none of it in x_t, and finding it would be a division by zero.',
      ),
    ),
  ];
}

function isSame(a: Inverse, b: Inverse): boolean {
  return agrees(a.sample, b.sample, 1e-3) && agrees(a.output, b.output, 1e-3);
}

interface Written {
  readonly symbols: string;
  readonly of: (at: StepNumbers) => Inverse;
}

/** Ways back in symbols; the one that holds is the one whose numbers are the model's. */
function candidates(schedule: Schedule, symbol: string): readonly Written[] {
  const data = numberIn(schedule, 'sigma_data') ?? 1;
  const least = numberIn(schedule, 'sigma_min') ?? 0;
  const edm = ({ sigma }: StepNumbers) => ({
    sample: data ** 2 / (sigma ** 2 + data ** 2),
    output: (sigma * data) / Math.hypot(sigma, data),
  });
  const all: readonly (Written & { readonly when: boolean })[] = [
    { when: true, symbols: `x_0 = ${symbol}`, of: () => ({ sample: 0, output: 1 }) },
    ...variancePreserving(schedule, symbol),
    ...unscaled(schedule, symbol),
    {
      when: schedule.parametrisation === 'flow',
      symbols: `x_0 = x - \\sigma\\,${symbol}`,
      of: ({ sigma }) => ({ sample: 1, output: -sigma }),
    },
    {
      when: schedule.parametrisation === 'flow',
      symbols: String.raw`x_0 = \frac{x - \sigma\,${symbol}}{1-\sigma}`,
      of: ({ sigma }) => ({ sample: 1 / (1 - sigma), output: -sigma / (1 - sigma) }),
    },
    {
      when: schedule.parametrisation === 'flow',
      symbols: `x_0 = x + \\sigma\\,${symbol}`,
      of: ({ sigma }) => ({ sample: 1, output: sigma }),
    },
    {
      when: storyOf(schedule) === 'angle',
      symbols: `x_0 = \\cos t\\;x_t - \\sin t\\;${symbol}`,
      of: ({ timestep: t }) => ({ sample: Math.cos(t), output: -Math.sin(t) }),
    },
    {
      when: isPreconditioned(schedule),
      symbols: String.raw`x_0 = \frac{\sigma_\text{data}^2}{\sigma^2+\sigma_\text{data}^2}\,x + \frac{\sigma\,\sigma_\text{data}}{\sqrt{\sigma^2+\sigma_\text{data}^2}}\,${symbol}`,
      of: edm,
    },
    {
      when: isPreconditioned(schedule),
      symbols: String.raw`x_0 = \frac{\sigma_\text{data}^2}{\sigma^2+\sigma_\text{data}^2}\,x - \frac{\sigma\,\sigma_\text{data}}{\sqrt{\sigma^2+\sigma_\text{data}^2}}\,${symbol}`,
      of: (at) => ({ ...edm(at), output: -edm(at).output }),
    },
    {
      when: isPreconditioned(schedule),
      symbols: String.raw`x_0 = \frac{\sigma_\text{data}^2}{(\sigma-\sigma_\text{min})^2+\sigma_\text{data}^2}\,x + \frac{(\sigma-\sigma_\text{min})\,\sigma_\text{data}}{\sqrt{\sigma^2+\sigma_\text{data}^2}}\,${symbol}`,
      of: ({ sigma }) => ({
        sample: data ** 2 / ((sigma - least) ** 2 + data ** 2),
        output: ((sigma - least) * data) / Math.hypot(sigma, data),
      }),
    },
  ];
  return all.filter(({ when }) => when);
}

function variancePreserving(schedule: Schedule, symbol: string): readonly (Written & { readonly when: boolean })[] {
  const when = schedule.parametrisation === 'vp' && storyOf(schedule) !== 'angle';
  return [
    {
      when,
      symbols: String.raw`x_0 = \frac{x_t - \sqrt{1-\bar\alpha_t}\;${symbol}}{\sqrt{\bar\alpha_t}}`,
      of: ({ signal, noise }) => ({ sample: 1 / signal, output: -noise / signal }),
    },
    {
      when,
      symbols: String.raw`x_0 = \sqrt{\bar\alpha_t}\;x_t - \sqrt{1-\bar\alpha_t}\;${symbol}`,
      of: ({ signal, noise }) => ({ sample: signal, output: -noise }),
    },
  ];
}

/** Of x = x0 + σ·ε, in k-diffusion's classes. */
function unscaled(schedule: Schedule, symbol: string): readonly (Written & { readonly when: boolean })[] {
  const when = schedule.parametrisation === 've';
  return [
    {
      when,
      symbols: `x_0 = x - \\sigma\\,${symbol}`,
      of: ({ sigma }) => ({ sample: 1, output: -sigma }),
    },
    {
      when,
      symbols: String.raw`x_0 = \frac{x}{\sigma^2+1} - \frac{\sigma}{\sqrt{\sigma^2+1}}\,${symbol}`,
      of: ({ sigma }) => ({ sample: 1 / (sigma ** 2 + 1), output: -sigma / Math.sqrt(sigma ** 2 + 1) }),
    },
  ];
}
