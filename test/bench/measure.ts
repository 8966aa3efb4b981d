/** One figure of the bench: what was measured, against what it should be. */
export interface Figure {
  readonly what: string;
  readonly unit: 'ms' | 'KB' | 'MB' | 'x';
  readonly value: number;
  readonly atMost: number;
  /** Context: spread, or what the figure is compared with. */
  readonly note: string;
}

/** Milliseconds of `runs` calls after `warmUp` uncounted ones, sorted. */
export async function times(runs: number, warmUp: number, call: (i: number) => unknown): Promise<number[]> {
  const measured: number[] = [];
  for (let i = -warmUp; i < runs; i++) {
    const began = performance.now();
    await call(i + warmUp);
    if (i >= 0) measured.push(performance.now() - began);
  }
  return measured.sort((a, b) => a - b);
}

/** The value below which the share `q` of sorted measurements lies. */
export function quantile(sorted: readonly number[], q: number): number {
  const at = Math.min(sorted.length - 1, Math.floor(q * sorted.length));
  return sorted[at] ?? Number.NaN;
}

export const spread = (sorted: readonly number[]): string =>
  `${String(sorted.length)} runs, ${quantile(sorted, 0).toFixed(3)} to ${quantile(sorted, 1).toFixed(3)} ms`;

/** A figure as the bench prints it. */
export function figureLine({ what, unit, value, atMost, note }: Figure): string {
  const mark = value <= atMost ? 'holds' : 'TOO MUCH';
  const amount = `${value.toPrecision(3)} ${unit}`;
  return `${what.padEnd(62)} ${amount.padStart(10)}  at most ${String(atMost).padStart(5)}  ${mark.padEnd(8)}  ${note}`;
}
