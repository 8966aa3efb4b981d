import type { Inspection, Refusal } from '../inspect/inspection';
import type { Option } from '../schedulers/options/option';
import type { Schedule } from '../schedulers/definition/schedule';
import { curveInWords, curveSvg, hoverCurve } from './curve/curveSvg';
import { explainInitNoiseSigma } from './words/explanation';
import { code, commandLink, escape, fileLink, image, markdownLimit } from './words/markdown';
import { hasNoiseLevels, isInversion } from './words/noiseLevels';
import { pictureStrip, stripInWords, stripQualities, type Strip } from './pictures/pictureStrip';
import { pythonLiteral } from './words/python';
import { raisedWhere } from './words/raisedWhere';
import { evaluations, facts, firstAndLast, nameElsewhere, notices, provenance, type Provenance } from './words/summary';
import type { Theme } from './drawing/theme';

/** What a hover is made for. */
export interface HoverView {
  readonly theme: Theme;
  readonly strip?: Strip;
  /** The option under the pointer, to be explained first. */
  readonly option?: { readonly name: string; readonly definition: Option };
  /** Argument of the command links; without it there are none. */
  readonly target?: unknown;
}

/**
 * A scheduler as the Markdown of a hover: facts, why `init_noise_sigma` is what it is, curve, pictures, first and last
 * values, and where they come from. Never longer than VS Code shows; pictures give way first.
 */
export function hoverMarkdown(inspection: Inspection, view: HoverView): string {
  const { outcome } = inspection;
  if (!outcome.ok) return refusalMarkdown(inspection, outcome, view);
  const { schedule } = outcome;
  if (!hasNoiseLevels(schedule)) return tokensMarkdown(inspection, schedule, view);
  const strips = view.strip && view.strip.pictures.length > 0 ? stripsOf(view.strip, schedule, view.theme) : [];
  for (const strip of strips) {
    const markdown = scheduleMarkdown(inspection, schedule, view, strip);
    if (markdown.length < markdownLimit) return markdown;
  }
  return scheduleMarkdown(inspection, schedule, view, null);
}

/** Without noise levels there is nothing to draw. */
function tokensMarkdown(inspection: Inspection, schedule: Schedule, view: HoverView): string {
  const { headline, why, purpose } = explainInitNoiseSigma(schedule);
  return paragraphs([
    optionMarkdown(inspection, view),
    headingMarkdown(schedule.className, facts(schedule, inspection.unusedOptions), view),
    `${headline}. ${why}`,
    purpose,
    ...detailsMarkdown(inspection, schedule, view),
  ]);
}

/** VS Code shows the first 250 pixels and scrolls to the rest: what the number is, why, and the curve come first. */
function scheduleMarkdown(
  inspection: Inspection,
  schedule: Schedule,
  view: HoverView,
  strip: StripMarkdown | null,
): string {
  const { headline, why, purpose } = explainInitNoiseSigma(schedule);
  const { width, height } = hoverCurve;
  return paragraphs([
    optionMarkdown(inspection, view),
    headingMarkdown(schedule.className, facts(schedule, inspection.unusedOptions), view),
    `${headline}. ${why}${experimentLink(schedule, view)}`,
    [
      image(curveInWords(schedule), 'image/svg+xml', base64(curveSvg(schedule, view.theme)), width, height),
      strip?.picture,
    ]
      .filter(Boolean)
      .join('&nbsp;'),
    strip?.caption ?? null,
    purpose,
    ...detailsMarkdown(inspection, schedule, view),
  ]);
}

/** The numbers, where they come from, and what to do with them. */
function detailsMarkdown(inspection: Inspection, schedule: Schedule, view: HoverView): (string | null)[] {
  const name = nameElsewhere(inspection);
  return [
    `${valuesMarkdown(schedule)}\n\n${evaluations(schedule)}${name === null ? '' : ` · ${escape(name)}`}`,
    provenance(inspection).map(provenanceMarkdown).join('  \n'),
    noticesMarkdown(inspection),
    copyLinks(schedule, view),
  ];
}

function refusalMarkdown(inspection: Inspection, refusal: Refusal, view: HoverView): string {
  const { by, type, message, where, remedy } = refusal;
  const said = by === 'diffusers' ? `**${escape(type)}** ${raisedWhere[where]}: ${escape(message)}` : escape(message);
  return paragraphs([
    optionMarkdown(inspection, view),
    headingMarkdown(inspection.resolved.className, [], view),
    `$(${by === 'diffusers' ? 'error' : 'info'}) ${said}`,
    escape(remedy),
    provenance(inspection).map(provenanceMarkdown).join('  \n'),
    noticesMarkdown(inspection),
  ]);
}

/** In one piece: a line ends before the link, not inside it. */
const panelLabel = '$(graph-line)\u00a0Show\u00a0Noise\u00a0Schedule';

function headingMarkdown(className: string, about: readonly string[], { target }: HoverView): string {
  const tooltip = 'Curves, pictures and all steps beside the code';
  const panel = target === undefined ? '' : commandLink(panelLabel, 'sigmascope.showNoiseSchedule', target, tooltip);
  return [`**${escape(className)}**`, about.map(escape).join(' · '), panel].filter(Boolean).join('\u2003');
}

