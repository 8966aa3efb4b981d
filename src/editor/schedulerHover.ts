import * as vscode from 'vscode';
import type { Site } from '../code/site';
import { embeddedAutoencoder } from '../decode/embedded';
import type { Inspection } from '../inspect/inspection';
import { siteAt } from '../inspect/nearest';
import type { StepPictures } from '../preview/stepPictures';
import { hoverMarkdown, type HoverView } from '../render/hover';
import { hasNoiseLevels } from '../render/noiseLevels';
import { stripSteps, type Strip } from '../render/pictureStrip';
import { definitionOf } from '../schedulers/registry';
import { positionIn, toRange } from './position';
import type { Program, Programs } from './programs';
import type { SchedulerTarget } from './target';
import { currentTheme } from './theme';

/** How long a hover waits for its pictures; after that they are there the next time. */
const patience = 150;

/** Side in pixels, for sharp pictures on dense screens. */
const pictureSize = 256;

const enabledCommands = [
  'sigmascope.showNoiseSchedule',
  'sigmascope.copySigmas',
  'sigmascope.copyTimesteps',
  'sigmascope.pinToComparison',
];

/** What a hover shows of a scheduler, with its pictures when they come in time. */
export class SchedulerHover {
  /** Decoding for the hover before this one, which nobody looks at any more. */
  private decoding: AbortController | null = null;

  constructor(
    private readonly programs: Programs,
    private readonly pictures: StepPictures,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  dispose(): void {
    this.decoding?.abort();
  }

  /** The hover at a position; null where nothing is said of a scheduler. */
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
  private async stripOf({ outcome, resolved }: Inspection): Promise<Strip | null> {
    if (!outcome.ok || !hasNoiseLevels(outcome.schedule) || !wantsPictures()) return null;
    const steps = stripSteps(outcome.schedule.steps.count);
    const args = [outcome.schedule, embeddedAutoencoder(resolved.family), steps, pictureSize] as const;
    const decoded = this.pictures.cached(...args) ?? (await soon(this.decode(...args)));
    if (!decoded) return null;
    const { pictures, decoder, provider } = decoded;
    return { steps, pictures, decoder, provider };
  }

  private async decode(...args: Parameters<StepPictures['cached']>): Promise<ReturnType<StepPictures['cached']>> {
    this.decoding?.abort();
    const controller = new AbortController();
    this.decoding = controller;
    try {
      return await this.pictures.pictures(...args, controller.signal);
    } catch (error) {
      if (!controller.signal.aborted)
        this.log.warn(`No pictures: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
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
