import { describe, expect, it } from 'vitest';
import { SweepResult } from '../../../src/preview/experiment/sweepResult';
import { sheetOf } from '../../../src/render/sweep/sheetOf';

const swept = {
  ...{ className: 'LCMScheduler', stepCount: 4, initNoiseSigma: 1, seed: 0, option: 'class' },
  ...{ samples: 'cat', file: 'a.py' },
};

function resultOf(distilled: readonly string[], whyStandIn?: string): SweepResult {
  const result = new SweepResult();
  const cells = [{ value: 'LCMScheduler', current: true }];
  result.take({ kind: 'planned', cells, premise: null, distilled });
  const picture = { width: 1, height: 1, rgb: new Uint8Array(3) };
  const origin = { decoder: 'a decoder', provider: 'cpu', whyNotBetter: null, ...(whyStandIn ? { whyStandIn } : {}) };
  result.take({ kind: 'picture', cell: 0, picture, ...origin });
  return result;
}

describe('a sheet of a sweep', () => {
  it('says that nothing on it is the user’s model, and what decoded it', () => {
    const { notes, cells } = sheetOf(resultOf([]), swept, 256);
    expect(notes).toEqual(['Made with a closed-form reference denoiser, not your model. Decoded by a decoder.']);
    expect(cells).toMatchObject([{ label: 'LCM', current: 'as configured' }]);
  });

  it('says which classes are for models of another kind', () => {
    const [note] = sheetOf(resultOf(['LCMScheduler', 'TCDScheduler']), swept, 256).notes;
    expect(note).toMatch(/^LCMScheduler, TCDScheduler are made for distilled models; .* posterior mean/);
  });

  it('says why something stood in for the decoder', () => {
    expect(sheetOf(resultOf([], 'There was no memory for the VAE.'), swept, 256).notes.at(-1)).toBe(
      'There was no memory for the VAE.',
    );
  });
});
