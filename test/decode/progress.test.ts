import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pace, told } from '../../src/decode/progress';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** What is told of a work of so many milliseconds. */
async function toldOf(milliseconds: number, expected: number | null): Promise<number[]> {
  const fractions: number[] = [];
  const work = new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
  const stretch = { from: 0.5, to: 1, milliseconds: expected, began: Date.now() };
  const done = told(work, (fraction) => fractions.push(fraction), 'Decoding', stretch);
  await vi.advanceTimersByTimeAsync(milliseconds);
  await done;
  await vi.advanceTimersByTimeAsync(10_000);
  return fractions;
}

describe('work', () => {
  it('of less than half a second is not reported', async () => {
    expect(await toldOf(490, 100)).toEqual([]);
  });

  it('that lasts longer is reported, within its stretch, until it is done', async () => {
    expect(await toldOf(1100, 1000)).toEqual([0.75, 0.875, 0.975]);
  });

  it('of unknown length stays at its beginning', async () => {
    expect(await toldOf(800, null)).toEqual([0.5, 0.5]);
  });
});

it('how long a network takes is learned from its latest answer', () => {
  const pace = new Pace();
  expect(pace.expected('vae', 100)).toBeNull();
  pace.learn('vae', 100, 50);
  pace.learn('vae', 100, 200);
  expect(pace.expected('vae', 50)).toBe(100);
});
