import type { ConfigurationReading } from '../types/configurationReading';
import { singleFileModel } from './singleFile';

/** Which configuration of which model is looked for. Plain data: equal searches find the same. */
export interface ModelSearch {
  /** A repository's id, or a path as the code writes it. */
  readonly id: string;
  /** Whether it is a pipeline's own scheduler: then `model_index.json` names the class. */
  readonly isPipeline: boolean;
  /** Null where the code gives none. */
  readonly subfolder: string | null;
  readonly revision: string | null;
  readonly cacheFolder: string | null;
  /** Keywords whose values cannot be told from the code. */
  readonly unknown: readonly string[];
}

/** What to look for, or null where the code names no model. */
export function searchOf({
  modelId,
  pipelineClass,
  loading,
}: NonNullable<ConfigurationReading['base']>): ModelSearch | null {
  if (modelId === null) return null;
  const keywords = new Map(Object.entries(loading?.keywords ?? {}));
  const text = (name: string): string | null => {
    const reading = keywords.get(name);
    return reading?.known && typeof reading.value === 'string' ? reading.value : null;
  };
  const isSingleFile = loading?.method === 'from_single_file';
  const id = isSingleFile ? (text('config') ?? singleFileModel(modelId, pipelineClass)) : modelId;
  if (id === null) return null;
  return {
    id,
    isPipeline: pipelineClass !== null,
    subfolder: text('subfolder'),
    revision: isSingleFile ? null : text('revision'),
    cacheFolder: text('cache_dir'),
    unknown: [...keywords].filter(([, reading]) => !reading.known).map(([name]) => name),
  };
}
