import type { Progress } from './shared/picture';

/** Work that takes less is not reported. */
const patience = 500;
const interval = 250;

/** An estimate never shows more than this before the work has ended. */
const mostWhileWorking = 0.95;

/** Milliseconds a pixel of each network, from its latest answer. */
export class Pace {
  readonly #milliseconds = new Map<string, number>();

  /** Null when nothing is known. */
  expected(network: string, pixels: number): number | null {
    const rate = this.#milliseconds.get(network);
    return rate === undefined ? null : rate * pixels;
  }

  learn(network: string, pixels: number, milliseconds: number): void {
    this.#milliseconds.set(network, milliseconds / pixels);
  }
}

/** Part of a longer work: where it begins and ends in 0..1, and how long it should take (null when unknown). */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly milliseconds: number | null;
  /** When the whole work began, as `Date.now()` tells it. */
  readonly began: number;
}

/** Tells how far a work is while it lasts, from half a second on. */
export async function told<T>(
  work: Promise<T>,
  progress: Progress | undefined,
  words: string,
  { from, to, milliseconds, began }: Stretch,
): Promise<T> {
  if (!progress) return work;
  const here = Date.now();
  const tell = (): void => {
    const done = milliseconds === null ? 0 : Math.min(mostWhileWorking, (Date.now() - here) / milliseconds);
    progress(from + (to - from) * done, words);
  };
  let ticking: NodeJS.Timeout | undefined;
  const waiting = setTimeout(
    () => {
      tell();
      ticking = setInterval(tell, interval);
    },
    began + patience - here,
  );
  try {
    return await work;
  } finally {
    clearTimeout(waiting);
    clearInterval(ticking);
  }
}
