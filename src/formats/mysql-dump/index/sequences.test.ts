import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { indexText, MYSQL } from '../../../../test/support/index-text.js';

const OPTIONS = 'start with 10 minvalue 1 maxvalue 100 increment by 3 cache 5 cycle ENGINE=InnoDB';
const sumOf = (...row: readonly (number | string)[]): string => String(crc32(row.join('\t')));
const contentOf = async (dump: string): Promise<unknown> =>
  (await indexText(dump)).tables.map(({ name, rows, content, lines }) => ({ name, rows, content, lines: lines.kind }));

describe('a sequence', () => {
  it('is a table of one row, whose next value its SETVAL says', async () => {
    const dump = `DROP SEQUENCE IF EXISTS \`s\`;\nCREATE SEQUENCE \`s\` ${OPTIONS};\nDO SETVAL(\`s\`, 25, 0);\n`;
    expect(await contentOf(dump)).toEqual([
      { name: 's', rows: 1, lines: 'impossible', content: { kind: 'proved', sum: sumOf(25, 1, 100, 10, 3, 5, 1, 0) } },
    ]);
    const [sequence] = (await indexText(dump)).tables;
    expect(sequence?.statements.map(({ kind, start, end }) => `${kind} ${dump.slice(start, end)}`)).toEqual([
      expect.stringContaining('create CREATE SEQUENCE `s`') as string,
      expect.stringContaining('alter DO SETVAL(`s`, 25, 0)') as string,
    ]);
  });

  it.each([
    ['says nothing of its value', `CREATE SEQUENCE s ${OPTIONS};`, [10, 1, 100, 10, 3, 5, 1, 0]],
    [
      'began anew at its end, and whose value the server therefore ignores',
      `CREATE SEQUENCE s ${OPTIONS}; DO SETVAL(s, 4, 0);`,
      [10, 1, 100, 10, 3, 5, 1, 0],
    ],
    [
      'is written by SELECT, as older tools do',
      `CREATE SEQUENCE s ${OPTIONS}; SELECT SETVAL(s, 13, 0);`,
      [13, 1, 100, 10, 3, 5, 1, 0],
    ],
    [
      'goes down to where no number of JavaScript reaches',
      'CREATE SEQUENCE s start with -1 minvalue -9223372036854775807 maxvalue -1 increment by -1 nocache nocycle ENGINE=Aria; DO SETVAL(s, -9223372036854775806, 0);',
      ['-9223372036854775806', '-9223372036854775807', -1, -1, -1, 0, 0, 0],
    ],
    [
      'has a type, as newer servers give it one',
      `CREATE SEQUENCE s as tinyint unsigned ${OPTIONS};`,
      [10, 1, 100, 10, 3, 5, 1, 0],
    ],
  ])('that %s is proved by what its statements make', async (_what, dump, row) => {
    expect(await contentOf(dump)).toMatchObject([{ content: { kind: 'proved', sum: sumOf(...row) } }]);
  });

  it('that is written as a table is loaded by its INSERT', async () => {
    const dump =
      'CREATE TABLE `s` (`next_not_cached_value` bigint(21) NOT NULL) ENGINE=InnoDB SEQUENCE=1; INSERT INTO `s` VALUES (7);';
    expect((await indexText(dump)).tables[0]?.lines).toEqual({ kind: 'impossible', reason: 'it is a sequence' });
  });

  it('that is not included is left out with its value', async () => {
    const index = await indexText(`CREATE SEQUENCE s ${OPTIONS}; DO SETVAL(s, 25, 0);`, { include: () => false });
    expect(index.tables).toEqual([]);
    expect(index.account.map(({ fate }) => fate)).toContain('excluded-table');
    expect((await indexText(`CREATE SEQUENCE s ${OPTIONS};`, { include: () => false, server: MYSQL })).tables).toEqual(
      [],
    );
  });
});

describe('what only looks like a sequence is refused', () => {
  it.each([
    `CREATE SEQUENCE elsewhere.s ${OPTIONS}`,
    `CREATE OR REPLACE SEQUENCE s ${OPTIONS}`,
    'CREATE SEQUENCE s',
    `CREATE SEQUENCE s ${OPTIONS} ENGINE=CONNECT`,
    `CREATE SEQUENCE s ${OPTIONS} TABLE_TYPE=mysql`,
    'CREATE SEQUENCE s start with (SELECT 1) minvalue 1 maxvalue 9 increment by 1 nocache',
    `CREATE SEQUENCE t ${OPTIONS}`,
    'DO SETVAL(t, 5, 0)',
    'DO SETVAL(nowhere, 5, 0)',
    'DO SETVAL(elsewhere.s, 5, 0)',
    'DO SETVAL(s, 5)',
    'DO SETVAL(s, 5, 1)',
    'DO SETVAL(s, SLEEP(9), 0)',
    'DO SETVAL(s, 5, 0), SLEEP(9)',
    'DO SLEEP(9)',
    'SELECT SETVAL(s, 5, 0) INTO OUTFILE "x"',
    'SELECT SETVAL(s, 5, 0) FROM t',
    'SELECT 1',
    'INSERT INTO s VALUES (1)',
    'ALTER TABLE s ADD KEY (cycle_count)',
    'DROP SEQUENCE IF EXISTS s',
    'DROP SEQUENCE IF EXISTS elsewhere.s',
    'DROP SEQUENCE u',
  ])('%s', async (statement) => {
    await expect(
      indexText(`CREATE TABLE t (a INT);\nCREATE SEQUENCE s ${OPTIONS};\n${statement};\n`),
    ).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED', details: { line: 3 } });
  });

  it('and every sequence, where the server is MySQL', async () => {
    await expect(indexText(`CREATE SEQUENCE s ${OPTIONS};`, { server: MYSQL })).rejects.toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringContaining('the target is MySQL, which has no sequences') as string,
    });
  });
});
