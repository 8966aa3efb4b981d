/** How the document of the panel's page carries the state that the page opens with. */
import * as v from 'valibot';
import { panelState, type PanelState } from './panel';

/** The id of the element that holds the state. */
export const stateId = 'state';

const columnKey = 'float64';

const column = v.strictObject({ [columnKey]: v.string() });

/**
 * A state as text that can stand inside a `script` element. Columns of doubles are written as the bytes they consist of,
 * since JSON knows neither NaN nor infinity.
 */
export function embedded(state: PanelState): string {
  const text = JSON.stringify(state, (_, value: unknown) =>
    value instanceof Float64Array ? { [columnKey]: base64(value) } : value,
  );
  return text.replace(/</g, '\\u003c');
}

/** The state back from its text; null where the text is not one. */
export function unembedded(text: string): PanelState | null {
  try {
    const parsed = v.safeParse(
      panelState,
      JSON.parse(text, (_, value: unknown) => columnOr(value)),
    );
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

function columnOr(value: unknown): unknown {
  const parsed = v.safeParse(column, value);
  return parsed.success ? doubles(parsed.output[columnKey]) : value;
}

/** Both ends run on one machine or on little-endian ones: VS Code runs on nothing else. */
function base64({ buffer, byteOffset, byteLength }: Float64Array): string {
  let text = '';
  for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) text += String.fromCharCode(byte);
  return btoa(text);
}

function doubles(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}
