/**
 * Steps for Helios distilled by distribution matching (Yin et al. 2024, "DMD"): predict the video, add noise again.
 * Source: diffusers, schedulers/scheduling_helios_dmd.py.
 */
import { defineScheduler } from '../definition/define';
import { heliosCall, heliosOptions, inferHelios, trainHelios } from '../families/flow/heliosStages';

export const heliosDMD = defineScheduler({
  name: 'HeliosDMDScheduler',
  doc: 'For Helios distilled to a few steps: every step predicts the video and adds noise again.',
  source: 'schedulers/scheduling_helios_dmd.py',
  isForDistilled: true,
  options: heliosOptions('linear'),
  call: heliosCall,
  order: 1,
  parametrisation: () => 'flow',
  train: trainHelios,
  infer: (config, training, call) => inferHelios(config, training, call, true),
});
