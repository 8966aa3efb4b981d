/**
 * UniPC or Euler steps for the video model Helios, stage by stage.
 * Source: diffusers, schedulers/scheduling_helios.py.
 */
import { defineScheduler } from './define';
import { heliosCall, heliosOptions, inferHelios, trainHelios } from './heliosStages';
import { flag, oneOf } from './options';
import { refuseUnknownUniSolver, uniPcOptions } from './uniPc';

export const helios = defineScheduler({
  name: 'HeliosScheduler',
  doc: 'UniPC or Euler steps on the flow of the video model Helios, which goes through stages of growing resolution.',
  source: 'schedulers/scheduling_helios.py',
  options: {
    ...heliosOptions('exponential'),
    thresholding: flag(false, 'Not used by this class.'),
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
});
