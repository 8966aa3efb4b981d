import { followLine, type LineState } from './chunks';

/** Cell magics after which a cell is still Python; any other `%%magic` makes it something else. */
const pythonMagics = /^%%(time|timeit|capture|prun|python3?|pypy|debug)\b/;

/**
 * The text with everything that is not Python made blank, every character that stays at its place: notebook magics
 * (`%matplotlib inline`, `!pip install x`, `%%bash`), help (`?name`), and the prompts and answers of a doctest.
 */
export function plainPython(text: string, isNotebook: boolean): string {
  const withoutPrompts = text.includes('>>> ') ? blankPrompts(text) : text;
  return isNotebook && /^[ \t]*[%!?]|=[ \t]*[%!]|\?[ \t]*$/m.test(withoutPrompts)
    ? blankMagics(withoutPrompts)
    : withoutPrompts;
}

/** Only a text that is a session throughout: prompts in a docstring are text like any other. */
function blankPrompts(text: string): string {
  if (!/^\s*>>> /.test(text)) return text;
  const lines = text.split('\n');
  return lines
    .map((line) => line.replace(/^([ \t]*)(>>>|\.\.\.)( |$)/, '$1   $3'))
    .map((line, n) => (isSession(lines[n] ?? '') ? line : blank(line)))
    .join('\n');
}

const isSession = (line: string): boolean => /^[ \t]*(>>>|\.\.\.)( |$)/.test(line);

const blank = (line: string): string => ' '.repeat(line.length);

function blankMagics(text: string): string {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => line.trim() !== '');
  const opening = lines[first] ?? '';
  if (opening.startsWith('%%')) {
    if (!pythonMagics.test(opening)) return lines.map(blank).join('\n');
    lines[first] = blank(opening);
  }
  const state: LineState = { brackets: 0, quote: '', continued: false };
  let continued = false;
  return lines
    .map((written) => {
      const line = state.brackets === 0 && state.quote === '' ? withoutTiming(written) : written;
      const command = continued ? 0 : state.brackets === 0 && state.quote === '' ? commandStart(line) : -1;
      if (command < 0) {
        followLine(line, 0, line.length, state);
        return line;
      }
      const wasContinued = continued;
      continued = /\\\r?$/.test(line);
      // A number stands where the command stood, so that a block made of it alone is still a block.
      return wasContinued
        ? blank(line)
        : `${line.slice(0, command)}0${' '.repeat(Math.max(0, line.length - command - 1))}`;
    })
    .join('\n');
}

/** `%time f(x)` runs what follows it as Python. */
const withoutTiming = (line: string): string =>
  line.replace(
    /^([ \t]*)(%(?:time|timeit|prun)[ \t]+)(?=[A-Za-z_])/,
    (_, indent: string, magic: string) => indent + blank(magic),
  );

/** Where a line stops being Python: a magic or shell command at its start or after `name =`; -1 if it is Python. */
function commandStart(line: string): number {
  const start = /^[ \t]*([\w.,[\] \t]+=[ \t]*)?(?=%[%a-zA-Z]|![^=]|\?)/.exec(line);
  if (start) return start[0].length;
  return /^[ \t]*[\w.]+\?{1,2}[ \t]*\r?$/.test(line) ? line.length - line.trimStart().length : -1;
}
