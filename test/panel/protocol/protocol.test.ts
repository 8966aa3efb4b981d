import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  hostMessage,
  pageMessage,
  picturesPerRequest,
  savedState,
  type HostMessage,
} from '../../../src/panel/protocol';
import { stateOf } from '../fixtures';
import { stableDiffusion } from '../../inspect/fixtures';

const stateMessage = (className: string, config = {}): HostMessage => ({
  type: 'state',
  state: stateOf(className, config),
});

/** What the structured clone of a webview's channel makes of a message. */
const sent = (message: HostMessage): unknown => structuredClone(message);

const accepts = (schema: typeof hostMessage | typeof pageMessage, message: unknown) => v.is(schema, message);

const provenance = {
  decoder: 'embedded',
  provider: 'CPU',
  whyNotBetter: null,
  milliseconds: 12,
  why: [],
  sample: 'cat',
  better: { label: 'VAE', sizes: [{ size: 256, seconds: 4, bytes: 6e8 }], unasked: 256 },
  offer: null,
};
const picture = { step: 0, width: 8, height: 8, rgb: new Uint8Array(192) };

describe('messages to the page', () => {
  it.each([
    ['LMSDiscreteScheduler', stableDiffusion],
    ['FlowMatchEulerDiscreteScheduler', { shift: 3 }],
    ['DDIMScheduler', { rescale_betas_zero_snr: true, timestep_spacing: 'trailing' }],
  ])('carry the whole state of %s, infinities included', (className, config) => {
    const message = stateMessage(className, config);
    expect(v.parse(hostMessage, sent(message))).toEqual(message);
  });

  it('carry pictures whose pixels fill them', () => {
    const message = { type: 'pictures', id: 4, pictures: [picture], provenance };
    expect(accepts(hostMessage, message)).toBe(true);
    expect(accepts(hostMessage, { ...message, pictures: [{ ...picture, width: 9 }] })).toBe(false);
    expect(accepts(hostMessage, { ...message, pictures: [{ ...picture, rgb: Array.from(picture.rgb) }] })).toBe(false);
  });

  it('are refused when columns differ in length', () => {
    const message = stateMessage('LMSDiscreteScheduler', stableDiffusion);
    if (message.type !== 'state') throw new Error('not a state');
    const curves = message.state.scheduler?.curves;
    if (!curves) throw new Error('no curves');
    const cut = { ...curves, steps: { ...curves.steps, noise: new Float64Array(3) } };
    const broken = { ...message, state: { ...message.state, scheduler: { ...message.state.scheduler, curves: cut } } };
    expect(accepts(hostMessage, message)).toBe(true);
    expect(accepts(hostMessage, broken)).toBe(false);
  });
});

describe('messages from the page', () => {
  it.each([
    { type: 'ready', isShowing: false },
    { type: 'choose', key: 'scheduler:LMSDiscreteScheduler:0:0' },
    { type: 'step', step: 12 },
    { type: 'goTo', what: 'option', name: 'beta_start' },
    { type: 'copy', what: 'sigmas' },
    { type: 'pictures', id: 0, key: 'k', changes: null, steps: [0, 1], size: 128, quality: 'quick' },
    { type: 'cancel', id: 0 },
  ])('$type is accepted as it is', (message) => {
    expect(v.parse(pageMessage, message)).toEqual(message);
  });

  it.each([
    ['a negative step', { type: 'step', step: -1 }],
    ['half a step', { type: 'step', step: 0.5 }],
    ['no steps', { type: 'pictures', id: 0, key: 'k', changes: null, steps: [], size: 128, quality: 'quick' }],
    [
      'too many steps',
      {
        type: 'pictures',
        id: 0,
        key: 'k',
        changes: null,
        steps: Array(picturesPerRequest + 1).fill(0),
        size: 128,
        quality: 'quick',
      },
    ],
    ['a poster', { type: 'pictures', id: 0, key: 'k', changes: null, steps: [0], size: 8192, quality: 'quick' }],
    ['another command', { type: 'execute', command: 'workbench.action.quit' }],
  ])('%s is refused', (_what, message) => {
    expect(accepts(pageMessage, message)).toBe(false);
  });
});

it('takes no junk for a message or a saved state, and never throws over it', () => {
  fc.assert(
    fc.property(fc.anything({ withTypedArray: true, withNullPrototype: true }), (junk) => {
      expect(v.safeParse(hostMessage, junk).success).toBe(false);
      expect(v.safeParse(pageMessage, junk).success).toBe(false);
      expect(v.safeParse(savedState, junk).success).toBe(false);
    }),
  );
});
