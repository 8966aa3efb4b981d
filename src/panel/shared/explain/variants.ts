/** This configuration with one option otherwise: what Karras, a shift, zero-SNR and the like do to the curve. */
import type { Schedule, ScheduleRequest } from '../../../schedulers/definition/schedule';
import { definitionOf } from '../../../schedulers/registry';
import { notUsed } from '../../../schedulers/options/option';
import { variantOf } from './variant';

/** An option otherwise, and what comes of it. */
export interface Variant {
  /** `use_karras_sigmas=True`, as Python writes it. */
  readonly label: string;
  /** What the option does, in one sentence. */
  readonly why: string;
  readonly schedule: Schedule;
  /** Nothing is changed by it. */
  readonly isSame: boolean;
}

interface Turn {
  readonly options: Readonly<Record<string, unknown>>;
  readonly label: string;
  readonly why: string;
}

/** Every variant that diffusers does not refuse. */
export function variantsOf(request: ScheduleRequest, schedule: Schedule): readonly Variant[] {
  const has = (name: string): boolean => {
    const options = definitionOf(schedule.className)?.options ?? {};
    return Object.hasOwn(options, name) && options[name].doc !== notUsed;
  };
  return turnsOf(schedule)
    .filter(({ options }) => Object.keys(options).every(has))
    .flatMap(({ options, label, why }) => {
      const turned = variantOf(request, options);
      return turned ? [{ label, why, schedule: turned, isSame: isSameCurve(turned, schedule) }] : [];
    });
}

function isSameCurve(a: Schedule, b: Schedule): boolean {
  return (
    a.steps.count === b.steps.count &&
    a.finalSigma === b.finalSigma &&
    a.steps.sigmas.every((sigma, i) => sigma === b.steps.sigmas[i])
  );
}

const grids: readonly (readonly [flag: string, why: string])[] = [
  [
    'use_karras_sigmas',
    'Karras sigmas take large steps where there is much noise and small ones near the end, where details form.',
  ],
  [
    'use_exponential_sigmas',
    'Exponential sigmas divide σ by the same factor at every step: they reach small σ early and stay there long.',
  ],
  [
    'use_beta_sigmas',
    'Beta sigmas crowd at both ends: outlines at the beginning and details at the end get more steps.',
  ],
  ['use_lu_lambdas', 'Lu’s levels are even in log-SNR.'],
  [
    'use_flow_sigmas',
    'Flow sigmas are for flow-matching models: σ is then the share of noise, from 1 to 0, and x a mixture on a straight line.',
  ],
];

const spacings: Readonly<Record<string, string>> = {
  linspace: '“linspace” spreads the timesteps evenly over all of training, both ends included.',
  leading: '“leading” takes every so many timesteps, counted from 0: the noisiest ones are left out.',
  trailing: '“trailing” counts from the end: the noisiest timestep is always the first step.',
};

function turnsOf({ config }: Schedule): readonly Turn[] {
  const on = (name: string) => config[name] === true;
  const off = Object.fromEntries(grids.filter(([flag]) => on(flag)).map(([flag]) => [flag, false]));
  const gridTurns = grids.map(([flag, why]): Turn => {
    const others = Object.fromEntries(Object.entries(off).filter(([name]) => name !== flag));
    return { options: { ...others, [flag]: !on(flag) }, label: flagText(flag, !on(flag)), why };
  });
  const spacingTurns = Object.entries(spacings)
    .filter(([spacing]) => spacing !== config['timestep_spacing'])
    .map(([timestep_spacing, why]): Turn => {
      return { options: { timestep_spacing }, label: `timestep_spacing="${timestep_spacing}"`, why };
    });
  return [...gridTurns, ...spacingTurns, ...otherTurns(config)];
}

function otherTurns(config: Schedule['config']): readonly Turn[] {
  const zero = config['rescale_betas_zero_snr'] === true;
  const ends = config['final_sigmas_type'] === 'zero' ? 'sigma_min' : 'zero';
  return [
    {
      options: { rescale_betas_zero_snr: !zero },
      label: flagText('rescale_betas_zero_snr', !zero),
      why: 'Zero terminal SNR lowers ᾱ until the last training timestep holds no picture at all: sampling then begins where training ended, in nothing but noise.',
    },
    {
      options: { final_sigmas_type: ends },
      label: `final_sigmas_type="${ends}"`,
      why: 'It says whether the last step removes all noise, or ends at the least σ of training.',
    },
    {
      options: { sigma_schedule: config['sigma_schedule'] === 'karras' ? 'exponential' : 'karras' },
      label: `sigma_schedule="${config['sigma_schedule'] === 'karras' ? 'exponential' : 'karras'}"`,
      why: 'An exponential grid divides σ by the same factor at every step; Karras’ takes large steps where there is much noise and small ones near the end.',
    },
    ...shifts(config),
  ];
}

function shifts(config: Schedule['config']): readonly Turn[] {
  if (config['use_dynamic_shifting'] === true) {
    return [
      {
        options: { use_dynamic_shifting: false, shift: 1 },
        label: 'use_dynamic_shifting=False, shift=1.0',
        why: 'Without any shift the levels are even; the larger the picture, the more of them have to lie near the noise.',
      },
    ];
  }
  return ['shift', 'flow_shift'].flatMap((name): Turn[] => {
    const now = config[name];
    if (typeof now !== 'number') return [];
    const other = now === 1 ? 3 : 1;
    return [
      {
        options: { [name]: other },
        label: `${name}=${other.toFixed(1)}`,
        why: 'A shift above 1 moves all steps towards the noise, where the outlines of large pictures are decided.',
      },
    ];
  });
}

const flagText = (name: string, value: boolean): string => `${name}=${value ? 'True' : 'False'}`;
