/** What a model's scheduler is configured with: its file on this disk, else the built-in table, else its family's usual one. */
import type { FileFault } from '../json/fileFault';
import { noBase, nothingKnown, type Base, type BaseReading } from './base';
import { namedFamily } from './known/family';
import { knownModel, typicalModel, type KnownModel } from './known/knownModels';
import type { ModelFinding, ModelScheduler } from './models/modelFinding';
import type { Models } from './models/models';
import { searchOf } from './models/modelSearch';
import type { Origin, PythonValue } from '../json/value';

type Values = Readonly<Record<string, PythonValue>>;

/** The base of a reading that starts from a model, or from something that the code does not tell. */
export function modelBase(reading: BaseReading, models: Models): Base {
  const found = models.of(reading);
  if (found?.refused) return refusedBase(reading, found, found.refused);
  const base = { ...withoutFinding(reading, found), model: found?.model ?? null };
  const isGuess = reading.loading?.method === 'from_single_file' && !Object.hasOwn(reading.loading.keywords, 'config');
  const notices = [
    ...(reading.reason !== null && reading.modelId !== null ? [`The model is not certain: ${reading.reason}.`] : []),
    ...(isGuess
      ? ['diffusers tells the kind of a single file by its tensors; here its name and the pipeline tell it.']
      : []),
    ...(found?.notices ?? []),
    ...base.notices,
  ];
  const known = base.base?.known === true && reading.reason === null && !isGuess;
  return { ...base, base: base.base && { ...base.base, known }, notices };
}

/** A file that the code loads is broken: no other takes its place. */
function refusedBase(
  reading: BaseReading,
  { model, notices, refusedClass = null }: ModelFinding,
  refused: FileFault,
): Base {
  const { modelId, pipelineClass } = reading;
  const base = { label: labelOf(reading), known: false, source: 'a file that is broken' };
  return { ...noBase, className: refusedClass, modelId, pipelineClass, model, base, notices, refused };
}

function withoutFinding(reading: BaseReading, found: ModelFinding | null): Base {
  const { modelId, pipelineClass } = reading;
  if (found?.scheduler) return fileBase(reading, found.scheduler, found.isExact);
  const table = knownModel(searchOf(reading)?.id ?? '');
  if (modelId !== null && table) return tableBase(reading, table, true);
  const family = namedFamily(modelId, pipelineClass);
  const name = modelId ?? reading.reason ?? 'a model';
  if (!family) return { ...unknownModel(reading, name), notices: [unread(name, "diffusers' defaults stand")] };
  const typical = typicalModel(family);
  return { ...tableBase(reading, typical, false), notices: [unread(name, `that of ${typical.id} stands`)] };
}

function fileBase(reading: BaseReading, { className, config, file, source }: ModelScheduler, isExact: boolean): Base {
  const nameless = className === null && reading.pipelineClass !== null;
  return {
    ...valuesBase(reading, config, 'model file'),
    className,
    base: { label: labelOf(reading), known: isExact, source, file },
    notices: nameless ? [`${source} names no class; write it there as \`_class_name\`.`] : [],
  };
}

function tableBase(reading: BaseReading, { className, config, source }: KnownModel, known: boolean): Base {
  return {
    ...valuesBase(reading, config, 'built-in table'),
    className,
    base: { label: labelOf(reading), known, source: `the built-in table (${source})` },
  };
}

function valuesBase({ modelId, pipelineClass }: BaseReading, config: Values, origin: Origin): Base {
  const mended = mends.test(pipelineClass ?? '') ? asStableDiffusionSets(config) : config;
  const entries = Object.entries(mended).map(([name, value]) => [name, { value, origin, range: null }] as const);
  return { ...noBase, entries: new Map(entries), modelId, pipelineClass };
}

function unknownModel(reading: BaseReading, label: string): Base {
  const { modelId } = reading;
  return { ...nothingKnown(reading), modelId, base: { label, known: false, source: "diffusers' defaults" } };
}

function labelOf({ modelId, reason }: BaseReading): string {
  if (modelId === null) return reason ?? 'a model';
  return reason === null ? modelId : `${modelId} (${reason})`;
}

/** Pipelines that mend outdated configurations when they are made; those of SDXL, SD3 and ControlNet do not. */
const mends = /^(?:Onnx)?StableDiffusion(?:PAG)?(?:Img2Img|Inpaint)?Pipeline/;

/** Source: pipeline_stable_diffusion.py, `__init__`. */
function asStableDiffusionSets(config: Values): Values {
  return {
    ...config,
    ...('steps_offset' in config ? { steps_offset: 1 } : {}),
    ...('clip_sample' in config ? { clip_sample: false } : {}),
  };
}

const unread = (name: string, standIn: string): string =>
  `The scheduler configuration of the model (${name}) is not known here; ${standIn} in for it.`;
