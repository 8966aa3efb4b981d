/** A whole sampling run: from seeded noise through every `step()` of the scheduler, with the reference denoiser. */
import { DiffusersError } from '../../schedulers/errors';
import { prepareSampling, sample, startingAt, type Denoiser, type Sampling } from '../../schedulers/sample';
import type { Schedule, ScheduleRequest } from '../../schedulers/definition/schedule';
import { scaled } from '../../schedulers/arithmetic/tensor';
import { mixtureDenoiser } from './mixtureDenoiser';
import { noisedSample } from '../noise/noisedSample';
import { RepeatedNoise } from '../noise/repeatedNoise';

/** Which run: everything that decides its numbers, but for the pictures. */
export interface RunRequest extends ScheduleRequest {
  /** Arguments of `step`, by diffusers' names, such as eta. */
  readonly stepArguments: Readonly<Record<string, unknown>>;
  /** `torch.manual_seed`. */
  readonly seed: number;
  /** What the first noise is multiplied with, or null for the scheduler's own `init_noise_sigma`. */
  readonly initNoiseSigma: number | null;
  /** Image to image: begin at the first picture, noised to this share of the steps; null begins at noise alone. */
  readonly strength: number | null;
  /** The `prediction_type` the model was trained with; null for what the scheduler is told. */
  readonly trainedPrediction: string | null;
  /** A pipeline makes the sigmas evenly from the number of steps, whatever that is. */
  readonly evenSigmas?: boolean | undefined;
}

/** The pictures that the data are made of. */
export interface Pictures {
  /** Latents in model space, of one picture each. */
  readonly means: readonly Float32Array[];
  /** Of the latents: 1, channels, and sides. */
  readonly shape: readonly number[];
}

/** One step of a run; all latents as the denoising loop holds them, before `scale_model_input`. */
export interface RunStep {
  /** Index into the schedule's steps. */
  readonly index: number;
  readonly timestep: number;
  readonly sigma: number;
  /** What `scale_model_input` multiplies x_t with: so scaled, x_t can be decoded. */
  readonly inputScale: number;
  /** x_t, before the step. */
  readonly noisy: Float32Array;
  /** The predicted x0. */
  readonly clean: Float32Array;
  /** After the step. */
  readonly next: Float32Array;
}

/** A run made ready: everything that can be refused beforehand has been. */
export interface PreparedRun {
  readonly sampling: Sampling;
  readonly schedule: Schedule;
  /** How many steps are taken, and which is the first. */
  readonly count: number;
  readonly from: number;
  /** What the first noise is multiplied with; null where a picture is noised instead. */
  readonly initNoiseSigma: number | null;
}

/**
 * @throws DiffusersError where diffusers raises, and for a class that cannot be sampled from latents alone
 */
export function prepareRun(request: RunRequest, { shape }: Pictures): PreparedRun {
  const whole = prepareSampling({ ...request, shape });
  const { schedule } = whole;
  const { count } = schedule.steps;
  const from = request.strength === null ? 0 : firstStep(request.strength, schedule);
  if (count === from) refuseEmpty(schedule, request.strength);
  const target = request.trainedPrediction === null ? whole.target : trainedTarget(request, shape);
  const initNoiseSigma = request.initNoiseSigma ?? schedule.initNoiseSigma.after ?? 1;
  return {
    sampling: { ...startingAt(whole, from), target },
    schedule,
    count: count - from,
    from,
    initNoiseSigma: request.strength === null ? initNoiseSigma : null,
  };
}

/** What runs of the same pictures have in common. */
export interface Surroundings {
  readonly denoiser: Denoiser;
  readonly noise: RepeatedNoise;
}

export function surroundingsOf(pictures: Pictures): Surroundings {
  const length = pictures.shape.reduce((product, side) => product * side, 1);
  return { denoiser: mixtureDenoiser(pictures), noise: new RepeatedNoise(length) };
}

/**
 * Goes through the run step by step; a caller may stop at any. The scheduler draws its noise from the generator that the
 * first latents came from, as a pipeline's `generator` does.
 * @throws DiffusersError where `step` of diffusers raises
 */
export function* samplingRun(
  run: PreparedRun,
  { seed }: RunRequest,
  { means }: Pictures,
  { denoiser, noise: seeded }: Surroundings,
): Generator<RunStep, void> {
  const { timesteps, sigmas, inputScale, signal, noise } = run.schedule.steps;
  const draw = seeded.from(seed);
  let noisy =
    run.initNoiseSigma === null
      ? noisedSample(means[0], draw(), signal[run.from], noise[run.from])
      : scaled(draw(), run.initNoiseSigma);
  for (const { index, clean, sample: next } of sample(run.sampling, noisy, denoiser, draw)) {
    const [timestep, sigma] = [timesteps[index], sigmas[index]];
    yield { index, timestep, sigma, inputScale: inputScale[index], noisy, clean: new Float32Array(clean), next };
    noisy = next;
  }
}

/**
 * The step that image-to-image begins at.
 * Source: diffusers, `get_timesteps` of the img2img pipelines; those of flow matching round the other way.
 */
function firstStep(strength: number, { parametrisation, order, steps, call }: Schedule): number {
  if (!(strength >= 0 && strength <= 1))
    throw new DiffusersError(
      'ValueError',
      `The value of strength should in [0.0, 1.0] but is ${strength}`,
      'set_timesteps',
      'Give strength between 0 and 1.',
    );
  const given = call['num_inference_steps'];
  const total = typeof given === 'number' ? given : steps.count;
  const left = parametrisation === 'flow' ? total - total * strength : total - Math.floor(total * strength);
  return Math.min(steps.count, Math.floor(left) * order);
}

function refuseEmpty({ className }: Schedule, strength: number | null): never {
  throw new DiffusersError(
    'ValueError',
    strength === null ? `${className} has no steps to take` : `strength ${strength} leaves no step to take`,
    'set_timesteps',
    strength === null ? 'Ask for at least one step.' : 'Use a higher strength, or more steps.',
  );
}

/** What a model answers that was trained with another `prediction_type` than the scheduler is told. */
function trainedTarget(request: RunRequest, shape: readonly number[]): Sampling['target'] {
  const config = { ...request.config, prediction_type: request.trainedPrediction };
  return prepareSampling({ ...request, config, shape }).target;
}
