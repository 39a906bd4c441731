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
  expect(found.doubts.join()).toContain('not UTF-8 on line 3');
});

it('tells a tie, and names that are none', async () => {
  const tie = await guess('a,b;c\n1,2;3\n4,5;6\n');
  expect(tie.doubts).toContain('"," and ";" both fit');
  const values = await guess('1,2\n3,4\n');
  expect(values.doubts.join()).toContain('does the file have a header');
  const twice = await guess('a\ta\n1\t2\n');
  expect(twice).toMatchObject({ delimiter: '\t' });
  expect(twice.doubts).toContain('the name "a" comes twice');
});
