import { pathToFileURL } from 'node:url';

/** The little Markdown that a hover is made of. Whatever comes from a user's code passes through `escape` or `code`. */

/** The hover's limit in VS Code: longer Markdown is cut, in the middle of a picture if need be. */
export const markdownLimit = 100_000;

/** Text that Markdown shows as it is: no emphasis, no links, no HTML, no theme icons, on one line. */
export function escape(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()<>#+\-.!|~$&:@]/g, '\\$&');
}

/** Inline code where the text allows it; else the escaped text, because nothing can be escaped inside code. */
export function code(text: string): string {
  return /^[\w .,:;+\-*/%='"()[\]{}…√ᾱσβ∞−]+$/.test(text) && !text.startsWith(' ') && !text.endsWith(' ')
    ? `\`${text}\``
    : escape(text);
}

/** An image of a size in CSS pixels, embedded so that nothing is ever fetched. */
export function image(alt: string, mediaType: string, base64: string, width: number, height: number): string {
  return `![${escape(alt)}](data:${mediaType};base64,${base64}|width=${width},height=${height})`;
}

/** A link that runs a command with JSON arguments. */
export function commandLink(label: string, command: string, argument: unknown, tooltip: string): string {
  const query = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16)}`,
  );
  return `[${label}](command:${command}?${query} "${tooltip}")`;
}

/** A link that opens a file of this machine, given by its absolute path. */
export function fileLink(label: string, path: string): string {
  const address = pathToFileURL(path).href.replace(/[()]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return `[${escape(label)}](${address} "Open the file")`;
}
