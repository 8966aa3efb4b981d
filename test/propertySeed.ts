/**
 * Property tests try the same random inputs at every run, so that a change is judged by what it changed.
 * FAST_CHECK_SEED tries others: a number, or "random".
 */
import fc from 'fast-check';

const wanted = process.env['FAST_CHECK_SEED'] ?? '20260101';
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });
