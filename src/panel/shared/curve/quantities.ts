import type { Curves, StepColumns } from '../../protocol';

/** One of the curves: what it is called, what it is drawn from, and how it looks. */
export interface Quantity {
  readonly id: string;
  readonly symbol: string;
  readonly name: string;
  /** Two words beside the symbol. */
  readonly meaning: string;
  readonly explanation: string;
  readonly colour: 'blue' | 'green' | 'orange' | 'purple';
  readonly pointStyle: 'circle' | 'rect' | 'triangle' | 'rectRot';
  /** Limits of the axis that the quantity has by nature. */
  readonly range?: { readonly min: number; readonly max: number };
  /** Null where the class has no such quantity. */
  readonly ofSteps: (steps: StepColumns) => Float64Array | null;
  readonly ofTraining: (training: Curves['training']) => Float64Array | null;
}

/** The text in place of a curve that a quantity does not have. */
export const absence = ({ symbol }: Quantity): string => `This class has no ${symbol}.`;

export const quantities: readonly Quantity[] = [
  {
    id: 'sigma',
    symbol: 'σ',
    name: 'noise level σ',
    meaning: 'noise level',
    explanation: 'noise level, in the convention of this class',
    colour: 'blue',
    pointStyle: 'circle',
    ofSteps: ({ sigmas }) => sigmas.subarray(0, sigmas.length - 1),
    ofTraining: ({ sigmas }) => sigmas,
  },
  {
    id: 'alphasCumprod',
    symbol: 'ᾱ',
    name: 'signal share ᾱ',
    meaning: 'signal left',
    explanation: 'share of the signal in the variance, alphas_cumprod',
    colour: 'green',
    range: { min: 0, max: 1 },
    pointStyle: 'rect',
    ofSteps: ({ alphasCumprod }) => alphasCumprod,
    ofTraining: ({ alphasCumprod }) => alphasCumprod,
  },
  {
    id: 'beta',
    symbol: 'β',
    name: 'variance β',
    meaning: 'noise added',
    explanation: 'variance of the noise that training adds in one timestep',
    colour: 'orange',
    pointStyle: 'triangle',
    ofSteps: ({ betas }) => betas,
    ofTraining: ({ betas }) => betas,
  },
  {
    id: 'logSnr',
    symbol: 'log-SNR',
    name: 'log signal-to-noise ratio',
    meaning: 'signal to noise',
    explanation: 'ln(signal² / noise²)',
    colour: 'purple',
    pointStyle: 'rectRot',
    ofSteps: ({ logSnr }) => logSnr,
    ofTraining: ({ logSnr }) => logSnr,
  },
];
