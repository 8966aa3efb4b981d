import * as v from 'valibot';
import { additionsFor, standIn } from '../../src/panel/compare/additions';
import type { HostMessage } from '../../src/panel/protocol';
import { quantile, type Figure } from './measure';
import { PanelPage, stateOf } from './panelPage';

const code = `from diffusers import EulerDiscreteScheduler
scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
scheduler.set_timesteps(50)
`;

const pinned = 20;

function comparison(): HostMessage {
  const pins = additionsFor(standIn)
    .flatMap(({ additions }) => additions)
    .slice(0, pinned)
    .map(({ pin }, id) => ({ ...pin, id, code: null }));
  return { type: 'comparison', pins, undo: null };
}

/** Moves the pointer over a chart, again and again, by more than a step in every frame, for so many frames. */
const wander = `(frames) => new Promise((resolve) => {
  const chart = document.querySelector('.comparedPlot .pointed');
  const { left, top, width, height } = chart.getBoundingClientRect();
  let frame = 0;
  const move = () => {
    performance.mark('frame begins');
    const share = (frame * 0.027) % 1;
    const at = { clientX: left + 40 + share * (width - 80), clientY: top + height / 2, bubbles: true };
    chart.dispatchEvent(new PointerEvent('pointermove', at));
    if (++frame < frames) requestAnimationFrame(move);
    else resolve(null);
  };
  requestAnimationFrame(move);
})`;

/** What the browser can draw at all: nothing is in the page but a square that moves a little further in every frame. */
const control = `(frames) => new Promise((resolve) => {
  const square = document.createElement('div');
  square.style.cssText = 'position: fixed; top: 0; left: 0; width: 16px; height: 16px; background: red; will-change: transform';
  document.body.replaceChildren(square);
  let frame = 0;
  const move = () => {
    performance.mark('frame begins');
    square.style.transform = 'translateX(' + ((frame * 7) % 1000) + 'px)';
    if (++frame < frames) requestAnimationFrame(move);
    else resolve(null);
  };
  requestAnimationFrame(move);
})`;

const event = v.object({
  name: v.string(),
  ph: v.string(),
  ts: v.number(),
  tid: v.number(),
  dur: v.optional(v.number(), 0),
  /** Time on a processor, which others that are at work do not lengthen. */
  tdur: v.optional(v.number(), 0),
  args: v.optional(v.record(v.string(), v.unknown()), {}),
});
type TraceEvent = v.InferOutput<typeof event>;

/**
 * Twenty schedules on one cursor that never rests. From the browser's own trace: what the page's thread works between two
 * of its frames (script, style, layout, paint), and how many frames were drawn a second, by it and by a page that does next
 * to nothing. Chromium, no graphics card.
 */
export async function compared(dist: string): Promise<Figure> {
  const panel = await PanelPage.open(dist);
  try {
    await panel.show(await stateOf(dist, code));
    await panel.tell({ type: 'turnTo', view: 'compare' });
    await panel.page.locator('#view-compare .compareBar').waitFor();
    await panel.tell(comparison());
    await panel.page.locator('table.pins tbody tr').nth(pinned).waitFor();
    await panel.page.locator('.comparedCurves svg').nth(3).waitFor();
    await panel.page.evaluate(`(${wander})(60)`);
    const ours = await traced(panel, () => panel.page.evaluate(`(${wander})(240)`));
    const alone = await traced(panel, () => panel.page.evaluate(`(${control})(240)`));
    return figureOf(ours, alone);
  } finally {
    await panel.close();
  }
}

async function traced(panel: PanelPage, act: () => Promise<unknown>): Promise<readonly TraceEvent[]> {
  const session = await panel.page.context().newCDPSession(panel.page);
  const collected: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const each of value) {
      const parsed = v.safeParse(event, each);
      if (parsed.success) collected.push(parsed.output);
    }
  });
  const complete = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  const categories = [
    'blink.user_timing',
    'devtools.timeline',
    'disabled-by-default-devtools.timeline',
    'disabled-by-default-devtools.timeline.frame',
  ];
  await session.send('Tracing.start', { traceConfig: { includedCategories: categories } });
  await act();
  await session.send('Tracing.end');
  await complete;
  return collected;
}

interface Frames {
  /** When the page's script began each, in microseconds. */
  readonly begun: readonly TraceEvent[];
  readonly drawnPerSecond: number;
}

/** Frames that the compositor drew, not those that the page only asked for. */
function framesOf(events: readonly TraceEvent[]): Frames {
  const begun = events.filter(({ name }) => name === 'frame begins').sort((a, b) => a.ts - b.ts);
  const [from, to] = [begun.at(0)?.ts ?? 0, begun.at(-1)?.ts ?? 0];
  const drawn = events.filter(({ name, ts }) => name === 'DrawFrame' && ts >= from && ts <= to).length;
  return { begun, drawnPerSecond: (drawn * 1e6) / (to - from) };
}

function figureOf(ours: readonly TraceEvent[], alone: readonly TraceEvent[]): Figure {
  const { begun, drawnPerSecond } = framesOf(ours);
  const thread = begun.at(0)?.tid;
  const work = ours.filter(({ name, tid }) => name === 'RunTask' && tid === thread);
  const perFrame = begun.slice(0, -1).map(({ ts: start }, i) => {
    // The task of a frame has begun before its script marks it.
    const inFrame = work.filter(({ ts, dur }) => ts + dur > start && ts + dur <= begun[i + 1].ts);
    return inFrame.reduce((sum, { tdur }) => sum + tdur / 1000, 0);
  });
  perFrame.sort((a, b) => a - b);
  const possible = framesOf(alone).drawnPerSecond;
  return {
    what: `work in a frame while the cursor moves, ${String(pinned)} pinned schedules`,
    unit: 'ms',
    value: quantile(perFrame, 0.5),
    atMost: 16.6,
    note: `95 %: ${quantile(perFrame, 0.95).toFixed(1)} ms; ${drawnPerSecond.toFixed(1)} frames drawn a second, where a page with one moving square gets ${possible.toFixed(1)}`,
  };
}
