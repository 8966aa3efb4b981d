#!/usr/bin/env python3
"""Record what the installed diffusers computes, for the cases that stand in test/schedulers/goldens.

    record-goldens.py --out FOLDER [--class CLASS ...]   one JSON file a class; pack with scripts/compress-goldens.mjs FOLDER
    record-goldens.py --diff [--class CLASS ...]         print what changed against the stored ones; exit status 1 if anything did
    record-goldens.py --noise FILE                       torch's normal numbers, for test/preview/fixtures/torchNoise.json.br

They may be given together. A class diffusers has and the goldens lack is listed; named with --class it is recorded with its default
options. Sampling runs (test/schedulers/trajectories) are not recorded here.

Python 3.9 or newer with diffusers, torch, numpy and scipy (and torchsde, which DPMSolverSDEScheduler imports); node unpacks
the stored files. Integers are compared exactly, floats with the tests' tolerance: 2e-6 of the value, plus 1e-9.
"""
import argparse
import copy
import hashlib
import importlib
import inspect
import json
import logging
import math
import pathlib
import pkgutil
import platform
import subprocess
import sys
import warnings

import numpy as np
import scipy
import torch

import diffusers
import diffusers.schedulers

GOLDENS = pathlib.Path(__file__).resolve().parent.parent / 'test' / 'schedulers' / 'goldens'
PACK = 'process.stdout.write(require("zlib").brotliCompressSync(require("fs").readFileSync(0)))'
UNPACK = 'process.stdout.write(require("zlib").brotliDecompressSync(require("fs").readFileSync(process.argv[1])))'

RELATIVE, ABSOLUTE = 2e-6, 1e-9
LONGEST_INLINE = 16
NON_FINITE = {'inf': math.inf, '-inf': -math.inf, 'nan': math.nan}
ARGUMENT_TYPES = {'Tensor': torch.tensor, 'ndarray': np.array}

# Read with getattr, since diffusers passes some of them on from the config.
PUBLIC_SCALARS = ('init_noise_sigma', 'order', 'sigma_min', 'sigma_max', 'num_inference_steps')
# Follow from recorded ones or repeat the config; IPNDM's `alphas` are its own.
DERIVED = {'alphas', 'log_sigmas', 'sqrt_alphas_cumprod', 'sqrt_one_minus_alphas_cumprod', '_scale_factors'}
# What step() keeps between calls.
STEP_STATE = {
    *('_step_index', '_begin_index', 'lower_order_nums', 'counter', 'cur_model_output', 'model_outputs', 'timestep_list'),
    *('ets', 'derivatives', 'predictor_order', 'corrector_order', 'this_order', 'this_predictor_order'),
    *('this_corrector_order', 'last_sample', 'state_in_first_order', '_shift', 'mid_idx'),
}


# Numbers


def plain(value):
    """A number as JSON can hold it."""
    number = value.item() if isinstance(value, (np.generic, np.ndarray, torch.Tensor)) else value
    if isinstance(number, float) and not math.isfinite(number):
        return 'nan' if math.isnan(number) else 'inf' if number > 0 else '-inf'
    return number


def as_passed(value):
    """An option or argument as Python was given it: infinities are spelled as strings."""
    return NON_FINITE.get(value, value) if isinstance(value, str) else copy.deepcopy(value)


def is_number(value):
    return isinstance(value, (int, float, np.number)) and not isinstance(value, bool)


def is_array(value):
    return isinstance(value, (torch.Tensor, np.ndarray))


def as_numpy(array):
    return array.detach().cpu().numpy() if isinstance(array, torch.Tensor) else array


def sampled_indices(size, every=37):
    return sorted({i for i in (0, 1, 2, *range(0, size, every), size - 3, size - 2, size - 1) if 0 <= i < size})


class ArrayTable:
    """The long arrays of a class by content: all values of those asked for in full, samples of the others."""

    def __init__(self):
        self.arrays = {}

    def entry(self, array, full):
        array = as_numpy(array)
        described = {'dtype': str(array.dtype), 'shape': list(array.shape)}
        values = array.reshape(-1)
        if values.size <= LONGEST_INLINE:
            return {**described, 'values': [plain(value) for value in values]}
        key = hashlib.sha256(json.dumps(described).encode() + values.tobytes()).hexdigest()[:16]
        if full or key not in self.arrays:
            kept = {'values': values} if full else {'samples': values[sampled_indices(values.size)]}
            self.arrays[key] = {**described, **{name: [plain(value) for value in some] for name, some in kept.items()}}
        return {'ref': key}


# Recording


def public(scheduler, name):
    """An attribute, or None where the scheduler has none or its property fails before (or after) set_timesteps."""
    try:
        return getattr(scheduler, name, None)
    except Exception:
        return None


