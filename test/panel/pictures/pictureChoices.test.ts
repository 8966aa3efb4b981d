import { describe, expect, it } from 'vitest';
import { latentFormats } from '../../../src/catalog/known/latentFamily';
import type { Autoencoder } from '../../../src/decode/shared/autoencoder';
import { embeddedAutoencoder } from '../../../src/decode/embedded';
import type { Candidate, CandidateKind } from '../../../src/decode/find/candidate';
import type { Choice } from '../../../src/decode/find/chooseAutoencoder';
import { planDownload } from '../../../src/hub/plan';
import { PictureChoices } from '../../../src/panel/pictures/pictureChoices';

const wanted = { family: 'sd', model: null } as const;

function choice(kind: CandidateKind, label: string, weightBytes: number): Choice {
  const autoencoder: Autoencoder = {
    ...embeddedAutoencoder('sd'),
    key: label,
    label,
    memory: { fixed: 5e8, perPixel: 4000 },
  };
  const opened = { autoencoder, notices: [] };
  const open = () => Promise.resolve(opened);
  const candidate: Candidate = { kind, label, why: `It is ${kind}.`, place: '/there', weightBytes, open };
  return { ...opened, candidate, passedOver: [], others: [], why: [candidate.why] };
}

const embedded = choice('embedded', 'embedded preview decoder', 0);
const tiny = choice('tiny', 'madebyollin/taesd', 9.8e6);
const own = choice('own', 'VAE of someone/model', 334e6);

function choices(quick: Choice, best: Choice, sample: string | { file: string; version: string } = 'cat') {
  return new PictureChoices({
    autoencoders: { choose: (_, picture) => Promise.resolve(picture === 'strip' ? quick : best) },
    offers: { offer: (family) => Promise.resolve(planDownload(family, '/cache')) },
    sample: { current: () => (typeof sample === 'string' ? 'cat' : sample) },
  });
}

describe('the decoder of a picture', () => {
  it('is the quick one, and the better one is told with what it costs', async () => {
    const { autoencoder, better, why } = await choices(tiny, own).choose(wanted, 'quick', true);
    expect(autoencoder.label).toBe('madebyollin/taesd');
    expect(why).toEqual(['It is tiny.']);
    expect(better?.label).toBe('VAE of someone/model');
    const [small, large] = better?.sizes ?? [];
    expect(small.size).toBe(256);
    expect(large.seconds / small.seconds).toBeCloseTo(4);
    expect(large.bytes).toBe(5e8 + 4000 * 512 ** 2);
  });

  it('is the better one when that is asked for', async () => {
    const { autoencoder, better } = await choices(tiny, own).choose(wanted, 'best', true);
    expect(autoencoder.label).toBe('VAE of someone/model');
    expect(better).toBeNull();
  });

  it('has nothing better beside it when it is the best', async () => {
    expect((await choices(own, own).choose(wanted, 'quick', true)).better).toBeNull();
  });

  it('decodes unasked only where nothing but the embedded one would, and only what comes soon', async () => {
    expect((await choices(tiny, own).choose(wanted, 'quick', true)).better?.unasked).toBeNull();
    const from = choices(embedded, own);
    const first = await from.choose(wanted, 'quick', true);
    const picture = { width: 256, height: 256, rgb: new Uint8Array() };
    const decoded = { pictures: [picture], provider: 'cpu', whyNotBetter: null, decoder: '' };
    from.observe(await from.choose(wanted, 'best', true), { ...decoded, milliseconds: 60_000 }, 256);
    expect((await from.choose(wanted, 'quick', true)).better?.unasked).toBeNull();
    from.observe(await from.choose(wanted, 'best', true), { ...decoded, milliseconds: 1_000 }, 256);
    const after = await from.choose(wanted, 'quick', true);
    expect(after.better?.unasked).toBe(512);
    expect(after.better?.sizes[0].seconds).toBeCloseTo(1);
    expect(first.better?.sizes).toHaveLength(2);
  });

  it('is offered a successor only when it is the embedded one', async () => {
    expect((await choices(embedded, embedded).choose(wanted, 'quick', true)).offer).toEqual({
      repository: 'madebyollin/taesd',
      models: latentFormats.sd.label,
      approximateBytes: 9_801_000,
      licence: 'MIT',
      destination: '/cache/models--madebyollin--taesd',
    });
    expect((await choices(tiny, own).choose(wanted, 'quick', true)).offer).toBeNull();
    expect((await choices(embedded, embedded).choose(wanted, 'quick', false)).offer).toBeNull();
  });

  it('names the sample by its file', async () => {
    const file = { file: '/pictures/holiday.jpg', version: '1' };
    expect((await choices(tiny, tiny, file).choose(wanted, 'quick', true)).sample).toBe('holiday.jpg');
  });
});
