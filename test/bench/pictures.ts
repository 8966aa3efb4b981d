import path from 'node:path';
import { DecodeClient } from '../../src/decode/client';
import { embeddedAutoencoder } from '../../src/decode/embedded';
import type { Latents } from '../../src/decode/shared/picture';
import { randn } from '../../src/preview/noise/noise';
import { quantile, spread, times, type Figure } from './measure';

function latents(batch: number, side: number): Latents {
  return { data: randn(0, batch * 4 * side * side), shape: [batch, 4, side, side] };
}

const sd = embeddedAutoencoder('sd');

/** The embedded SD decoder on the CPU, through the process boundary, as hover and panel use it. */
export async function pictures(dist: string): Promise<Figure[]> {
  const client = new DecodeClient({
    processFile: path.join(dist, 'decode.js'),
    modelsFolder: path.resolve(dist, '..', 'models'),
    provider: 'cpu',
    log: () => undefined,
  });
  try {
    const began = performance.now();
    await client.decode(sd, latents(1, 32));
    const first = performance.now() - began;
    const six = await times(15, 3, () => client.decode(sd, latents(6, 32)));
    const one = await times(15, 3, () => client.decode(sd, latents(1, 64)));
    const inside: number[] = [];
    const whole = await times(15, 3, async () => {
      const start = performance.now();
      const { milliseconds } = await client.decode(sd, latents(1, 64));
      inside.push(performance.now() - start - milliseconds);
    });
    const boundary = inside.slice(-whole.length).sort((a, b) => a - b);
    return [
      {
        what: 'six 256-pixel pictures, SD decoder, CPU, warm',
        unit: 'ms',
        value: quantile(six, 0.5),
        atMost: 250,
        note: spread(six),
      },
      {
        what: 'one 512-pixel picture, SD decoder, CPU, warm',
        unit: 'ms',
        value: quantile(one, 0.5),
        atMost: 150,
        note: spread(one),
      },
      {
        what: 'process boundary of a 512-pixel picture',
        unit: 'ms',
        value: quantile(boundary, 0.5),
        atMost: 5,
        note: spread(boundary),
      },
      {
        what: 'first picture, process and model cold',
        unit: 'ms',
        value: first,
        atMost: 2500,
        note: 'one run',
      },
    ];
  } finally {
    client.dispose();
  }
}
