import path from 'node:path';
import type { Scene, Workshop } from '../../preview/experiment/experiment';
import { Sweeper } from '../../preview/sweep/sweeper';
import { sweptOption } from '../../preview/sweep/sweptOption';
import { drawnSheet } from '../experiment/drawnSheet';
import { Runs } from '../experiment/runs';
import { saveSheet } from '../experiment/saveSheet';
import { sceneOf } from '../experiment/scene';
import { Sweeps } from '../experiment/sweeps';
import type { ExperimentSubject, PageMessage, RunOrder, SweepOrder } from '../protocol';
import type { PanelContext, PanelView } from '../state/view';

/** Sampling runs of the scheduler shown, one or a sweep of them, computed on a thread of their own. */
export class ExperimentView implements PanelView {
  private readonly dist: string;
  private readonly workshop: Workshop & { readonly sweeper: Sweeper };
  private readonly sweeps: Sweeps;
  private readonly runs: Runs;

  constructor(private readonly context: PanelContext) {
    const { extensionUri, decoder } = context.services;
    this.dist = path.join(extensionUri.fsPath, 'dist');
    this.workshop = { decoder, sweeper: new Sweeper(path.join(this.dist, 'sweep.js')) };
    this.sweeps = new Sweeps(this.workshop, context.post);
    this.runs = new Runs(this.workshop, context.post);
  }

  receive(message: PageMessage): void {
    switch (message.type) {
      case 'sweep':
        this.sweep(message);
        break;
      case 'run':
        this.run(message);
        break;
      case 'runPictures':
        void this.runs.answer(message);
        break;
      case 'cancel':
        this.runs.cancel(message.id);
        break;
      case 'stopExperiment':
        this.sweeps.stop(message.id);
        this.runs.stop(message.id);
        break;
      case 'saveSheet':
        this.save(message.id);
        break;
      default:
    }
  }

  abandon(): void {
    this.sweeps.abandon();
    this.runs.abandon();
  }

  dispose(): void {
    this.workshop.sweeper.dispose();
  }

  private sweep({ id, subject, option, values }: SweepOrder): void {
    void this.sweeps.run(id, async () => ({ ...(await this.scene(subject)), sweep: { option, ...values } }));
  }

  private run({ id, subject, swept }: RunOrder): void {
    void this.runs.run(id, async () => {
      const scene = await this.scene(subject);
      if (!swept) return scene;
      return { ...scene, run: sweptOption(scene.run.className, swept.option).with(scene.run, swept.value) };
    });
  }

  /** @throws Error with sentences when there is nothing to run, or nothing to decode it with */
  private async scene(subject: ExperimentSubject): Promise<Scene> {
    const shown = this.context.shown();
    if (!shown) throw new Error('The scheduler is no longer in the code.');
    return sceneOf(shown, subject, this.context.services);
  }

  private save(id: number): void {
    const swept = this.sweeps.shown(id);
    const uri = this.context.shown()?.program.uri;
    const say = (what: 'done' | 'refused', message: string) =>
      this.context.post({ type: 'announcement', what, message });
    if (!swept || swept.result.pictures.size === 0) {
      say('refused', 'There are no pictures to save yet.');
      return;
    }
    saveSheet(swept, uri?.path.split('/').at(-1) ?? '', (sheet) =>
      drawnSheet(path.join(this.dist, 'sheet.js'), sheet),
    ).then(
      (done) => {
        if (done !== null) say('done', done);
      },
      (error: unknown) => {
        say('refused', `The sheet could not be saved: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
  }
}
