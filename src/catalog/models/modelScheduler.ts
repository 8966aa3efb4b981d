import { join } from 'node:path';
import { staysInside } from './huggingFaceCache';
import { absolutePaths, cachedSnapshot, localFolder, shortened, type Place } from './modelFolder';
import type { ModelFinding, Surroundings } from './modelFinding';
import type { ModelSearch } from './modelSearch';
import { readModelIndex, readSchedulerFile } from './schedulerFile';

const fileName = 'scheduler_config.json';

/** Where pipelines keep their scheduler. */
const usualFolder = 'scheduler';

const nothing: ModelFinding = { model: null, scheduler: null, isExact: false, notices: [] };

/** The scheduler configuration that the code loads, where its files are on this disk. Never rejects. */
export async function findScheduler(search: ModelSearch, surroundings: Surroundings): Promise<ModelFinding> {
  const subfolder = subfolderOf(search);
  if (subfolder !== '' && !staysInside(subfolder))
    return { ...nothing, notices: [`The subfolder "${subfolder}" leads out of the model, so it is not read.`] };
  const named = await configurationFile(search, surroundings);
  if (named) return named;
  const local = await localFolder(search, surroundings);
  if (local) return inFolder(search, local, subfolder, surroundings);
  return inCache(search, subfolder, surroundings);
}

function subfolderOf({ isPipeline, subfolder, unknown }: ModelSearch): string {
  return isPipeline || unknown.includes('subfolder') ? usualFolder : (subfolder ?? '');
}

/** `from_config("…/scheduler_config.json")`: diffusers takes a file for what it is. */
async function configurationFile(search: ModelSearch, surroundings: Surroundings): Promise<ModelFinding | null> {
  if (search.isPipeline || !search.id.endsWith('.json')) return null;
  const { disk, environment } = surroundings;
  for (const file of absolutePaths(search.id, surroundings)) {
    const source = shortened(file, environment);
    const reading = await readSchedulerFile(disk, file, source);
    if (reading.kind === 'unreadable') return { ...nothing, notices: [reading.problem] };
    if (reading.kind === 'broken') return { ...nothing, refused: reading.fault };
    if (reading.kind === 'read') return { ...nothing, scheduler: { ...reading.content, file, source }, isExact: true };
  }
  return null;
}

/** diffusers looks into the subfolder and, where it has none, at the root of a local folder. */
async function inFolder(
  search: ModelSearch,
  place: Place,
  subfolder: string,
  surroundings: Surroundings,
): Promise<ModelFinding> {
  const folders = [...new Set([subfolder, '', usualFolder])];
  for (const folder of folders) {
    const finding = await readFrom(search, place, folder, surroundings);
    if (finding) return folder === usualFolder && subfolder === '' ? withoutSubfolder(finding, search) : finding;
  }
  const path = shortened(place.model.folder, surroundings.environment);
  return { ...nothing, model: place.model, notices: [`There is no ${fileName} in ${path}; check the path.`] };
}

async function inCache(search: ModelSearch, subfolder: string, surroundings: Surroundings): Promise<ModelFinding> {
  for (const folder of new Set([subfolder, usualFolder])) {
    const place = await cachedSnapshot(search, pathOf(folder), surroundings);
    const finding = place && (await readFrom(search, place, folder, surroundings));
    if (finding) return folder === subfolder ? finding : withoutSubfolder(finding, search);
  }
  const other = await cachedSnapshot(search, null, surroundings);
  return { ...nothing, model: other?.model ?? null };
}

const pathOf = (folder: string): string => (folder === '' ? fileName : `${folder}/${fileName}`);

/** Null where the file is not there. */
async function readFrom(
  search: ModelSearch,
  { model, isAsked }: Place,
  folder: string,
  { disk, environment }: Surroundings,
): Promise<ModelFinding | null> {
  const file = join(model.folder, ...pathOf(folder).split('/'));
  const reading = await readSchedulerFile(disk, file, shortened(file, environment));
  if (reading.kind === 'absent') return null;
  if (reading.kind === 'unreadable') return { ...nothing, model, notices: [reading.problem] };
  const source = `${pathOf(folder)} of ${model.id} ${model.description}`;
  const index = search.isPipeline
    ? await classInIndex(join(model.folder, 'model_index.json'), disk, environment)
    : null;
  if (index?.refused) return { ...nothing, model, refused: index.refused };
  if (reading.kind === 'broken')
    return { ...nothing, model, refused: reading.fault, refusedClass: index?.className ?? null };
  return {
    model,
    scheduler: { ...reading.content, className: index?.className ?? reading.content.className, file, source },
    isExact: isAsked && search.unknown.length === 0,
    notices: [...(index?.notices ?? []), ...(isAsked ? [] : [standIn(search, model)]), ...search.unknown.map(notTold)],
  };
}

async function classInIndex(path: string, disk: Surroundings['disk'], environment: Surroundings['environment']) {
  const reading = await readModelIndex(disk, path, shortened(path, environment));
  if (reading.kind === 'broken') return { className: null, notices: [], refused: reading.fault };
  if (reading.kind === 'unreadable') return { className: null, notices: [reading.problem] };
  return { className: reading.kind === 'read' ? reading.content : null, notices: [] };
}

const standIn = ({ id, revision }: ModelSearch, { revision: commit }: Place['model']): string =>
  `The revision ${revision ?? 'main'} of ${id} is not whole in the Hugging Face cache; commit ${(commit ?? '').slice(0, 7)} stands in for it.`;

const notTold = (keyword: string): string =>
  `\`${keyword}\` cannot be told from the code; what is usual stands in for it.`;

function withoutSubfolder(finding: ModelFinding, { id }: ModelSearch): ModelFinding {
  const notice = `${id} has no ${fileName} at its root; give subfolder="${usualFolder}".`;
  return { ...finding, isExact: false, notices: [...finding.notices, notice] };
}
