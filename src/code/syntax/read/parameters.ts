import type { Parameter } from '../syntax';
import { nameOf } from './lists';
import type { Reading } from './reading';

/** Parameters up to the `)` of a function or the `:` of a lambda, which is read too. Types are read and left out. */
export function parameters(t: Reading, close: ')' | ':'): Parameter[] {
  const list: Parameter[] = [];
  let keywordOnly = false;
  while (t.type !== close) {
    const splat = t.type === '*' || t.type === '**' ? t.type : null;
    if (splat) t.next();
    if (!splat && t.type === '/') t.next();
    else if (splat !== '*' || t.type === 'name') {
      const { name } = nameOf(t);
      if (close === ')' && t.accept(':')) t.expression();
      list.push({ name, splat, keywordOnly, fallback: t.accept('=') ? t.expression() : null });
    }
    if (splat === '*') keywordOnly = true;
    if (!t.accept(',')) break;
  }
  t.expect(close);
  return list;
}
