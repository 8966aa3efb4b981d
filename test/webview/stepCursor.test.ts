import { describe, expect, it } from 'vitest';
import { StepCursor } from '../../webview/page/stepCursor';

function cursorOf(count: number): { cursor: StepCursor; moves: number[] } {
  const cursor = new StepCursor();
  const moves: number[] = [];
  cursor.count = count;
  cursor.onMove((step) => moves.push(step));
  return { cursor, moves };
}

describe('the step cursor', () => {
  it('moves by keys and stops at both ends', () => {
    const { cursor, moves } = cursorOf(30);
    for (const key of ['ArrowLeft', 'ArrowRight', 'PageDown', 'End', 'ArrowRight', 'PageUp', 'Home']) {
      expect(cursor.moveByKey(key)).toBe(true);
    }
    expect(moves).toEqual([1, 4, 29, 26, 0]);
  });

  it('leaves other keys alone', () => {
    const { cursor, moves } = cursorOf(30);
    expect(['Enter', 'a', 'Tab', 'constructor'].map((key) => cursor.moveByKey(key))).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(moves).toEqual([]);
  });

  it('comes back to its step when an edit takes steps away and gives them back', () => {
    const { cursor } = cursorOf(70);
    cursor.moveTo(50);
    cursor.count = 7;
    expect(cursor.step).toBe(6);
    cursor.count = 70;
    expect(cursor.step).toBe(50);
  });

  it('stands nowhere when there are no steps', () => {
    const { cursor, moves } = cursorOf(0);
    cursor.moveTo(3);
    expect([cursor.step, cursor.moveByKey('End'), moves.length]).toEqual([-1, false, 0]);
  });
});
