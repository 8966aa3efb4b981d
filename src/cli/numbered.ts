import path from 'node:path';

/** File names for several outputs: the name itself for the first, then `name-2.svg`, `name-3.svg`. */
export function numbered(out: string, i: number): string {
  if (i === 0) return out;
  const { dir, name, ext } = path.parse(out);
  return path.join(dir, `${name}-${i + 1}${ext}`);
}
