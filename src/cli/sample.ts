/**
 * `sigmascope sample`: JSON requests on standard input, one a line; for each a sampling run with the exact denoiser of
 * normally distributed data, as one line: `{id, steps: [{t, prev}], final}`, or `{id, error}`.
 */
import * as v from 'valibot';
import { gaussianDenoiser } from '../preview/sampling/gaussianDenoiser';
import { prepareSampling, sample as sampleFrom } from '../schedulers/sample';
import type { Draw } from '../schedulers/definition/sampler';
import { scaled } from '../schedulers/arithmetic/tensor';
import { calls, parsed } from './calls';
import { CallTypes, withListTypes } from './pythonLists';
import { answerLines, RequestError } from './stream';

const Numbers = v.array(v.number());

const Keywords = v.nullish(v.record(v.string(), v.unknown()), {});

const Request = v.object({
  class: v.string(),
  via: v.optional(v.picklist(['init', 'from_config']), 'init'),
  config: Keywords,
  call: Keywords,
  call_types: CallTypes,
  /** Arguments of `step`, such as eta. */
  step_args: Keywords,
  shape: Numbers,
  /** Of the data: a mean a channel, and one standard deviation. */
  mean: Numbers,
  std: v.number(),
  /** Indices into the latents of which each step is reported. */
  probes: v.array(Numbers),
  /** Where to start; the first draw times init_noise_sigma if absent. */
  x_T: v.nullish(Numbers, null),
  /** Standard normal draws in 1/1024, the first for x_T, the others in the order that the steps ask for them. */
  draws_q10: v.nullish(v.array(Numbers), []),
});

type Request = v.InferOutput<typeof Request>;

export function sample(args: readonly string[]): Promise<number> {
  parsed('sample', calls.sample.options, args);
  return answerLines((request) => run(v.parse(Request, request)));
}

function run(request: Request): object {
  const { shape, probes, mean, std } = request;
  const sampling = prepareSampling({
    ...request,
    className: request.class,
    call: withListTypes(request.call, request.call_types),
    stepArguments: request.step_args,
  });
  const draw = drawsOf(request);
  const start = request.x_T
    ? Float32Array.from(request.x_T)
    : scaled(draw(0), sampling.schedule.initNoiseSigma.after ?? 1);
  const positions = probes.map((probe) => flatIndex(probe, shape));
  const steps: object[] = [];
  let final = start;
  for (const { timestep, sample } of sampleFrom(sampling, start, gaussianDenoiser(mean, std, shape), inOrder(draw))) {
    steps.push({ t: timestep, prev: positions.map((i) => sample[i]) });
    final = sample;
  }
  return { steps, final };
}

/** The recorded draws. */
function drawsOf({ draws_q10 }: Request): (index: number) => Float32Array {
  return (index) => {
    const draw = draws_q10.at(index);
    if (!draw) throw new RequestError(`draws_q10 has ${draws_q10.length} draws, but the run asks for more.`);
    return Float32Array.from(draw, (q) => q / 1024);
  };
}

/** The draws after the first, which is what x_T is made of. */
function inOrder(draw: (index: number) => Float32Array): Draw {
  let next = 1;
  return () => draw(next++);
}

/** Position in C order. */
function flatIndex(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((position, i, axis) => position * shape[axis] + i, 0);
}
