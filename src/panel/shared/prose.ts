/** A stretch of prose: plain text, or what is to be set as code or strong. */
export interface ProsePart {
  readonly as: 'text' | 'code' | 'strong';
  readonly text: string;
}

/** What the panel says is written with `code` and **strong** parts, and with no other markup. */
export function proseParts(prose: string): readonly ProsePart[] {
  // What the pattern captures stands at the odd places of what is left.
  return prose
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .map((text, i) => (i % 2 === 0 ? { as: 'text' as const, text } : marked(text)))
    .filter(({ text }) => text !== '');
}

const marked = (text: string): ProsePart =>
  text.startsWith('`') ? { as: 'code', text: text.slice(1, -1) } : { as: 'strong', text: text.slice(2, -2) };
