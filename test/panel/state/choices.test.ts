import { describe, expect, it } from 'vitest';
import { entryAfterEdit, entryOf, pickerEntries } from '../../../src/panel/state/choices';
import type { SchedulerReading } from '../../../src/code/sites/site';
import { analysisOf, stepsCall } from '../fixtures';
import { at, readingOf } from '../../inspect/fixtures';

const lms = readingOf('LMSDiscreteScheduler', { calls: [stepsCall(70, 14)] });
const ddim = readingOf('DDIMScheduler', { names: ['ddim'], anchor: at(8) });
const euler = readingOf('EulerDiscreteScheduler', { names: [], calls: [stepsCall(20, 30), stepsCall(1, 31)] });

const keys = (...schedulers: SchedulerReading[]) => pickerEntries(analysisOf(...schedulers)).map(({ key }) => key);

describe('the picker', () => {
  it('lists every scheduler, once for each of several step counts, with its name, steps and line', () => {
    expect(pickerEntries(analysisOf(lms, ddim, euler)).map(({ label }) => label)).toEqual([
      'scheduler: LMSDiscreteScheduler · 70 steps · line 15',
      'ddim: DDIMScheduler · line 9',
      'EulerDiscreteScheduler · 20 steps · line 31',
      'EulerDiscreteScheduler · 1 step · line 32',
    ]);
  });

  it('calls a pipeline’s own scheduler after its model', () => {
    const base = { modelId: 'stabilityai/sdxl-turbo', pipelineClass: null, scheduler: null, reason: null };
    const ofPipeline = readingOf('', { className: null, names: ['pipe.scheduler'], base });
    expect(pickerEntries(analysisOf(ofPipeline))[0].label).toBe(
      'pipe.scheduler: scheduler of stabilityai/sdxl-turbo · line 4',
    );
  });

  it('counts cells of a notebook from 1', () => {
    const inNotebook = readingOf('DDIMScheduler', { anchor: at(1, 2) });
    expect(pickerEntries(analysisOf(inNotebook))[0].label).toBe('scheduler: DDIMScheduler · cell 3, line 2');
  });

  it('keeps keys apart for namesakes, and the same when others come and go', () => {
    expect(new Set(keys(lms, lms, ddim, euler)).size).toBe(5);
    expect(keys(ddim, lms)).toEqual([...keys(ddim), ...keys(lms)]);
    expect(keys(readingOf('LMSDiscreteScheduler', { calls: [stepsCall(5, 99)] }))).toEqual(keys(lms));
  });
});

describe('the entry shown', () => {
  const entries = pickerEntries(analysisOf(ddim, lms, euler));

  it('is the call at the cursor, or the first one where the cursor says no count', () => {
    expect(entryOf(entries, { scheduler: 2, call: 1 })?.label).toContain('1 step');
    expect(entryOf(entries, { scheduler: 2, call: null })?.label).toContain('20 steps');
    expect(entryOf(entries, { scheduler: 7, call: null })).toBeNull();
  });

  it('stays the same scheduler when another is put before it', () => {
    const [key] = keys(lms);
    expect(entryAfterEdit(entries, key, { scheduler: 0, call: 0 })?.key).toBe(key);
  });

  it('is the one at its position when its class is changed, and the first when it is gone', () => {
    const renamed = pickerEntries(analysisOf(ddim, euler));
    const [key] = keys(lms);
    expect(entryAfterEdit(renamed, key, { scheduler: 1, call: 0 })?.label).toContain('EulerDiscreteScheduler · 20');
    expect(entryAfterEdit(pickerEntries(analysisOf(ddim)), key, { scheduler: 1, call: 0 })?.label).toContain('DDIM');
    expect(entryAfterEdit([], key, { scheduler: 1, call: 0 })).toBeNull();
  });
});
