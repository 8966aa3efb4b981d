import { lastOf, type ClassValue, type Subclass, type Value } from '../../values/values';

/** Base classes of base classes are followed this far. */
const deepest = 16;

/** A class that makes schedulers: diffusers' own, or the user's subclass of it. */
export interface SchedulerClass {
  /** The class of diffusers. */
  readonly className: string;
  readonly subclass: Subclass | null;
  /** Imported from another module of the workspace, which imported it itself. */
  readonly reexported: boolean;
}

/** Methods that decide the schedule. */
const decisive = ['__init__', 'set_timesteps', 'init_noise_sigma', 'set_begin_index', 'add_noise', 'step'];

/** A scheduler class is anything of diffusers whose name ends in Scheduler: there is no list of classes here. */
export function isSchedulerClass(path: string): boolean {
  return path.startsWith('diffusers.') && /^[A-Z]\w*Scheduler$/.test(lastOf(path));
}

/** The scheduler class that a value is; null for any other value. */
export function schedulerClassOf(value: Value): SchedulerClass | null {
  if (value.kind === 'imported')
    return isSchedulerClass(value.path)
      ? { className: lastOf(value.path), subclass: null, reexported: value.reexported === true }
      : null;
  if (value.kind !== 'class') return null;
  const className = diffusersBase(value, 0);
  return className === null ? null : { className, subclass: subclassOf(value), reexported: false };
}

function diffusersBase(of: ClassValue, depth: number): string | null {
  for (const base of of.bases) {
    if (base.kind === 'imported' && isSchedulerClass(base.path)) return lastOf(base.path);
    const further = base.kind === 'class' && depth < deepest ? diffusersBase(base, depth + 1) : null;
    if (further !== null) return further;
  }
  return null;
}

const subclassOf = (of: ClassValue): Subclass => ({
  name: of.definition.name,
  overrides: decisive.filter((name) => of.attributes.get(name)?.kind === 'function'),
});
