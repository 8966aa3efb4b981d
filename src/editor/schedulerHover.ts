import * as vscode from 'vscode';
import type { ResolvedScheduler } from '../catalog/resolved';
import type { Site } from '../code/sites/site';
import type { CandidateKind } from '../decode/find/candidate';
import type { Inspection } from '../inspect/inspection';
import { siteAt } from '../inspect/nearest';
import type { StepPictures } from '../preview/pictures/stepPictures';
import { hoverMarkdown, type HoverView } from '../render/hover';
import { hasNoiseLevels } from '../render/words/noiseLevels';
import { stripSteps, type Strip } from '../render/pictures/pictureStrip';
import { definitionOf } from '../schedulers/registry';
import type { Schedule } from '../schedulers/definition/schedule';
import type { Autoencoders } from '../workbench/autoencoders';
import { positionIn, toRange } from '../workbench/position';
import type { Program, Programs } from '../workbench/programs';
import type { SchedulerTarget } from '../workbench/target';
import { currentTheme } from './theme';

/** How long a hover waits for its pictures; after that they are there the next time. */
const patience = 150;

/** Side in pixels, for sharp pictures on dense screens. */
const pictureSize = 256;

const enabledCommands = [
  'sigmascope.sweepOption',
  'sigmascope.showNoiseSchedule',
  'sigmascope.copySigmas',
  'sigmascope.copyTimesteps',
  'sigmascope.pinToComparison',
];

/** Where pictures come from, and what decodes them. */
export interface PictureServices {
  readonly pictures: StepPictures;
  readonly autoencoders: Pick<Autoencoders, 'choose'>;
}

/** Why it is this one, in two or three words. */
const reasons: Readonly<Record<CandidateKind, string | null>> = {
  chosen: 'your choice',
  own: 'the model’s own',
  tiny: 'in your Hugging Face cache',
  embedded: null,
};

/** What a hover shows of a scheduler, with its pictures when they come in time. */
export class SchedulerHover {
  /** Decoding for the previous hover, which is no longer shown. */
  private decoding: AbortController | null = null;

  constructor(
    private readonly programs: Programs,
    private readonly services: PictureServices,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  dispose(): void {
    this.decoding?.abort();
  }

  /** The hover at a position; null where the code has no scheduler. */
  async at(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const program = await this.programs.of(document);
    const site = program && siteAt(program.analysis, positionIn(document, position));
    if (!site) return null;
    const inspection = program.inspect(site.scheduler, site.call);
    const strip = await this.stripOf(inspection);
    if (token.isCancellationRequested) return null;
    const markdown = hoverMarkdown(inspection, viewOf(program, site, inspection, strip));
    return new vscode.Hover(trusted(markdown), toRange(site.range));
  }

  /** The pictures, if they are wanted and come within {@link patience}. Decoding goes on behind a hover that does not wait. */
  private async stripOf(inspection: Inspection): Promise<Strip | null> {
    const { outcome } = inspection;
    if (!outcome.ok || !hasNoiseLevels(outcome.schedule) || !wantsPictures()) return null;
    return soon(this.decode(outcome.schedule, inspection.resolved));
  }

  private async decode(schedule: Schedule, resolved: ResolvedScheduler): Promise<Strip | null> {
    this.decoding?.abort();
    const controller = new AbortController();
    this.decoding = controller;
    const { pictures, autoencoders } = this.services;
    try {
      const { autoencoder, candidate } = await autoencoders.choose(resolved, 'strip');
      controller.signal.throwIfAborted();
      const steps = stripSteps(schedule.steps.count);
      const args = [schedule, autoencoder, steps, pictureSize] as const;
      const decoded = pictures.cached(...args) ?? (await pictures.pictures(...args, controller.signal));
      const { decoder, provider } = decoded;
      return { steps, pictures: decoded.pictures, decoder, provider, reason: reasons[candidate.kind] };
    } catch (error) {
      if (!controller.signal.aborted)
        this.log.warn(`No pictures: ${error instanceof Error ? error.message : String(error)}`);
      return null;
    }
  }
}

function wantsPictures(): boolean {
  return vscode.workspace.getConfiguration('sigmascope').get('hover.pictures', true);
}

/** The result if it is there in time, else null. */
async function soon<T>(result: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), patience);
  });
  try {
    return await Promise.race([result, late]);
  } finally {
    clearTimeout(timer);
  }
}

function viewOf(program: Program, site: Site, { resolved }: Inspection, strip: Strip | null): HoverView {
  const target: SchedulerTarget = { uri: program.uri.toString(), scheduler: site.scheduler, call: site.call };
  const options = definitionOf(resolved.className)?.options ?? {};
  const { option: name } = site;
  const isKnown = name !== null && Object.hasOwn(options, name);
  return {
    theme: currentTheme(),
    target,
    ...(strip ? { strip } : {}),
    ...(isKnown ? { option: { name, definition: options[name] } } : {}),
  };
}

function trusted(markdown: string): vscode.MarkdownString {
  const content = new vscode.MarkdownString(markdown, true);
  content.isTrusted = { enabledCommands };
  return content;
}
