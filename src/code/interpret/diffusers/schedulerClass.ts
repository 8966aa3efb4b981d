import { lastOf, type ClassValue, type Subclass, type Value } from '../../values/values';

/** Classes of classes are followed this far. */
const deepest = 16;

/** A class that makes schedulers: diffusers' own, or the user's subclass of it. */
export interface SchedulerClass {
  /** The class of diffusers. */
  readonly className: string;
  readonly subclass: Subclass | null;
  /** Another module imported it, and the program has it from there. */
  readonly secondHand: boolean;
}

/** What a schedule is computed from. */
const decisive = ['__init__', 'set_timesteps', 'init_noise_sigma', 'set_begin_index', 'add_noise', 'step'];

/** A scheduler is what is imported from diffusers under a name that says so; there is no list of classes here. */
export function isSchedulerClass(path: string): boolean {
  return path.startsWith('diffusers.') && /^[A-Z]\w*Scheduler$/.test(lastOf(path));
}

/** The scheduler class that a value is; null for any other value. */
export function schedulerClassOf(value: Value): SchedulerClass | null {
  if (value.kind === 'imported')
    return isSchedulerClass(value.path)
      ? { className: lastOf(value.path), subclass: null, secondHand: value.secondHand === true }
      : null;
  if (value.kind !== 'class') return null;
  const className = diffusersBase(value, 0);
  return className === null ? null : { className, subclass: subclassOf(value), secondHand: false };
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
