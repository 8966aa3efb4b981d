import type { SourceRange } from '../json/value';
import type { Analysis, Site } from '../code/sites/site';

/** A place in a program; counts from 0, `cell` as in {@link SourceRange}. */
export interface ProgramPosition {
  readonly cell: number | null;
  readonly line: number;
  readonly col: number;
}

/** A scheduler of a program with the call that is meant: indices into the analysis. */
export interface SchedulerChoice {
  readonly scheduler: number;
  readonly call: number | null;
}

/** The innermost site that covers the position, both ends included. */
export function siteAt(analysis: Analysis, position: ProgramPosition): Site | null {
  const covering = analysis.sites.filter((site) => covers(site.range, position));
  return covering.reduce<Site | null>((best, site) => (best && !isInside(site.range, best.range) ? best : site), null);
}

/**
 * The scheduler the position is about: the site under it, else the site on the nearest line (of two equally near ones the
 * earlier, which is more likely what the cursor's line continues). In a notebook, nearer cells come first.
 */
export function nearestScheduler(analysis: Analysis, position: ProgramPosition): SchedulerChoice | null {
  const here = siteAt(analysis, position);
  if (here) return choiceOf(here);
  let nearest: { site: Site; distance: readonly [number, number] } | null = null;
  for (const site of analysis.sites) {
    const distance = distanceTo(site.range, position);
    if (!nearest || isLess(distance, nearest.distance)) nearest = { site, distance };
  }
  if (nearest) return choiceOf(nearest.site);
  return analysis.schedulers.length > 0 ? { scheduler: 0, call: null } : null;
}

function choiceOf(site: Site): SchedulerChoice {
  return { scheduler: site.scheduler, call: site.call };
}

function covers(range: SourceRange, { cell, line, col }: ProgramPosition): boolean {
  if (range.cell !== cell || line < range.line || line > range.endLine) return false;
  return (line > range.line || col >= range.col) && (line < range.endLine || col <= range.endCol);
}

function isInside(inner: SourceRange, outer: SourceRange): boolean {
  return (
    covers(outer, { cell: inner.cell, line: inner.line, col: inner.col }) &&
    covers(outer, { cell: inner.cell, line: inner.endLine, col: inner.endCol })
  );
}

/** Cells between, then lines between; of an earlier cell its last lines are the nearest, of a later one its first. */
function distanceTo(range: SourceRange, { cell, line }: ProgramPosition): readonly [number, number] {
  const cells = (range.cell ?? 0) - (cell ?? 0);
  if (cells !== 0) return [Math.abs(cells), cells < 0 ? -range.endLine : range.line];
  return [0, Math.max(range.line - line, line - range.endLine, 0)];
}

function isLess(a: readonly [number, number], b: readonly [number, number]): boolean {
  return a[0] !== b[0] ? a[0] < b[0] : a[1] < b[1];
}
