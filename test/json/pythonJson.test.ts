import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPythonJson } from '../../src/json/pythonJson';
import '../propertySeed';

describe('what Python reads', () => {
  it.each(['{}', 'null', '[1]', '{"a": -Infinity, "b": [NaN]}', '{"a": "\uFEFF // \\u0041"}'])(
    '%s has no fault',
    (text) => {
      expect(readPythonJson(text).fault).toBeNull();
    },
  );

  it('has its values, whatever they are', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { root, fault, contentOf } = readPythonJson(text);
        expect(fault).toBeNull();
        expect(root && contentOf(root)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('what Python refuses', () => {
  it.each([
    ['', 1, 1, 'it is empty'],
    ['{"a": 1,', 1, 9, 'it is cut off there'],
    ['{"a": "x', 1, 9, 'it is cut off there'],
    ['{"a": "x\n": 1}', 1, 7, 'the text that begins there is not closed on its line'],
    ['{"a": 1,}', 1, 9, 'a name in double quotes is expected, perhaps after one comma too many'],
    ['{"a": 1\n"b": 2}', 2, 1, 'a comma is missing before this'],
    ['{"a": True}', 1, 7, 'JSON writes `true` for `True`'],
    ["{'a': 1}", 1, 2, 'JSON writes texts in double quotes'],
    ['{a: 1}', 1, 2, 'JSON writes names in double quotes'],
    ['// hi\n{}', 1, 1, 'JSON has no comments'],
    ['{} # hi', 1, 4, 'JSON has no comments'],
    ['{"a": .5}', 1, 7, '`.5` is nothing that JSON knows'],
    ['{}}', 1, 3, 'more follows after the end of the object'],
    ['{\r\n"a" 1}', 2, 5, 'a colon is missing after the name'],
    ['{"a": "caf\uFFFD"}', 1, 11, 'these bytes are no UTF-8; save it as UTF-8'],
  ])('%j has its place and its cause', (text, line, column, cause) => {
    expect(readPythonJson(text).fault).toEqual({ line, column, cause });
  });

  it('is told of any text that JSON.parse refuses, without an end or an exception', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), fc.string({ maxLength: 3 }), (text, at, more) => {
        const cut = at % (text.length + 1);
        const broken = text.slice(0, cut) + more + text.slice(cut + 1);
        const isJson = !/NaN|Infinity|[\uFEFF\0\uFFFD]/.test(broken) && parses(broken);
        if (isJson) expect(readPythonJson(broken).fault).toBeNull();
        else if (!/NaN|Infinity/.test(broken)) expect(readPythonJson(broken).fault).not.toBeNull();
      }),
    );
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
