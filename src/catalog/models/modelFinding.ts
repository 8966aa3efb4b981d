import type { FileFault } from '../../json/fileFault';
import type { Disk } from './disk';
import type { FoundModel } from '../types/foundModel';
import type { Environment } from './huggingFaceCache';
import type { SchedulerFile } from './schedulerFile';

/** Where models are looked for. */
export interface Surroundings {
  readonly disk: Disk;
  readonly environment: Environment;
  /** Roots of Hugging Face caches beside the usual one. */
  readonly extraRoots: readonly string[];
  /** Absolute folders that relative paths may start from: the document's, then the workspace's. */
  readonly folders: readonly string[];
}

/** What was found of one model. */
export interface ModelFinding {
  /** Its files; null when none are on this disk. */
  readonly model: FoundModel | null;
  /** Its scheduler's configuration; null when it could not be read, then the notices say why. */
  readonly scheduler: ModelScheduler | null;
  /** Whether `scheduler` is what the code loads, and nothing that stands in for it. */
  readonly isExact: boolean;
  readonly notices: readonly string[];
  /** What is raised when the code loads it: one of its files is broken. */
  readonly refused?: FileFault;
  /** The class that `model_index.json` names, where the scheduler's own file is broken. */
  readonly refusedClass?: string | null;
}

/** The scheduler configuration of a model on this disk. */
export interface ModelScheduler extends SchedulerFile {
  /** Absolute path of the file. */
  readonly file: string;
  /** The file in words: "scheduler/scheduler_config.json of runwayml/… in the Hugging Face cache, commit 1d0c4eb". */
  readonly source: string;
}
