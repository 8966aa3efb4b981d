import type { RunPictureKind } from '../../src/panel/protocol';
import type { Host } from '../page/messages';
import { PictureAnswers, type PictureSource, type StepPictures } from '../page/pictureAnswers';

/** Pictures of one kind from a run, which is named by its id as a key; steps count from the first it took. */
export class RunPictures implements PictureSource {
  private readonly answers: PictureAnswers;

  constructor(
    host: Host,
    private readonly of: RunPictureKind,
  ) {
    this.answers = new PictureAnswers(host);
  }

  pictures(key: string, steps: readonly number[], size: number, signal: AbortSignal): Promise<StepPictures> {
    const wanted = { run: Number(key), of: this.of, steps: [...steps], size };
    return this.answers.ask((id) => ({ type: 'runPictures', id, ...wanted }), signal);
  }
}
