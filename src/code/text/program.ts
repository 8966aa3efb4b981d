import * as v from 'valibot';

/** One text of a program; `index` counts all cells of a notebook, or is null for a file. */
export interface Cell {
  readonly index: number | null;
  readonly text: string;
}

/** A program as it is read: a Python file is one cell, a notebook is its code cells in order. */
export interface ProgramText {
  readonly cells: readonly Cell[];
}

/** A Python file. */
export const parseScript = (text: string): ProgramText => ({ cells: [{ index: null, text }] });

const notebook = v.object({
  cells: v.array(
    v.object({
      cell_type: v.string(),
      source: v.optional(v.union([v.string(), v.array(v.string())]), ''),
      metadata: v.optional(v.record(v.string(), v.unknown()), {}),
    }),
  ),
});

/** Notebooks of format 3 keep their cells in worksheets, and the text of a cell in `input`. */
const oldNotebook = v.object({
  worksheets: v.array(
    v.object({
      cells: v.array(
        v.object({ cell_type: v.string(), input: v.optional(v.union([v.string(), v.array(v.string())]), '') }),
      ),
    }),
  ),
});

/**
 * The code cells of a Jupyter notebook, numbered among all its cells. A text that is no notebook (half written, not
 * JSON) has no cells.
 */
export function parseNotebook(json: string): ProgramText {
  const content = parsed(json);
  const current = v.safeParse(notebook, content);
  if (current.success)
    return {
      cells: codeCells(
        current.output.cells.map((cell) => ({ ...cell, code: cell.cell_type === 'code' && isPython(cell.metadata) })),
      ),
    };
  const old = v.safeParse(oldNotebook, content);
  if (!old.success) return { cells: [] };
  const cells = old.output.worksheets.flatMap((sheet) => sheet.cells);
  return { cells: codeCells(cells.map((cell) => ({ source: cell.input, code: cell.cell_type === 'code' }))) };
}

function codeCells(cells: readonly { source: string | readonly string[]; code: boolean }[]): Cell[] {
  return cells.flatMap(({ source, code }, index) =>
    code ? { index, text: typeof source === 'string' ? source : source.join('') } : [],
  );
}

/** VS Code notes the language of a cell that is not in the notebook's own. */
function isPython(metadata: Readonly<Record<string, unknown>>): boolean {
  const vscode = v.safeParse(v.object({ languageId: v.string() }), metadata['vscode']);
  return !vscode.success || vscode.output.languageId === 'python';
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
