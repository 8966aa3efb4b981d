import { element } from './element';

/** Text with `code` and **strong** parts as elements; everything else stays text. */
export function prose(text: string): (Node | string)[] {
  return text
    .split(/(`[^`]+`|\*\*[^*]+\*\*)/)
    .filter((part) => part !== '')
    .map((part) => {
      if (part.startsWith('`') && part.length > 2) return element('code', {}, part.slice(1, -1));
      if (part.startsWith('**') && part.length > 4) return element('strong', {}, part.slice(2, -2));
      return part;
    });
}