def attributes(scheduler):
    """What a scheduler holds, as (arrays, scalars, lists) by name; a dict's items are named `attribute.key`."""
    skipped = STEP_STATE if type(scheduler).__name__ == 'IPNDMScheduler' else STEP_STATE | DERIVED
    held = {name: value for name, value in vars(scheduler).items() if name not in skipped}
    for name in PUBLIC_SCALARS:
        held[name] = public(scheduler, name)
    arrays, scalars, lists = {}, {}, {}
    for name, value in held.items():
        if is_array(value) and value.ndim > 0:
            arrays[name] = value
        elif is_array(value) or is_number(value):
            dtype = str(as_numpy(value).dtype) if is_array(value) else type(value).__name__
            scalars[name] = {'value': plain(value), 'dtype': dtype}
        elif isinstance(value, list) and value and all(map(is_number, value)):
            lists[name] = [plain(number) for number in value]
        elif isinstance(value, dict) and not name.startswith('_'):
            for key, item in value.items():
                if is_array(item) and item.ndim > 0:
                    arrays[f'{name}.{key}'] = item
                elif is_array(item) or is_number(item):
                    lists[f'{name}.{key}'] = plain(item)
                elif isinstance(item, (list, tuple)) and all(map(is_number, item)):
                    lists[f'{name}.{key}'] = [plain(number) for number in item]
    return copy.deepcopy((arrays, scalars, lists))


def state(held, table, unchanged=None):
    """`timesteps` and `sigmas` after set_timesteps are recorded in full, other arrays where they changed."""
    arrays, scalars, lists = held

    def changed(name):
        old = unchanged.get(name)
        return old is None or not np.array_equal(as_numpy(old), as_numpy(arrays[name]), equal_nan=True)

    main = ('timesteps', 'sigmas')
    filled = [name for name in sorted(arrays) if len(arrays[name]) > 0]
    chosen = [name for name in filled if unchanged is None or name in main or changed(name)]
    full = () if unchanged is None else main
    recorded = {'arrays': {name: table.entry(arrays[name], name in full) for name in chosen}}
    if unchanged is not None and 'timesteps' in arrays:
        recorded['len_timesteps'] = len(arrays['timesteps'])
    recorded['scalars'] = dict(sorted(scalars.items()))
    return {**recorded, 'lists': dict(sorted(lists.items()))} if lists else recorded


def coefficients(scheduler):
    """How each timestep scales the model's input, and mixes signal and noise, measured on ones and zeros."""
    one, zero = torch.ones(1), torch.zeros(1)

    def scale(index, timestep):
        scheduler._step_index = index
        return scheduler.scale_model_input(one, timestep)

    def mixed(sample, noise):
        def mix(_, timestep):
            scheduler._step_index = None
            if hasattr(scheduler, 'scale_noise'):
                return scheduler.scale_noise(sample, timestep[None], noise)
            return scheduler.add_noise(sample, noise, timestep[None])

        return mix

    measured = {'scale': scale} if hasattr(scheduler, 'scale_model_input') else {}
    if hasattr(scheduler, 'scale_noise') or hasattr(scheduler, 'add_noise'):
        measured.update(signal=mixed(one, zero), noise_coeff=mixed(zero, one))

    def column(name, measure):
        try:
            return [plain(measure(index, t).reshape(-1)[0]) for index, t in enumerate(scheduler.timesteps)]
        except Exception as error:
            return {'error': described(error, name)}

    return {name: column(name, measure) for name, measure in measured.items()}


def described(error, where):
    return {'type': type(error).__name__, 'message': str(error), 'where': where}


def record_case(scheduler_class, case, table):
    """A stored case with what this diffusers makes of it."""
    recorded = {key: case[key] for key in ('id', 'via', 'config', 'call', 'call_types') if key in case}
    config = {name: as_passed(value) for name, value in case['config'].items()}
    types = case.get('call_types', {})
    try:
        scheduler = scheduler_class.from_config(config) if case['via'] == 'from_config' else scheduler_class(**config)
    except Exception as error:
        return {**recorded, 'error': described(error, 'init')}
    before = attributes(scheduler)
    recorded['before'] = state(before, table)
    try:
        call = {name: as_passed(value) for name, value in case['call'].items()}
        call.update({name: ARGUMENT_TYPES[kind](call[name]) for name, kind in types.items() if kind in ARGUMENT_TYPES})
        scheduler.set_timesteps(**call)
    except Exception as error:
        return {**recorded, 'error': described(error, 'set_timesteps')}
    recorded['after'] = state(attributes(scheduler), table, unchanged=before[0])
    if 'coefficients' in case:
        recorded['coefficients'] = coefficients(scheduler)
    return recorded


def versions():
    modules = {'diffusers': diffusers, 'numpy': np, 'scipy': scipy, 'torch': torch}
    stamped = {name: str(module.__version__) for name, module in modules.items()}
    return {**stamped, 'python': platform.python_version()}


