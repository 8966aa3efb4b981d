/**
 * UniPC or Euler steps for the video model Helios, stage by stage.
 * Source: diffusers, schedulers/scheduling_helios.py.
 */
import { defineScheduler } from '../definition/define';
import { solverLevel, type SolverLevel } from '../families/exponentialIntegrators/dpmSolver';
import { flowStep } from '../families/flow/flowStep';
import { heliosCall, heliosOptions, inferHelios, trainHelios } from '../families/flow/heliosStages';
import { flag, oneOf } from '../options/options';
import { at, raise } from '../arithmetic/python';
import { refuseUnknownUniSolver, uniPcOptions } from '../families/exponentialIntegrators/uniPcOptions';
import { uniPcSampler } from '../families/exponentialIntegrators/uniPcSteps';

export const helios = defineScheduler({
  name: 'HeliosScheduler',
  doc: 'UniPC or Euler steps on the flow of the video model Helios, which goes through stages of growing resolution.',
  source: 'schedulers/scheduling_helios.py',
  options: {
    ...heliosOptions('exponential'),
    thresholding: flag(false, 'Must stay False: UniPC steps of this class fail with it.'),
    ...uniPcOptions,
    scheduler_type: oneOf(['euler', 'unipc', 'dmd'], 'unipc', 'Which sampler steps; "dmd" for the distilled model.'),
  },
  call: heliosCall,
  order: 1,
  beginsAtFirst: true,
  parametrisation: ({ use_flow_sigmas }) => (use_flow_sigmas ? 'flow' : 'vp'),

  train(config) {
    const training = trainHelios(config);
    refuseUnknownUniSolver(config.solver_type);
    return training;
  },

  infer: (config, training, call) => inferHelios(config, training, call, config.scheduler_type === 'dmd'),

  sampler(config, run) {
    switch (config.scheduler_type) {
      case 'euler':
        return {
          step: ({ index, sample, output }) =>
            flowStep(sample, output, run.state.sigmas[index], at(run.state.sigmas, index + 1)),
        };
      case 'unipc':
        return uniPcSampler(config, run, config.thresholding ? refuseThresholding : null, levelOf(config));
      default:
        raise(
          'NotImplementedError',
          `scheduler_type "${config.scheduler_type}" has no step in this class`,
          'Use "unipc" or "euler", or the class HeliosDMDScheduler.',
        );
    }
  },
});

const { fround } = Math;

/** As other solvers read a sigma, but never without noise, so that its logarithm stays finite. */
function levelOf({ use_flow_sigmas }: { readonly use_flow_sigmas: boolean }) {
  return (sigma: number): SolverLevel => {
    const held = fround(sigma);
    return { ...solverLevel(use_flow_sigmas ? Math.max(held, fround(1e-8)) : held, use_flow_sigmas), held };
  };
}

function refuseThresholding(): never {
  raise(
    'AttributeError',
    "'HeliosScheduler' object has no attribute '_threshold_sample'",
    'Set thresholding=False: this class does not have it.',
  );
}
