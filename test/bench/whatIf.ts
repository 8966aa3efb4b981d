import * as v from 'valibot';
import { quantile, spread, type Figure } from './measure';
import { PanelPage, stateOf } from './panelPage';

const code = `from diffusers import EulerDiscreteScheduler
scheduler = EulerDiscreteScheduler(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
scheduler.set_timesteps(1000)
`;

/**
 * Drags the slider of β's end, and takes for every change what the browser's performance timeline says: its handler, and
 * from the beginning of the frame that draws it until style, layout and paint are done. Waiting for the screen is not in.
 */
const drag = `(async () => {
  const slider = document.querySelector('.whatIfForm input[type=range][data-option=beta_end]');
  const next = () => new Promise((resolve) => {
    requestAnimationFrame(() => performance.mark('frame'));
    slider.value = String(300 + (performance.now() * 7) % 400);
    performance.mark('input');
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    performance.mark('handled');
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = () => {
        const handler = performance.measure('handler', 'input', 'handled').duration;
        const frame = performance.measure('frame', 'frame').duration;
        setTimeout(() => resolve(handler + frame), 4);
      };
      port1.postMessage(null);
    });
  });
  const times = [];
  for (let i = 0; i < 150; i++) times.push(await next());
  return times.slice(30);
})()`;

/** A change of a control to the repainted curves, in the page as it is shipped, in Chromium without a graphics card. */
export async function whatIf(dist: string): Promise<Figure> {
  const panel = await PanelPage.open(dist);
  try {
    await panel.show(await stateOf(dist, code));
    await panel.page.locator('vscode-button', { hasText: 'What if' }).click();
    const measured = v.parse(v.array(v.number()), await panel.page.evaluate(drag)).sort((a, b) => a - b);
    return {
      what: 'what-if change to repainted curves, 1,000 steps',
      unit: 'ms',
      value: quantile(measured, 0.5),
      atMost: 16,
      note: `95 %: ${quantile(measured, 0.95).toFixed(1)} ms; ${spread(measured)}`,
    };
  } finally {
    await panel.close();
  }
}