/** What happens with another value is to be seen, not to be read. */
function experimentLink(schedule: Schedule, { target }: HoverView): string {
  const { before, after } = schedule.initNoiseSigma;
  if (target === undefined || (after ?? before) === null || isInversion(schedule)) return '';
  const argument = { target, option: 'init_noise_sigma' };
  const tooltip = 'Sampling runs with other values, as pictures beside the code';
  return ` ${commandLink('What happens if it is smaller, or larger?', 'sigmascope.sweepOption', argument, tooltip)}`;
}

function optionMarkdown({ resolved }: Inspection, { option }: HoverView): string | null {
  if (!option) return null;
  const { name, definition } = option;
  const written = Object.hasOwn(resolved.config, name) ? resolved.config[name].value : definition.default;
  const choices = definition.choices?.map((choice) => code(pythonLiteral(choice))).join(', ');
  return [
    code(`${name}=${pythonLiteral(written)}`),
    escape(definition.doc),
    choices ? `One of ${choices}.` : '',
    `diffusers’ default is ${code(pythonLiteral(definition.default))}.\n\n---`,
  ]
    .filter(Boolean)
    .join(' ');
}

interface StripMarkdown {
  readonly picture: string;
  readonly caption: string;
}

/** Lazily, from the best quality down: most hovers stop at the first. */
function* stripsOf(strip: Strip, schedule: Schedule, theme: Theme): Generator<StripMarkdown> {
  for (const quality of stripQualities) {
    const { svg, width, height } = pictureStrip(strip, schedule, theme, quality);
    const picture = image(
      stripInWords(strip, schedule),
      'image/svg+xml',
      base64(svg),
      Math.round(width),
      Math.round(height),
    );
    const reason = strip.reason ? `, ${strip.reason},` : '';
    const how = `${strip.decoder}${reason} on ${providerName(strip.provider)}`;
    yield {
      picture,
      caption: `*Pictures: what the model is given at these steps, a sample picture noised; ${escape(how)}.*`,
    };
  }
}

/** As people write it; others stay as ONNX Runtime calls them. */
function providerName(provider: string): string {
  return provider === 'cpu' ? 'CPU' : provider === 'webgpu' ? 'WebGPU' : provider;
}

/** The spaces keep columns apart without breaking lines: a hover's table cells have no padding. */
function valuesMarkdown(schedule: Schedule): string {
  const rows = firstAndLast(schedule);
  const line = (name: string, cells: readonly string[]) =>
    `| ${name} | ${cells.map((cell) => `&nbsp;&nbsp;${cell}`).join(' | ')} |`;
  return [
    line(
      'step',
      rows.map(({ step }) => (step === null ? '…' : step === 'end' ? 'end' : String(step + 1))),
    ),
    `| --- |${' --: |'.repeat(rows.length)}`,
    line(
      't',
      rows.map(({ timestep }) => timestep),
    ),
    ...(hasNoiseLevels(schedule)
      ? [
          line(
            'σ',
            rows.map(({ sigma }) => sigma),
          ),
        ]
      : []),
  ].join('\n');
}

const icons: Readonly<Record<Provenance['origin'], string>> = {
  code: 'code',
  'parameter default': 'symbol-parameter',
  'model file': 'package',
  'built-in table': 'package',
  'diffusers default': 'library',
};

/** Defaults are many and ordinary, so they are plain text; what the user chose is set as code. */
function provenanceMarkdown({ origin, title, file, keywords, leftOut }: Provenance): string {
  const isDefault = origin === 'diffusers default';
  const listed = isDefault ? keywords.map(escape).join(', ') : keywords.map(code).join(' ');
  const others = leftOut === '' ? '' : `${keywords.length > 0 ? '; ' : ''}${escape(leftOut)}`;
  const named = file === undefined ? escape(title) : fileLink(title, file);
  return `$(${icons[origin]}) ${named}: ${listed}${others}`;
}

function noticesMarkdown(inspection: Inspection): string {
  return notices(inspection)
    .map((notice) => `$(info) ${escape(notice)}`)
    .join('  \n');
}

function copyLinks(schedule: Schedule, { target }: HoverView): string | null {
  if (target === undefined) return null;
  const tooltip = 'As a Python list at full precision';
  const sigmas = commandLink('$(copy) Copy sigmas', 'sigmascope.copySigmas', target, tooltip);
  const timesteps = commandLink('$(copy) Copy timesteps', 'sigmascope.copyTimesteps', target, 'As a Python list');
  const pin = commandLink('$(pin) Pin to comparison', 'sigmascope.pinToComparison', target, 'Beside other schedules');
  return [...(hasNoiseLevels(schedule) ? [sigmas] : []), timesteps, pin].join('\u2003');
}

function paragraphs(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

function base64(svg: string): string {
  return Buffer.from(svg, 'utf8').toString('base64');
}
