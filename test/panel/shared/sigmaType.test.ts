import { describe, expect, it } from 'vitest';
import { outcomeOf } from '../../../src/inspect/outcome';
import type { WiredRequest } from '../../../src/panel/protocol';
import { sigmaTypeControl, sigmaTypeOf, withSigmaType } from '../../../src/panel/shared/sigmaType';
import { changedRequest, noChanges } from '../../../src/panel/shared/whatIf';
import { schedulerNames } from '../../../src/schedulers/registry';

const request = (className: string, config = {}): WiredRequest => ({
  className,
  via: 'init',
  config,
  call: { num_inference_steps: 10 },
  evenSigmas: false,
});

describe('the type of sigmas', () => {
  it('is one control in place of flags, with those that the class has', () => {
    expect(sigmaTypeControl('EulerDiscreteScheduler')?.option.choices).toEqual([
      'plain',
      'Karras',
      'exponential',
      'beta',
    ]);
    expect(sigmaTypeControl('DPMSolverMultistepScheduler')?.option.choices).toContain('Lu');
    expect(sigmaTypeControl('DDIMScheduler')).toBeNull();
  });

  it('turns the flag of the other type off', () => {
    const euler = request('EulerDiscreteScheduler', { use_karras_sigmas: true });
    expect(sigmaTypeOf(euler, noChanges)).toBe('Karras');
    const beta = withSigmaType(euler, noChanges, 'beta');
    expect(beta.config).toEqual({ set: { use_beta_sigmas: true }, unset: ['use_karras_sigmas'] });
    expect(sigmaTypeOf(euler, beta)).toBe('beta');
    expect(withSigmaType(euler, beta, 'Karras')).toEqual(noChanges);
  });

  it('makes a schedule with every type of every class', () => {
    for (const className of schedulerNames) {
      for (const type of sigmaTypeControl(className)?.option.choices ?? []) {
        const plain = request(className);
        if (!outcomeOf(changedRequest(plain, noChanges)).ok) continue;
        const outcome = outcomeOf(changedRequest(plain, withSigmaType(plain, noChanges, type)));
        expect(outcome.ok ? '' : `${className} ${type}: ${outcome.message}`).toBe('');
      }
    }
  });
});