def record(scheduler_class, cases):
    table = ArrayTable()
    recorded = [record_case(scheduler_class, case, table) for case in cases]
    return {'class': scheduler_class.__name__, 'versions': versions(), 'arrays': table.arrays, 'cases': recorded}


# Noise

# Shapes drawn one after the other from one generator: torch draws fewer than 16 numbers in pairs and keeps the odd one
# for later, fills 16 and more in blocks, and redraws the last block if there is a rest.
NOISE = {
    0: [[1], [15], [16], [17], [1, 4, 8, 8]],
    1: [[2, 3], [3], [3, 3]],
    2: [[5], [4, 4], [5], [1, 4, 64, 64]],
    3: [[31], [32], [33]],
    42: [[1, 4, 64, 64], [1, 4, 64, 64]],
    1234: [[1, 16, 64, 64]],
    65535: [[1, 4, 12, 20], [7]],
    2**31: [[3, 5, 7], [11]],
    2**32 - 1: [[1, 4, 128, 128]],
    2**32 + 5: [[101], [1, 3, 9, 9]],
}


def record_noise():
    """Normal numbers of torch's CPU generator, nine digits each; of long draws a sample, and their sum in float64."""
    cases = []
    for seed, shapes in NOISE.items():
        generator = torch.Generator('cpu').manual_seed(seed)
        draws = []
        for shape in shapes:
            values = torch.randn(shape, generator=generator).reshape(-1)
            at = range(values.numel()) if values.numel() <= 128 else sampled_indices(values.numel(), every=397)
            kept = {str(i): float(f'{values[i].item():.9g}') for i in at}
            draws.append({'shape': shape, 'values': kept, 'sum': values.double().sum().item()})
        cases.append({'seed': seed, 'draws': draws})
    return {'versions': versions(), 'cases': cases}


# What there is to record


def scheduler_classes():
    """Every class of diffusers' schedulers with set_timesteps, and the modules that could not be imported."""
    found, failed = {}, {}
    for module in pkgutil.walk_packages(diffusers.schedulers.__path__, 'diffusers.schedulers.'):
        try:
            members = vars(importlib.import_module(module.name)).values()
        except Exception as error:
            failed[module.name] = error
            continue
        for member in members:
            if inspect.isclass(member) and hasattr(member, 'set_timesteps') and member.__module__ == module.name:
                found[member.__name__] = member
    return found, failed


def stored_recording(path):
    unpacked = subprocess.run(['node', '-e', UNPACK, str(path)], check=True, capture_output=True)
    return json.loads(unpacked.stdout)


def default_cases(scheduler_class):
    """First cases of a class without goldens."""
    takes_steps = 'num_inference_steps' in inspect.signature(scheduler_class.set_timesteps).parameters
    calls = [{'num_inference_steps': steps} for steps in (1, 2, 10, 50)] if takes_steps else [{}]
    return [
        {
            'id': f'{scheduler_class.__name__}/{number:04}-defaults',
            'via': 'init',
            'config': {},
            'call': call,
            'coefficients': {},
        }
        for number, call in enumerate(calls)
    ]


# Comparing


def same_number(old, new):
    if isinstance(old, int) and isinstance(new, int) or isinstance(old, str) or isinstance(new, str):
        return old == new
    return abs(new - old) <= RELATIVE * abs(old) + ABSOLUTE


def number_changes(name, old, new):
    """The first of two lists' numbers that differ, and how many do."""
    if len(old) != len(new):
        return [(name, f'{len(old)} values', f'{len(new)} values')]
    wrong = [i for i, pair in enumerate(zip(old, new)) if not same_number(*pair)]
    if not wrong:
        return []
    first, others = wrong[0], f' (and {len(wrong) - 1} more)' if len(wrong) > 1 else ''
    return [(f'{name}[{first}]', old[first], f'{new[first]}{others}')]


def array_changes(name, old, new):
    described = [f"{array['dtype']} {array['shape']}" for array in (old, new)]
    if described[0] != described[1]:
        return [(name, *described)]
    size = math.prod(old['shape'])
    everywhere, at = range(size), sampled_indices(size)
    by_index = [dict(zip(everywhere if 'values' in a else at, a.get('values', a.get('samples')))) for a in (old, new)]
    shared = [i for i in by_index[0] if i in by_index[1]]
    return number_changes(name, *([values[i] for i in shared] for values in by_index))


def value_changes(name, old, new):
    if isinstance(old, list) and isinstance(new, list):
        return number_changes(name, old, new)
    if is_number(old) and is_number(new):
        return [] if same_number(old, new) else [(name, old, new)]
    return [] if old == new else [(name, old, new)]


