import type { AttributeExpression } from '../../syntax/syntax';
import { noArguments } from '../arguments';
import { classOf, member } from '../classes';
import { callFunction } from '../functions';
import { memberOf } from './imports';
import type { Interpreter } from '../interpreter';
import { constant, unknown, type PipelineValue, type Value, Slots } from '../../values/values';
import { schedulerOf } from '../diffusers/pipelines';

const mathConstants: Readonly<Partial<Record<string, number>>> = {
  'math.pi': Math.PI,
  'math.e': Math.E,
  'math.inf': Infinity,
  'math.tau': 2 * Math.PI,
  'numpy.pi': Math.PI,
  'numpy.e': Math.E,
  'numpy.inf': Infinity,
  'torch.pi': Math.PI,
  'torch.inf': Infinity,
};

/** `object.name`, read. */
export function attribute(i: Interpreter, object: Value, e: AttributeExpression): Value {
  const value = attributeOf(i, object, e);
  i.recorder.mention(e.nameAt, value, e.at.source.text.slice(e.at.start, e.at.end));
  return value;
}

function attributeOf(i: Interpreter, object: Value, e: AttributeExpression): Value {
  const { name } = e;
  if (name === 'init_noise_sigma') i.recorder.initNoiseSigma(object, e.nameAt);
  switch (object.kind) {
    case 'imported': {
      const path = `${object.path}.${name}`;
      const known = mathConstants[path];
      return known === undefined ? memberOf(i, object, name) : constant(known, e.at);
    }
    case 'scheduler':
      return schedulerAttribute(object, name);
    case 'pipeline':
      return pipelineAttribute(i, object, name);
    case 'instance':
    case 'class': {
      const value = member(object, name);
      if (value?.kind === 'function' && value.decorated === 'property') return callFunction(i, value, noArguments);
      return (
        value ??
        unknown(`\`${name}\` of ${object.kind === 'instance' ? 'an object' : 'a class'} is not set in this file`)
      );
    }
    case 'namespace':
      return object.options.get(name) ?? unknown(`the command-line argument \`${name}\``);
    case 'constant':
      // Only a member of an enumeration, which is kept as its value, has one.
      return name === 'value' ? object : unknown(`\`${name}\` of a constant`);
    case 'config':
      return (
        object.of.edits.attributes.get(name) ??
        object.of.options.get(name)?.value ??
        unknown(`\`${name}\` of a configuration`)
      );
    case 'unknown':
      return unknown(`\`${name}\` of something unknown (${shortened(object.reason)})`);
    default:
      return unknown(`\`${name}\` of a ${object.kind}`);
  }
}

/** A reason without the reason inside it, so that reasons do not nest. */
const shortened = (reason: string): string => reason.replace(/ \(.*\)$/, '');

function schedulerAttribute(scheduler: Extract<Value, { kind: 'scheduler' }>, name: string): Value {
  if (name === 'config' || name === '_internal_dict') return { kind: 'config', of: scheduler };
  if (name === '__class__') return classOf(scheduler);
  return unknown(`\`${name}\` of the scheduler, which is computed`);
}

function pipelineAttribute(i: Interpreter, pipeline: PipelineValue, name: string): Value {
  const own = pipeline.attributes.get(name);
  if (own) return own;
  if (name === 'scheduler') return schedulerOf(i, pipeline);
  if (name !== 'components') return unknown(`\`${name}\` of a pipeline`);
  const entries = new Slots('optional');
  for (const [part, value] of pipeline.attributes.pairs()) i.store.write(entries, part, value);
  i.store.write(entries, 'scheduler', schedulerOf(i, pipeline));
  return { kind: 'dict', entries };
}
