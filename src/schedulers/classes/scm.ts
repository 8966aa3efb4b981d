/**
 * Sampling from continuous-time consistency models on TrigFlow (Lu & Song 2024, "Simplifying, Stabilizing and Scaling
 * Continuous-Time Consistency Models"; SANA-Sprint): x_t = cos t · x0 + sin t · σ_data · ε, with t an angle.
 * Source: diffusers, schedulers/scheduling_scm.py.
 */
import { defineScheduler, given, isGiven, type Config } from '../definition/define';
import { integer, nullable, number, numbers, oneOf, required, stepCount } from '../options/options';
import { at, raise } from '../arithmetic/python';
import { refuseMoreThanTrained, trainingTimesteps } from '../noise/spacing';
import { cos, sin } from '../arithmetic/sine';
import { combine, scaled } from '../arithmetic/tensor';
import { linspace } from '../arithmetic/torch';

const call = {
  num_inference_steps: required(stepCount),
  timesteps: numbers('The angles themselves, from π/2 down to 0: one more than there are steps.'),
  max_timesteps: nullable(number(1.5708, 'The angle to start from; None with timesteps.')),
  intermediate_timesteps: nullable(number(1.3, 'The angle between the two steps; None for another number of steps.')),
};

type Call = Config<typeof call>;

/** Points of the curve that is shown; the model is trained on all angles. */
const curvePoints = 1000;

export const scm = defineScheduler({
  name: 'SCMScheduler',
  doc: 'For consistency models on TrigFlow, such as SANA-Sprint: one to four steps along angles from π/2 to 0.',
  source: 'schedulers/scheduling_scm.py',
  isForDistilled: true,
  options: {
    num_train_timesteps: integer(1000, 'The most steps that are allowed.'),
    prediction_type: oneOf(['trigflow'], 'trigflow', 'What the model predicts; there is one kind only.'),
    sigma_data: number(0.5, 'Standard deviation of the data.'),
  },
  call,
  order: 1,
  parametrisation: () => 'vp',

  train(config) {
    const angles = Float64Array.from({ length: curvePoints }, (_, i) => ((i + 1) / curvePoints) * (Math.PI / 2));
    return {
      noise: {
        betas: null,
        alphasCumprod: null,
        sigmas: Float32Array.from(angles, (t) => config.sigma_data * Math.sin(t)),
        timesteps: angles,
      },
      state: { initNoiseSigma: 1, timesteps: trainingTimesteps(config.num_train_timesteps) },
    };
  },

  infer(config, _training, call) {
    refuseMoreThanTrained(config, call.num_inference_steps);
    refuseConflicts(call);
    return { timesteps: anglesOf(call), numInferenceSteps: call.num_inference_steps };
  },

  /** The last angle is where sampling ends, not a step. */
  levels(config, { state: { timesteps } }) {
    return {
      signal: Float64Array.from(timesteps, Math.cos),
      sigmas: Float64Array.from(timesteps, (t) => config.sigma_data * Math.sin(t)),
      finalSigma: config.sigma_data * Math.sin(timesteps[timesteps.length - 1]),
      count: timesteps.length - 1,
    };
  },

  sampler(config, { state: { timesteps } }) {
    return {
      step({ index, sample, output }, draw) {
        if (config.prediction_type !== 'trigflow') {
          raise('ValueError', `prediction_type "${config.prediction_type}" is not supported`, 'Use "trigflow".');
        }
        const [angle, next] = [timesteps[index], at(timesteps, index + 1)];
        const clean = combine([cos(angle), sample], [-sin(angle), output]);
        return combine([cos(next), clean], [sin(next), scaled(draw(), config.sigma_data)]);
      },
    };
  },

  target() {
    return ({ timestep: angle }) => ({ clean: -1 / Math.sin(angle), sample: Math.cos(angle) / Math.sin(angle) });
  },
});

/** Angles, float32. */
function anglesOf({ num_inference_steps, timesteps, max_timesteps, intermediate_timesteps }: Call): Float32Array {
  if (timesteps) return Float32Array.from(timesteps);
  const most = max_timesteps ?? 0;
  if (intermediate_timesteps !== null) return Float32Array.of(most, intermediate_timesteps, 0);
  return linspace(most, 0, num_inference_steps + 1);
}

/** @throws ValueError for arguments that do not fit together */
function refuseConflicts(call: Call): void {
  const { num_inference_steps: count, timesteps, [given]: raw } = call;
  const hasMost = isGiven(call, 'max_timesteps');
  if (timesteps && timesteps.length !== count + 1) {
    raise(
      'ValueError',
      `${count} steps need ${count + 1} timesteps.`,
      'Pass one more angle than steps, the last one 0.',
    );
  }
  if (timesteps && hasMost) {
    raise('ValueError', 'timesteps and max_timesteps cannot both be given.', 'Pass max_timesteps=None.');
  }
  if (!timesteps && !hasMost) {
    raise('ValueError', 'One of timesteps and max_timesteps must be given.', 'Leave max_timesteps at its default.');
  }
  if (isGiven(call, 'intermediate_timesteps') && count !== 2) {
    raise(
      'ValueError',
      'intermediate_timesteps is for 2 steps only.',
      'Pass intermediate_timesteps=None, or use num_inference_steps=2.',
    );
  }
  if (raw['timesteps'] instanceof Float64Array) {
    raise('ValueError', 'timesteps must be a list or a tensor, not a numpy array.', 'Use timesteps.tolist().');
  }
}
