import { expect, it } from 'vitest';
import { showStatement } from './show-statement.js';

it.each([
  ['alter table "a".b validate constraint c', 'alter table "a".b validate constraint c'],
  [`alter database "x" set "app"."jwt_secret" to 'canary'`, 'alter database "x" set "app"."jwt_secret" to …'],
  [
    `CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (api_key 'canary', "b" 'canary')`,
    'CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (api_key …',
  ],
  [`CREATE SERVER "it's $mine$ -- /* so" OPTIONS (a E'canary')`, `CREATE SERVER "it's $mine$ -- /* so" OPTIONS (a E …`],
  [`CREATE SERVER "a""'b" OPTIONS (a U&'canary')`, `CREATE SERVER "a""'b" OPTIONS (a U& …`],
  [
    'create function f() returns text language sql as $canary$ select 1 $canary$',
    'create function f() returns text language sql as …',
  ],
  ['CREATE TABLE t (\n  a text DEFAULT canary', 'CREATE TABLE t ( …'],
  ['select 1 -- canary', 'select 1 …'],
  ['select 4/2-1 /* canary */', 'select 4/2-1 …'],
  ['create table "unended canary', 'create table …'],
])('of %j no literal, comment or body is shown', (statement, shown) => {
  expect(showStatement(statement)).toBe(shown);
});

it('of a long statement the beginning is shown', () => {
  expect(showStatement(`create table ${'a'.repeat(300)}`)).toHaveLength(202);
});
