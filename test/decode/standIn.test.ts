import { afterEach, describe, expect, it, vi } from 'vitest';
import { embeddedAutoencoder } from '../../src/decode/embedded';
import { DecodeError, type DecodeFault } from '../../src/decode/shared/errors';
import { StandIns } from '../../src/decode/standIn';
import { autoencoder } from './autoencoders';

const own = autoencoder('own', { family: 'sdxl' });

/** Does its work with every autoencoder but one. */
const failing =
  (fault: DecodeFault, asked: string[] = []) =>
  (one: { key: string }): Promise<string> => {
    asked.push(one.key);
    return one.key === own.key ? Promise.reject(new DecodeError(fault, 'It failed.')) : Promise.resolve(one.key);
  };

afterEach(() => {
  vi.useRealTimers();
});

describe('an autoencoder that fails', () => {
  it.each(['runtime', 'model', 'changed', 'memory', 'process'] as const)(
    'with a fault of the kind "%s" is replaced by the one that ships for its family, and why is told',
    async (fault) => {
      expect(await new StandIns().instead(own, failing(fault))).toEqual({
        result: embeddedAutoencoder('sdxl').key,
        whyStandIn: 'It failed.',
      });
    },
  );

  it('is not replaced when the request is wrong, or nothing is known of its latents', async () => {
    await expect(new StandIns().instead(own, failing('input'))).rejects.toThrow('It failed.');
    const unknown = autoencoder('own');
    await expect(new StandIns().instead(unknown, failing('model'))).rejects.toThrow('It failed.');
  });

  it('is told by its scaling where its family is not', async () => {
    const space = { ...own.space, scaling: 0.13025 };
    const { result } = await new StandIns().instead(autoencoder('own', { space }), failing('model'));
    expect(result).toBe(embeddedAutoencoder('sdxl').key);
  });

  it('is left alone for a while, then tried again', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const standIns = new StandIns();
    const asked: string[] = [];
    for (let i = 0; i < 3; i++) await standIns.instead(own, failing('process', asked));
    expect(asked.filter((key) => key === 'own')).toHaveLength(1);
    vi.advanceTimersByTime(31_000);
    await standIns.instead(own, failing('process', asked));
    expect(asked.filter((key) => key === 'own')).toHaveLength(2);
  });

  it.each(['changed', 'memory'] as const)('for a cause that passes (%s) is tried again at once', async (fault) => {
    const standIns = new StandIns();
    const asked: string[] = [];
    for (let i = 0; i < 2; i++) await standIns.instead(own, failing(fault, asked));
    expect(asked.filter((key) => key === 'own')).toHaveLength(2);
  });
});
