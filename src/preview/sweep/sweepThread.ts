/** The thread that sweeps are computed in: it takes orders, and looks for new ones after every step. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, type MessagePort } from 'node:worker_threads';
import * as v from 'valibot';
import { sweep, type SweepEvent, type SweepRequest } from './sweep';
import { orderSchema, type Report } from './sweepMessages';

/** Milliseconds without a message after which a step is reported, even where steps were not asked for. */
const pause = 250;

const stopped = new Set<number>();

function serve(port: MessagePort): void {
  port.on('message', (message: unknown) => {
    const order = v.parse(orderSchema, message);
    if (order.kind === 'stop') stopped.add(order.id);
    else void answer(port, order.id, order.sweep);
  });
}

async function answer(port: MessagePort, id: number, request: SweepRequest): Promise<void> {
  let failure: string | null = null;
  try {
    let told = performance.now();
    for (const event of sweep(request)) {
      const isDue = performance.now() - told > pause;
      if (request.everyStep || event.kind !== 'step' || isDue) {
        tell(port, { kind: 'event', id, event });
        told = performance.now();
      }
      await setImmediate();
      if (stopped.has(id)) break;
    }
  } catch (error) {
    failure = error instanceof Error ? error.message : String(error);
  }
  stopped.delete(id);
  tell(port, { kind: 'end', id, failure });
}

function tell(port: MessagePort, report: Report): void {
  port.postMessage(report, report.kind === 'event' ? buffersOf(report.event) : []);
}

/** What need not be copied, for the run does not look at it again. */
function buffersOf(event: SweepEvent): ArrayBuffer[] {
  if (event.kind !== 'step') return [];
  return event.step.clean.buffer instanceof ArrayBuffer && event.step.clean.length > 0 ? [event.step.clean.buffer] : [];
}

if (parentPort) serve(parentPort);
