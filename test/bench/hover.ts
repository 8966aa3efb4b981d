import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createAnalyser } from '../../src/code/analyser';
import { inspectScheduler } from '../../src/inspect/inspect';
import { siteAt } from '../../src/inspect/nearest';
import { hoverMarkdown } from '../../src/render/hover';
import { quantile, spread, times, type Figure } from './measure';

/** A file of 1,000 lines: the walk-through of examples/, then code of which every `nth` function uses the scheduler. */
function thousandLines(nth: number): string {
  const example = readFileSync(path.resolve(__dirname, '..', 'examples', 'stable_diffusion.py'), 'utf8');
  const filler = (i: number): string =>
    [
      `def step_${String(i)}(sample, weight=${String(i)} / 7):`,
      `    """Blends a sample with what came before it."""`,
      `    parts = [weight * value for value in sample if value is not None]`,
      `    table = {"name": f"step {weight:.2f}", "values": parts, "count": len(parts)}`,
      `    if len(parts) > ${String(i % 9)}:`,
      ...(i % nth === 0 ? [`        scheduler.set_timesteps(num_inference_steps=${String(20 + (i % 30))})`] : []),
      `        return torch.stack(parts).mean(dim=0)${i % nth === 0 ? ' * scheduler.init_noise_sigma' : ''}`,
      `    return table["values"]`,
      '',
      '',
    ].join('\n');
  let text = example;
  for (let i = 0; text.split('\n').length < 1000; i++) text += `\n${filler(i)}`;
  return text.split('\n').slice(0, 1000).join('\n');
}

/** Text to finished Markdown with every cache cold but the parser's: each run sees a text that was edited. */
export async function hover(dist: string, nth: number, density: string): Promise<Figure> {
  const analyser = await createAnalyser({
    runtime: path.join(dist, 'web-tree-sitter.wasm'),
    python: path.join(dist, 'tree-sitter-python.wasm'),
  });
  const text = thousandLines(nth);
  const line = text.split('\n').findIndex((row) => row.includes('scheduler = LMSDiscreteScheduler('));
  const measured = await times(200, 40, (i) => {
    const edited = text.replace('steps = 70', `steps = ${String(20 + (i % 80))}`);
    const analysis = analyser.analyse({ cells: [{ index: null, text: edited }] });
    const site = siteAt(analysis, { cell: null, line, col: 14 });
    if (!site) throw new Error('The bench found no scheduler to hover.');
    const markdown = hoverMarkdown(inspectScheduler(analysis, site.scheduler, site.call), { theme: 'dark' });
    if (!markdown.includes('14.6146')) throw new Error('The hover does not say 14.6146.');
  });
  return {
    what: `hover, 1,000 lines (${density}), after an edit: p95`,
    unit: 'ms',
    value: quantile(measured, 0.95),
    atMost: 10,
    note: `median ${quantile(measured, 0.5).toFixed(2)} ms; ${spread(measured)}`,
  };
}
