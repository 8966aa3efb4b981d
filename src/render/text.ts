import type { Inspection } from '../inspect/inspection';
import type { Schedule } from '../schedulers/definition/schedule';
import { explainInitNoiseSigma } from './words/explanation';
import { hasNoiseLevels } from './words/noiseLevels';
import { raisedWhere } from './words/raisedWhere';
import { evaluations, facts, firstAndLast, nameElsewhere, notices, provenance, type Provenance } from './words/summary';

/** What a hover says, as plain text of at most `columns` characters a line. */
export function inspectionText(inspection: Inspection, columns = 100): string {
  const { outcome, resolved } = inspection;
  const body = outcome.ok
    ? scheduleText(inspection, outcome.schedule)
    : [
        outcome.by === 'diffusers'
          ? `${outcome.type} ${plain(raisedWhere[outcome.where])}: ${outcome.message}`
          : outcome.message,
        outcome.remedy,
      ];
  const lines = [
    ...body,
    ...provenance(inspection).map(provenanceText),
    ...notices(inspection).map((notice) => `Note: ${notice}`),
  ];
  return [resolved.className, ...lines.flatMap((line) => wrapped(line, columns - 2).map((part) => `  ${part}`))].join(
    '\n',
  );
}

function scheduleText(inspection: Inspection, schedule: Schedule): string[] {
  const { headline, why, purpose } = explainInitNoiseSigma(schedule);
  const rows = firstAndLast(schedule);
  return [
    [...facts(schedule, inspection.unusedOptions), evaluations(schedule), nameElsewhere(inspection)]
      .filter(Boolean)
      .join(' · '),
    plain(headline),
    `  ${plain(why)}`,
    `  ${plain(purpose)}`,
    `timesteps: ${rows
      .map(({ timestep }) => timestep)
      .filter(Boolean)
      .join(', ')}`,
    ...(hasNoiseLevels(schedule) ? [`sigmas: ${rows.map(({ sigma }) => sigma).join(', ')}`] : []),
  ];
}

function plain(text: string): string {
  return text.replaceAll('`', '').replaceAll('**', '');
}

function provenanceText({ title, keywords, leftOut }: Provenance): string {
  return `${title}: ${[...keywords, leftOut].filter(Boolean).join(', ')}`;
}

/** Breaks at spaces; following lines are indented like the first one and two more. */
function wrapped(line: string, columns: number): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(' ')) {
    const next = current.trim() === '' ? `${current}${word}` : `${current} ${word}`;
    if (next.length > columns && current.trim() !== '') {
      lines.push(current);
      current = `${indent}  ${word}`;
    } else current = next;
  }
  return [...lines, current];
}
