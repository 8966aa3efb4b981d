import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { Programs } from '../../src/workbench/programs';

/** Who listens to the editors, and what VS Code was told. */
const window = vi.hoisted(() => ({ listeners: [] as (() => void)[], told: [] as unknown[] }));

vi.mock('vscode', () => {
  const listen = (listener: () => void) => {
    window.listeners.push(listener);
    return { dispose: () => undefined };
  };
  return {
    window: { onDidChangeActiveTextEditor: listen, onDidChangeActiveNotebookEditor: listen },
    commands: { executeCommand: (_: string, __: string, value: unknown) => Promise.resolve(window.told.push(value)) },
    EventEmitter: class {
      private readonly heard: (() => void)[] = [];
      event = (listener: () => void) => this.heard.push(listener);
      fire = () => this.heard.forEach((listener) => listener());
      dispose = () => undefined;
    },
  };
});

/** The context of an editor with so many schedulers, and how often they were found. */
async function contextOf(active: { schedulers: number | null | Error }) {
  const { SchedulerContext } = await import('../../src/editor/hasScheduler');
  const counted = { found: 0, logged: 0 };
  const programs = {
    active: () => {
      const { schedulers } = active;
      if (schedulers instanceof Error) return Promise.reject(schedulers);
      return Promise.resolve(schedulers === null ? null : { analysis: { schedulers: Array(schedulers).fill({}) } });
    },
    onDidChange: () => ({ dispose: () => undefined }),
  };
  const log = { error: () => counted.logged++ };
  const context = new SchedulerContext(programs as unknown as Programs, log as unknown as vscode.LogOutputChannel);
  context.onDidFind(() => counted.found++);
  return { context, counted };
}

const settle = () => vi.advanceTimersByTimeAsync(300);
const turnEditor = () => window.listeners.forEach((listener) => listener());

describe('looking for schedulers in the active editor', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    window.listeners.length = window.told.length = 0;
  });
  afterEach(() => vi.useRealTimers());

  it('tells VS Code and its listeners when the first is there, once, and again after there was none', async () => {
    const active = { schedulers: 0 as number | null };
    const { counted } = await contextOf(active);
    await settle();
    expect([counted.found, window.told]).toEqual([0, [false]]);
    active.schedulers = 2;
    for (let i = 0; i < 3; i++) {
      turnEditor();
      await settle();
    }
    expect([counted.found, window.told]).toEqual([1, [false, true]]);
    active.schedulers = null;
    turnEditor();
    await settle();
    active.schedulers = 1;
    turnEditor();
    await settle();
    expect([counted.found, window.told]).toEqual([2, [false, true, false, true]]);
  });

  it('looks only once the editors have come to rest', async () => {
    const { counted } = await contextOf({ schedulers: 1 });
    for (let i = 0; i < 5; i++) {
      await vi.advanceTimersByTimeAsync(200);
      turnEditor();
    }
    expect(counted.found).toBe(0);
    await settle();
    expect(counted.found).toBe(1);
  });

  it('finds none in a program that cannot be read, and says so in the log', async () => {
    const { counted } = await contextOf({ schedulers: new Error('unreadable') });
    await settle();
    expect([counted.found, counted.logged, window.told]).toEqual([0, 1, [false]]);
  });

  it('says nothing after its end', async () => {
    const { context, counted } = await contextOf({ schedulers: 1 });
    context.dispose();
    await settle();
    expect([counted.found, window.told]).toEqual([0, []]);
  });
});
