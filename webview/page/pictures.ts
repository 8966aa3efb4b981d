import type { PicturesRequest, WiredChanges } from '../../src/panel/protocol';
import type { Host } from './messages';
import { PictureAnswers, type OnProgress, type PictureSource, type StepPictures } from './pictureAnswers';

/** Pictures of the schedule's steps. */
export class Pictures implements PictureSource {
  private readonly answers: PictureAnswers;
  /** What the user has changed about the schedule whose pictures are asked for. */
  changes: WiredChanges | null = null;

  constructor(host: Host) {
    this.answers = new PictureAnswers(host);
  }

  /**
   * Asks for step pictures of the schedule that `key` names, from the decoder that answers soon or the best one.
   *
   * @throws NoPictures (by rejection) when they cannot be made, or when `signal` gives the request up
   */
  pictures(
    key: string,
    steps: readonly number[],
    size: number,
    signal: AbortSignal,
    quality: PicturesRequest['quality'] = 'quick',
    progress?: OnProgress,
  ): Promise<StepPictures> {
    const wanted = { key: codeKey(key), changes: this.changes, steps: [...steps], size, quality };
    return this.answers.ask((id) => ({ type: 'pictures', id, ...wanted }), signal, progress);
  }
}

/** Between the name of the pictures that the code makes and what the user has changed. */
const changedMark = ' changed ';

/** Names the pictures of a changed schedule. */
export function changedKey(key: string, changes: WiredChanges): string {
  return `${key}${changedMark}${JSON.stringify(changes)}`;
}

function codeKey(key: string): string {
  return key.split(changedMark, 1)[0] ?? key;
}
