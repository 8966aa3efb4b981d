import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mixtureOf,
  noiseGivenClean,
  predictedClean,
  predictedCleanUnscaled,
  predictedNoise,
  predictionOf,
  type Prediction,
} from '../../src/schedulers/prediction/prediction';
import { perfectOutput, targetOf } from '../../src/schedulers/definition/target';

const value = fc.double({ min: -3, max: 3, noNaN: true });
const level = fc.double({ min: 0.05, max: 0.95, noNaN: true });

const mixed = (signal: number, clean: number, sigma: number, noise: number) => signal * clean + sigma * noise;
const one = (x: number) => Float32Array.of(x);

describe('predictions', () => {
  it('find the clean sample and the noise in what a perfect model answers, for x = √ᾱ·x0 + √(1−ᾱ)·ε', () => {
    const type = fc.constantFrom<Prediction>('epsilon', 'sample', 'v_prediction');
    fc.assert(
      fc.property(type, level, value, value, (prediction, alphaBar, clean, noise) => {
        const mixture = mixtureOf(Math.fround(alphaBar));
        const sample = mixed(mixture.alpha, clean, mixture.sigma, noise);
        const at = { timestep: 0, signal: mixture.alpha, noise: mixture.sigma };
        const said = {
          sample: one(sample),
          output: perfectOutput(targetOf(prediction, 'vp'), at, one(clean), one(sample)),
        };
        expect(predictedClean(prediction, said, mixture)[0]).toBeCloseTo(clean, 4);
        expect(predictedNoise(prediction, said, mixture)[0]).toBeCloseTo(noise, 4);
        expect(noiseGivenClean(one(clean), said.sample, mixture)[0]).toBeCloseTo(noise, 4);
      }),
    );
  });

  it('find them for x = (1−σ)·x0 + σ·ε', () => {
    const type = fc.constantFrom<Prediction>('epsilon', 'sample', 'flow_prediction');
    fc.assert(
      fc.property(type, level, value, value, (prediction, sigma, clean, noise) => {
        const sample = mixed(1 - sigma, clean, sigma, noise);
        const at = { timestep: 0, signal: 1 - sigma, noise: sigma };
        const said = {
          sample: one(sample),
          output: perfectOutput(targetOf(prediction, 'flow'), at, one(clean), one(sample)),
        };
        expect(predictedClean(prediction, said, { alpha: 1 - sigma, sigma })[0]).toBeCloseTo(clean, 3);
        expect(predictedNoise(prediction, said, { alpha: 1 - sigma, sigma })[0]).toBeCloseTo(noise, 3);
      }),
    );
  });

  it('find the clean sample for x = x0 + σ·ε', () => {
    const unscaled = fc.constantFrom<Prediction>('epsilon', 'sample', 'original_sample', 'v_prediction');
    fc.assert(
      fc.property(
        unscaled,
        fc.double({ min: 0.1, max: 15, noNaN: true }),
        value,
        value,
        (prediction, s, clean, noise) => {
          const sigma = Math.fround(s);
          const sample = mixed(1, clean, sigma, noise);
          const at = { timestep: 0, signal: 1, noise: sigma };
          const said = {
            sample: one(sample),
            output: perfectOutput(targetOf(prediction, 've'), at, one(clean), one(sample)),
          };
          expect(predictedCleanUnscaled(prediction, said, sigma)[0]).toBeCloseTo(clean, 3);
        },
      ),
    );
  });

  it('refuses a prediction_type that a class does not know, and says which was meant', () => {
    expect(predictionOf('epsilon')).toBe('epsilon');
    expect(() => predictionOf('flow_prediction')).toThrow(expect.objectContaining({ type: 'ValueError' }));
    expect(() => predictionOf('epsilom')).toThrow(
      expect.objectContaining({ remedy: expect.stringContaining('"epsilon"') as unknown }),
    );
  });
});
