import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonPath, valueAt } from '../../contracts/table-import/pages/json-path.js';
import { JsonText } from './json-text.js';

const at = (text: string, path: string) => new JsonText(text).at(parseJsonPath(path) ?? ['no path']);
const items = (text: string, path: string) => new JsonText(text).items(parseJsonPath(path) ?? ['no path']);

describe('a path', () => {
  it.each([
    ['', []],
    ['data', ['data']],
    ['data.items', ['data', 'items']],
    ['a.b[0].c', ['a', 'b', 0, 'c']],
    ['rows[-1].id', ['rows', -1, 'id']],
    ['[2]', [2]],
    ['meta."next.page"', ['meta', 'next.page']],
    [`meta['next page'].x`, ['meta', 'next page', 'x']],
    ['a["say \\"x\\""]', ['a', 'say "x"']],
    ['next page', ['next page']],
    ['@odata-next', ['@odata-next']],
  ])('%j is read', (text, path) => expect(parseJsonPath(text)).toEqual(path));

  it.each(['.', 'a.', 'a..b', 'a[', 'a[x]', 'a[1', 'a["b', 'a.*b', '"a'])('%j is none', (text) =>
    expect(parseJsonPath(text)).toBeUndefined(),
  );

  it('leads to what JSON has, and to nothing inherited', () => {
    const value = { a: [{ b: 1 }, { b: 2 }], c: null };
    expect(valueAt<unknown>(value, ['a', -1, 'b'])).toBe(2);
    for (const path of [['a', 'b'], ['c', 'x'], ['toString'], ['a', 'length'], ['a', 5]])
      expect(valueAt<unknown>(value, path)).toBeUndefined();
  });
});

describe('a JSON text', () => {
  it('hands out values as they are written', () => {
    const text = ' { "data" : { "items" : [ {"id": 12345678901234567890, "x":"a,]}\\"" } , 1.50,\n null ] } } ';
    expect(items(text, 'data.items')).toEqual(['{"id": 12345678901234567890, "x":"a,]}\\"" }', '1.50', 'null']);
    expect(at(text, 'data.items[0].id')).toEqual(['12345678901234567890']);
    expect(at(text, 'data.items[-2]')).toEqual(['1.50']);
    expect(at(text, 'data.none')).toEqual([]);
  });

  it('has the values of all parts behind "*", an object as one item, and null as none', () => {
    const text = '{"groups":{"x":{"items":[1,2]},"y":{"items":[3]},"z":{}},"one":{"a":1},"nothing":null,"a":1,"a":2}';
    expect(items(text, 'groups.*.items')).toEqual(['1', '2', '3']);
    expect(items(text, 'one')).toEqual(['{"a":1}']);
    expect(items(text, 'nothing')).toEqual([]);
    expect(at(text, 'a')).toEqual(['2']);
    expect(items('[]', '')).toEqual([]);
  });

  it('agrees with JSON.parse about any list', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), fc.constantFrom(undefined, 1, '\t'), (list, space) => {
        const text = JSON.stringify({ before: list, list, behind: 1 }, undefined, space);
        expect(items(text, 'list').map((item) => JSON.parse(item) as unknown)).toEqual(
          JSON.parse(JSON.stringify(list)),
        );
      }),
      { numRuns: 500 },
    );
  });

  it.each(['', '{', '[1,]', '<html>', 'NaN', `${'['.repeat(501)}${']'.repeat(501)}`])('refuses %s', (text) => {
    expect(() => new JsonText(text)).toThrow(SyntaxError);
  });

  it('is not brought down by a million brackets', () => {
    expect(() => new JsonText(`${'['.repeat(1e6)}${']'.repeat(1e6)}`)).toThrow();
  });
});
