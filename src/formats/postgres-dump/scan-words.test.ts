import { beforeAll, describe, expect, it } from 'vitest';
import { loadParser } from './parse-statement.js';
import { readBody } from './read-body.js';
import { scanWords } from './scan-words.js';
import { findAll, textOf } from './tree.js';

beforeAll(loadParser);

const words = (text: string) => scanWords(text)?.map(({ word }) => word);
const calls = (text: string) => scanWords(text)?.flatMap(({ called }) => (called === undefined ? [] : [called]));

describe('the words of a text', () => {
  it('are names as the server understands them, outside of strings and comments', () => {
    expect(words(`PERFORM "A""b".C(1); -- x\n/* y /* z */ */ 'd' E'e\\'f' $g1$ h ' $g1$ ÉÄ`)).toEqual([
      'perform',
      'A"b',
      'c',
      'ÉÄ',
    ]);
    expect(words('')).toEqual([]);
  });

  it('know which of them are called, with the schema', () => {
    expect(calls('SELECT a . "B" (1), c(d) FROM e.f WHERE g IN (1) OR (h).i = 2')).toEqual([
      ['a', 'B'],
      ['c'],
      ['in'],
      ['or'],
    ]);
    expect(calls('x.y.z (1); FOR i IN 1..n LOOP')).toEqual([['x', 'y', 'z']]);
  });

  it.each([String.raw`U&"\0065vil"()`, 'a'.repeat(64), `'never closed`])('are not told of %s', (text) => {
    expect(scanWords(text)).toBeUndefined();
  });
});

describe('the body of a function', () => {
  const tables = (language: string, body: string) =>
    findAll(
      readBody(language, body, `CREATE FUNCTION f(a int[], b int) RETURNS int LANGUAGE ${language} AS $_$${body}$_$`),
      'RangeVar',
    ).map((each) => textOf(each, 'relname'));

  it('names what it reads wherever it does', () => {
    expect(tables('sql', 'SELECT 1 FROM one; SELECT (SELECT 2 FROM two)')).toEqual(['one', 'two']);
    const body = `DECLARE c CURSOR (k int) FOR SELECT k FROM one; d int := (SELECT 1 FROM two); r record; BEGIN
      a[(SELECT 1 FROM three WHERE b = 1)] := (SELECT 2 FROM four); IF b = (SELECT 1 FROM five) THEN RAISE NOTICE '%', (SELECT 1 FROM six); END IF;
      FOR r IN SELECT * FROM seven LOOP b = count(*) FROM eight; END LOOP; RETURN (SELECT 1 FROM nine); END`;
    expect(tables('plpgsql', body).sort()).toEqual(
      ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'].sort(),
    );
  });

  it('is not told where the parser does not read it', () => {
    expect(readBody('sql', 'SELECT FROM FROM', '')).toBeUndefined();
    expect(
      readBody('plpgsql', '', 'CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN x; $$'),
    ).toBeUndefined();
  });
});
