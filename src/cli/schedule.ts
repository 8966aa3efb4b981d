/**
 * `sigmascope schedule`: JSON requests on standard input, one a line; one answer a line on standard output, in order.
 * A request that fails answers `{id, error: {type, message, where, remedy}}`, and the stream goes on.
 */
import * as v from 'valibot';
import { computeSchedule } from '../schedulers/compute';
import type { Attributes, Schedule } from '../schedulers/definition/schedule';
import { calls, parsed } from './calls';
import { CallTypes, withListTypes } from './pythonLists';
import { answerLines } from './stream';

const Stage = v.picklist(['before', 'after']);

const Keywords = v.optional(v.record(v.string(), v.unknown()), {});

const Request = v.object({
  class: v.string(),
  via: v.optional(v.picklist(['init', 'from_config']), 'init'),
  config: Keywords,
  call: Keywords,
  call_types: CallTypes,
  fields: v.optional(v.array(Stage), ['before', 'after']),
});

export function schedule(args: readonly string[]): Promise<number> {
  parsed('schedule', calls.schedule.options, args);
  return answerLines((json) => {
    const request = v.parse(Request, json);
    const call = withListTypes(request.call, request.call_types);
    return selected(computeSchedule({ ...request, className: request.class, call }), request.fields);
  });
}

function selected({ before, after }: Schedule, fields: readonly ('before' | 'after')[]): object {
  return {
    ...(fields.includes('before') ? { before } : {}),
    ...(fields.includes('after') ? { after: touched(before, after) } : {}),
  };
}

/** What an answer is mostly read for. */
const always: readonly string[] = ['timesteps', 'sigmas'];

/** Training arrays are long: those that `set_timesteps` left as they were are not printed again. */
function touched(before: Attributes, after: Attributes): Attributes {
  return Object.fromEntries(
    Object.entries(after).filter(
      ([name, value]) => typeof value === 'number' || value !== before[name] || always.includes(name),
    ),
  );
}
