/** KaTeX's style sheet with the fonts that the panel's formulas use, as woff2 only: a tenth of what it comes with. */
import { readFile } from 'node:fs/promises';

const kept = ['Main-Regular', 'Math-Italic', 'Size1-Regular', 'Size2-Regular', 'Size3-Regular', 'Size4-Regular'];

const faces = /@font-face\s*\{[^}]*\}/g;

const isKept = (face) => kept.some((name) => face.includes(`KaTeX_${name}.woff2`));

/** Only the first source, which is the smallest. */
const smallest = (face) => face.replace(/(src:[^,;}]*)[^;}]*/, '$1');

export const katexStyles = {
  name: 'katex-styles',
  setup({ onLoad }) {
    onLoad({ filter: /katex\.css$/ }, async ({ path }) => {
      const sheet = await readFile(path, 'utf8');
      const found = sheet.match(faces)?.filter(isKept) ?? [];
      if (found.length !== kept.length) throw new Error(`KaTeX has ${found.length} of the fonts ${kept.join(', ')}.`);
      return { contents: sheet.replaceAll(faces, (face) => (isKept(face) ? smallest(face) : '')), loader: 'css' };
    });
  },
};
