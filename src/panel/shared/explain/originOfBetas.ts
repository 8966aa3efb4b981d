/** β → α → ᾱ → σ, with the numbers of a step. Ho et al. 2020; σ as k-diffusion counts it (Karras et al. 2022). */
import type { Schedule, ScheduleRequest } from '../../../schedulers/definition/schedule';
import { betaInNumbers, betaInWords, betaRule } from './betas';
import { gridParts } from './grid';
import { significant } from '../../../render/words/numbers';
import { formula, prose, type Chapter, type Part } from './part';
import { atStep, numberIn, trainedTimestep } from './story';
import { agrees, subscript, tex } from './tex';
import { variantOf } from './variant';

export function originOfBetas(request: ScheduleRequest, schedule: Schedule): Chapter {
  return {
    id: 'origin',
    title: 'From β to α to ᾱ to σ',
    parts: [
      prose(
        `For training, noise was added to a picture in ${schedule.training.timesteps.length} small steps. **β** is the variance of the noise that one step adds. ${betaInWords(schedule)}`,
      ),
      ...rule(schedule),
      ...keptBySteps(schedule),
      ...corrections(request, schedule),
      ...sigmaParts(schedule),
      ...gridParts(schedule),
    ],
  };
}

function rule(schedule: Schedule): Part[] {
  const symbols = betaRule(schedule)?.symbols;
  return [
    ...(symbols && plainBetas(schedule) ? [formula(symbols)] : []),
    formula(
      atStep(schedule, (at) => {
        const t = trainedTimestep(schedule, at);
        if (at.beta === null || t === null) return null;
        const numbers = plainBetas(schedule) ? betaInNumbers(schedule, t) : null;
        return [`\\beta${subscript(t)}`, ...(numbers ? [numbers] : []), tex(at.beta)].join(' = ');
      }),
    ),
  ];
}

/** Whether β are still those of the rule. */
const plainBetas = ({ config }: Schedule): boolean => config['rescale_betas_zero_snr'] !== true;

/** α and their product, as far as ᾱ is that product. */
function keptBySteps(schedule: Schedule): Part[] {
  const products = productsOf(schedule);
  return [
    prose('**α** is the share of the variance that such a step keeps of what was there before:'),
    formula(
      atStep(schedule, (at) => {
        const t = trainedTimestep(schedule, at);
        if (at.beta === null || t === null) return '\\alpha_t = 1 - \\beta_t';
        return `\\alpha${subscript(t)} = 1 - \\beta${subscript(t)} = 1 - ${tex(at.beta)} = ${tex(1 - at.beta)}`;
      }),
    ),
    prose('**ᾱ** is what all steps up to here have kept, the product of their α: the share of the picture in x_t.'),
    formula(
      atStep(schedule, (at) => {
        const t = trainedTimestep(schedule, at);
        if (t === null || !agrees(products[t], at.alphaCumprod, 1e-3))
          return '\\bar\\alpha_t = \\prod_{s=0}^{t} \\alpha_s';
        return `\\bar\\alpha${subscript(t)} = \\prod_{s=0}^{${tex(t)}} \\alpha_s = ${tex(at.alphaCumprod)}`;
      }),
    ),
  ];
}

function productsOf({ training: { betas } }: Schedule): Float64Array {
  let product = 1;
  return Float64Array.from(betas ?? [], (beta) => (product *= 1 - beta));
}

/** What is done to ᾱ afterwards. */
function corrections(request: ScheduleRequest, schedule: Schedule): Part[] {
  return [...divided(request, schedule), ...(plainBetas(schedule) ? [] : zeroTerminal(request, schedule))];
}

/** CogVideoX divides the signal-to-noise ratio of every level. */
function divided(request: ScheduleRequest, schedule: Schedule): Part[] {
  const scale = numberIn(schedule, 'snr_shift_scale');
  const before = scale === null || scale === 1 ? null : variantOf(request, { snr_shift_scale: 1 });
  if (!before || scale === null) return [];
  return [
    prose(
      '`snr_shift_scale` then divides the signal-to-noise ratio of every level, as large pictures and videos need:',
    ),
    formula(
      atStep(schedule, (at) => {
        const symbols = String.raw`\bar\alpha'_t = \frac{\bar\alpha_t}{s + (1-s)\,\bar\alpha_t}`;
        const plain = before.training.alphasCumprod?.[at.timestep];
        if (plain === undefined || !agrees(plain / (scale + (1 - scale) * plain), at.alphaCumprod)) return symbols;
        return String.raw`${symbols} = \frac{${tex(plain)}}{${tex(scale)} + (1-${tex(scale)})\cdot ${tex(plain)}} = ${tex(at.alphaCumprod)}`;
      }),
    ),
  ];
}

/** Lin et al. 2023, algorithm 1. */
function zeroTerminal(request: ScheduleRequest, schedule: Schedule): Part[] {
  const before = variantOf(request, { rescale_betas_zero_snr: false })?.training.alphasCumprod;
  const [first, last] = [before?.at(0), before?.at(-1)];
  if (!before || first === undefined || last === undefined) return [];
  const [top, bottom] = [Math.sqrt(first), Math.sqrt(last)];
  const held = schedule.training.alphasCumprod?.at(-1) ?? NaN;
  const end =
    held === 0
      ? 'The last ᾱ is 0: no picture is left at all.'
      : `The last ᾱ would be 0; diffusers takes ${held.toExponential(2)} for it (2⁻²⁴), so that σ is finite.`;
  return [
    prose(
      `\`rescale_betas_zero_snr\` shifts √ᾱ down until the last one is 0, and stretches it so that the first one stays; β follow from that. ${end}`,
    ),
    formula(
      atStep(schedule, (at) => {
        const symbols = String.raw`\sqrt{\bar\alpha'_t} = \frac{\sqrt{\bar\alpha_t}-\sqrt{\bar\alpha_{T-1}}}{\sqrt{\bar\alpha_0}-\sqrt{\bar\alpha_{T-1}}}\,\sqrt{\bar\alpha_0}`;
        const root = Math.sqrt(before[at.timestep] ?? NaN);
        const value = ((root - bottom) / (top - bottom)) * top;
        if (!agrees(value, at.signal, 1e-3)) return symbols;
        return String.raw`${symbols} = \frac{${tex(root)}-${tex(bottom)}}{${tex(top)}-${tex(bottom)}}\cdot ${tex(top)} = ${tex(value)}`;
      }),
    ),
  ];
}

function sigmaParts(schedule: Schedule): Part[] {
  return [
    prose(
      '**σ** is the same level as a ratio: how much noise there is for one part of picture. It grows without limit where ᾱ goes to 0.',
    ),
    formula(
      atStep(schedule, ({ alphaCumprod, sigma }) => {
        const symbols = String.raw`\sigma = \sqrt{\frac{1-\bar\alpha}{\bar\alpha}}`;
        if (!agrees(Math.sqrt((1 - alphaCumprod) / alphaCumprod), sigma, 1e-3)) return symbols;
        return String.raw`${symbols} = \sqrt{\frac{${tex(1 - alphaCumprod)}}{${tex(alphaCumprod)}}} = ${tex(sigma)}`;
      }),
    ),
    prose(
      atStep(schedule, (at) =>
        trainedTimestep(schedule, at) === null
          ? `This step’s σ is not that of a training timestep: σ = ${significant(at.sigma)} was chosen first, ᾱ follows from it, and the model is told t = ${significant(at.timestep)}, where training had about as much noise.`
          : null,
      ),
    ),
  ];
}
