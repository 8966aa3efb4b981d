import { describe, expect, it } from 'vitest';
import { embeddedAutoencoder } from '../../../src/decode/embedded';
import type { Decoded } from '../../../src/decode/shared/picture';
import { PictureRequests, type Pictured } from '../../../src/panel/pictures/pictureRequests';
import type { HostMessage, PicturesRequest } from '../../../src/panel/protocol';
import { computeSchedule } from '../../../src/schedulers/compute';

const schedule = computeSchedule({
  className: 'DDIMScheduler',
  via: 'init',
  config: {},
  call: { num_inference_steps: 10 },
});
const pictured: Pictured = { key: 'now', schedule, wanted: { family: 'sd', model: null } };
const request: PicturesRequest = {
  type: 'pictures',
  id: 7,
  key: 'now',
  changes: null,
  steps: [2, 3],
  size: 8,
  quality: 'quick',
};

const choices: ConstructorParameters<typeof PictureRequests>[1] = {
  choose: () =>
    Promise.resolve({
      autoencoder: embeddedAutoencoder('sd'),
      why: ['It comes with Sigmascope.'],
      sample: 'cat',
      better: null,
      offer: null,
    }),
  observe: () => undefined,
};

const origin = { provider: 'CPU', whyNotBetter: 'no adapter', decoder: 'embedded', milliseconds: 5 };

/** One grey picture a step, as grey as the step's number, all in one buffer as a process sends them. */
function decoded(steps: readonly number[]): Decoded {
  const together = new Uint8Array(192 * steps.length);
  const pictures = steps.map((step, i) => {
    const rgb = together.subarray(192 * i, 192 * (i + 1)).fill(step);
    return { width: 8, height: 8, rgb };
  });
  return { pictures, ...origin };
}

type Pictures = ConstructorParameters<typeof PictureRequests>[0]['pictures'];

function conversation(pictures: Pictures) {
  const posted: HostMessage[] = [];
  return { posted, requests: new PictureRequests({ pictures }, choices, (message) => posted.push(message)) };
}

const atOnce: Pictures = (_schedule, _family, steps) => Promise.resolve(decoded(steps));

const untilAborted: Pictures = (_schedule, _family, _steps, _size, signal) =>
  new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('aborted')));
  });

describe('requests for pictures', () => {
  it('are answered with each step’s picture and what made them', async () => {
    const { posted, requests } = conversation(atOnce);
    await requests.answer(request, pictured);
    expect(posted).toMatchObject([{ type: 'pictures', id: 7, provenance: origin }]);
    const [answer] = posted;
    if (answer.type !== 'pictures') throw new Error('no pictures');
    expect(answer.pictures.map(({ step, rgb }) => [step, rgb[0]])).toEqual([
      [2, 2],
      [3, 3],
    ]);
    for (const { rgb } of answer.pictures) expect(rgb.buffer.byteLength).toBe(192);
  });

  it('leave out steps that the schedule no longer has', async () => {
    const { posted, requests } = conversation(atOnce);
    await requests.answer({ ...request, steps: [9, 10] }, pictured);
    expect(posted).toMatchObject([{ type: 'pictures', pictures: [{ step: 9 }] }]);
  });

  it.each([
    ['another schedule', { ...request, key: 'before' }, pictured],
    ['no schedule', request, null],
    ['steps beyond the end only', { ...request, steps: [10] }, pictured],
  ])('about %s are answered as out of date', async (_what, asked, shown) => {
    const { posted, requests } = conversation(atOnce);
    await requests.answer(asked, shown);
    expect(posted).toMatchObject([{ type: 'noPictures', id: 7, stale: true }]);
  });

  it('are answered with the decoder’s own words when it fails', async () => {
    const { posted, requests } = conversation(() => Promise.reject(new Error('ONNX Runtime is missing.')));
    await requests.answer(request, pictured);
    expect(posted).toEqual([{ type: 'noPictures', id: 7, stale: false, message: 'ONNX Runtime is missing.' }]);
  });

  it('settle when they are cancelled', async () => {
    const { posted, requests } = conversation(untilAborted);
    const answered = requests.answer(request, pictured);
    requests.cancel(7);
    await answered;
    expect(posted).toMatchObject([{ type: 'noPictures', id: 7, stale: true }]);
  });

  it('of a page that is gone stop, and do not answer the next page under the same number', async () => {
    const { posted, requests } = conversation(untilAborted);
    const answered = requests.answer(request, pictured);
    requests.abandon();
    await answered;
    expect(posted).toEqual([]);
  });
});
