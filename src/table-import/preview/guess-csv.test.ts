import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { guessCsv } from './guess-csv.js';

const guess = (content: string | Buffer) => {
  const file = join(temporaryFolder('guess'), 'a.csv');
  writeFileSync(file, content);
  return guessCsv(file);
};

const textOf = ({ doubts }: { readonly doubts: readonly { readonly message: string }[] }) =>
  doubts.map(({ message }) => message).join();

it('finds delimiter, encoding, types and what tells rows apart', async () => {
  const found = await guess(
    Buffer.from(
      'sep=;\r\nid;name;plz;seit;wert\r\n1;M\xfcller;01234;2026-01-02;1.5\r\n2;"a;b";99999;2026-01-03;\r\n',
      'latin1',
    ),
  );
  expect(found).toMatchObject({ encoding: 'windows-1252', encodingNeeded: true, delimiter: ';', skipLines: 1 });
  expect(found.columns.map(({ name, type, filled, distinct }) => [name, type, filled, distinct])).toEqual([
    ['id', 'integer', true, true],
    ['name', 'text', true, true],
    // A leading zero makes it a code.
    ['plz', 'text', true, true],
    ['seit', 'date', true, true],
    ['wert', 'decimal', false, false],
  ]);
  expect(found.rows[0]).toEqual(['1', 'Müller', '01234', '2026-01-02', '1.5']);
  expect(textOf(found)).toContain('not UTF-8 on line 3');
});

it('tells a tie, and names that are none', async () => {
  const tie = await guess('a,b;c\n1,2;3\n4,5;6\n');
  expect(textOf(tie)).toContain('"," and ";" both fit');
  const values = await guess('1,2\n3,4\n');
  expect(textOf(values)).toContain('does the file have a header');
  const twice = await guess('a\ta\n1\t2\n');
  expect(twice).toMatchObject({ delimiter: '\t' });
  expect(textOf(twice)).toContain('the name "a" comes twice');
});

it('takes what a person says instead of what it would guess', async () => {
  const file = join(temporaryFolder('guess'), 'a.csv');
  writeFileSync(file, 'title\n1;2,5\n3;4,5\n');
  const found = await guessCsv(file, { delimiter: ';', skipLines: 1, header: false });
  expect(found).toMatchObject({ delimiter: ';', skipLines: 1, header: false, doubts: [] });
  expect(found.columns.map(({ name, type }) => [name, type])).toEqual([
    ['1', 'integer'],
    ['2', 'text'],
  ]);
  expect(found.rows).toEqual([
    ['1', '2,5'],
    ['3', '4,5'],
  ]);
});