def scalar_changes(name, old, new):
    # A packed config has lost the difference between 700.0 and 700, which schedulers hand on.
    kinds = [{'int': 'float'}.get(scalar['dtype'], scalar['dtype']) for scalar in (old, new)]
    if kinds[0] != kinds[1]:
        return [(name, *(f"{scalar['value']} ({scalar['dtype']})" for scalar in (old, new)))]
    return value_changes(name, old['value'], new['value'])


def coefficient_changes(name, old, new):
    failed = [column['error']['type'] if isinstance(column, dict) else None for column in (old, new)]
    if any(failed):
        return [] if failed[0] == failed[1] else [(name, *(kind or 'measured' for kind in failed))]
    return number_changes(name, old, new)


def entry_changes(prefix, old, new, compare):
    """Changes of the entries both have, and the entries only one has."""
    changes = []
    for name in sorted({*old, *new}):
        if name in old and name in new:
            changes += compare(f'{prefix}{name}', old[name], new[name])
        else:
            changes.append((f'{prefix}{name}', *('there' if name in side else 'absent' for side in (old, new))))
    return changes


def resolved(arrays, table):
    return {name: table[entry['ref']] if 'ref' in entry else entry for name, entry in arrays.items()}


def case_changes(old, new, old_table, new_table):
    outcomes = [f"{c['error']['type']} at {c['error']['where']}" if 'error' in c else 'no error' for c in (old, new)]
    changes = [] if outcomes[0] == outcomes[1] else [('error', *outcomes)]
    for moment in ('before', 'after'):
        if moment not in old or moment not in new:
            continue
        a, b, prefix = old[moment], new[moment], f'{moment}.'
        changes += entry_changes(prefix, resolved(a['arrays'], old_table), resolved(b['arrays'], new_table), array_changes)
        changes += entry_changes(prefix, a.get('scalars', {}), b.get('scalars', {}), scalar_changes)
        changes += entry_changes(prefix, a.get('lists', {}), b.get('lists', {}), value_changes)
        changes += value_changes(f'{prefix}len_timesteps', a.get('len_timesteps'), b.get('len_timesteps'))
    if 'after' in old and 'after' in new:
        measured = [case.get('coefficients', {}) for case in (old, new)]
        changes += entry_changes('coefficients.', *measured, coefficient_changes)
    return changes


def print_changes(old, new):
    """Prints `case  attribute: old → new` and returns how many lines; a case's id starts with its class."""
    count = 0
    for stored, fresh in zip(old['cases'], new['cases']):
        for name, before, after in case_changes(stored, fresh, old['arrays'], new['arrays']):
            print(f"{stored['id']}  {name}: {before} → {after}")
            count += 1
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--out', type=pathlib.Path, metavar='FOLDER', help='where to write one JSON file a class')
    parser.add_argument('--diff', action='store_true', help='print what changed against the stored goldens')
    parser.add_argument('--noise', type=pathlib.Path, metavar='FILE', help="where to write torch's normal numbers")
    parser.add_argument('--class', dest='classes', action='append', metavar='CLASS', help='only this class (repeatable)')
    options = parser.parse_args()
    if options.out is None and not options.diff and options.noise is None:
        parser.error('give --out FOLDER, --diff or --noise FILE')
    warnings.simplefilter('ignore')
    logging.disable(logging.WARNING)

    if options.noise:
        packed = subprocess.run(['node', '-e', PACK], input=json.dumps(record_noise()).encode(), check=True, capture_output=True)
        options.noise.write_bytes(packed.stdout)
    if options.out is None and not options.diff:
        return 0

    found, failed = scheduler_classes()
    stored = {path.name[: -len('.json.br')]: path for path in sorted(GOLDENS.glob('*.json.br'))}
    wanted = options.classes or list(stored)
    unknown = [name for name in wanted if name not in found and name not in stored]
    if unknown:
        parser.error(f"no such scheduler in diffusers {diffusers.__version__}: {', '.join(unknown)}")
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)

    changes = 0
    for name in wanted:
        if name not in found:
            print(f'{name}  class: there → absent (or its module cannot be imported, see below)')
            changes += 1
            continue
        old = stored_recording(stored[name]) if name in stored else None
        new = record(found[name], old['cases'] if old else default_cases(found[name]))
        if options.out:
            (options.out / f'{name}.json').write_text(json.dumps(new, ensure_ascii=False))
        if options.diff and old:
            changes += print_changes(old, new)

    for module, error in failed.items():
        print(f'not imported: {module} ({error})', file=sys.stderr)
    for name in sorted(set(found) - set(stored)):
        print(f'no goldens: {name} (record it with --class {name})', file=sys.stderr)
    if options.diff:
        print(f'{len(wanted)} classes, diffusers {diffusers.__version__}: {changes or "no"} changes', file=sys.stderr)
    return 1 if options.diff and changes else 0


if __name__ == '__main__':
    sys.exit(main())
