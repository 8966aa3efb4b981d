/** How far Page Up and Page Down go, as a part of all steps. */
const pagesPerSchedule = 10;

/**
 * The step that the curves, the strip, the pictures and the table are all about. The step asked for is remembered
 * while a schedule being edited has fewer steps, and comes back with them.
 */
export class StepCursor {
  private wanted = 0;
  private steps = 0;
  private readonly listeners: ((step: number) => void)[] = [];

  get count(): number {
    return this.steps;
  }

  set count(count: number) {
    this.steps = count;
  }

  /** The current step, or −1 when there is none. */
  get step(): number {
    return Math.min(this.wanted, this.steps - 1);
  }

  /** The step to go back to when there are enough steps again. */
  get remembered(): number {
    return this.wanted;
  }

  onMove(listener: (step: number) => void): void {
    this.listeners.push(listener);
  }

  /** Sets the step without telling anyone. */
  restore(step: number): void {
    this.wanted = step;
  }

  moveTo(step: number): void {
    if (this.steps === 0) return;
    const target = Math.max(0, Math.min(step, this.steps - 1));
    if (target === this.step) return;
    this.wanted = target;
    for (const listener of this.listeners) listener(target);
  }

  /** Moves as a key says; false when the key means nothing here. */
  moveByKey(key: string): boolean {
    const page = Math.max(1, Math.round(this.steps / pagesPerSchedule));
    const targets = new Map([
      ['ArrowLeft', this.step - 1],
      ['ArrowRight', this.step + 1],
      ['ArrowUp', this.step - 1],
      ['ArrowDown', this.step + 1],
      ['PageUp', this.step - page],
      ['PageDown', this.step + page],
      ['Home', 0],
      ['End', this.steps - 1],
    ]);
    const target = targets.get(key);
    if (target === undefined || this.steps === 0) return false;
    this.moveTo(target);
    return true;
  }
}
