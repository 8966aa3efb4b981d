/** The names of all elements of an XML text, in order; throws where the text is not well-formed. */
export function elementsOf(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const piece = /<\/(?<closed>\w+)>|<(?<opened>\w+)(?<attributes>(?:\s+[\w:-]+="[^"<]*")*)\s*(?<empty>\/?)>|[^<]+/gy;
  let at = 0;
  for (let match = piece.exec(xml); match; match = piece.exec(xml)) {
    at = piece.lastIndex;
    if (/&(?!#\d+;|[a-z]+;)/.test(match[0])) throw new Error(`A bare & in ${match[0]}`);
    const { closed, opened, empty } = match.groups ?? {};
    if (closed && open.pop() !== closed) throw new Error(`</${closed}> closes nothing.`);
    if (opened) names.push(opened);
    if (opened && !empty) open.push(opened);
  }
  if (at !== xml.length) throw new Error(`Not well-formed at ${at}: ${xml.slice(at, at + 40)}`);
  if (open.length > 0) throw new Error(`<${open.join('><')}> left open.`);
  return names;
}
