import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { accountProblems } from '../../../../test/support/account-problems.js';
import { MYSQL_8_DUMP, PHPMYADMIN_DUMP } from '../../../../test/support/hand-written-dumps.js';
import { indexText, MARIADB, MYSQL } from '../../../../test/support/index-text.js';

const fates = async (dump: string, server = MARIADB) => [
  ...new Set((await indexText(dump, { server })).account.map(({ fate }) => fate)),
];

/** The sum that a server makes, from rows given as bytes. */
const sumOf = (...rows: (string | null)[][]): string =>
  rows
    .reduce((sum, row) => sum + crc32(Buffer.from(row.map((value) => value ?? '\0N').join('\t'), 'latin1')), 0)
    .toString();

describe.each([
  ['mysqldump 8.4, for MySQL', MYSQL_8_DUMP, MYSQL],
  ['mysqldump 8.4, for MariaDB', MYSQL_8_DUMP, MARIADB],
  ['phpMyAdmin', PHPMYADMIN_DUMP, MARIADB],
  ['Windows line ends', MYSQL_8_DUMP.replaceAll('\n', '\r\n'), MYSQL],
  ['a byte order mark', `\ufeff${PHPMYADMIN_DUMP}`, MARIADB],
])('a dump of %s', (_, dump, server) => {
  it('has every byte accounted for, and one table of two rows', async () => {
    const index = await indexText(dump, { server });
    expect(accountProblems(index, Buffer.from(dump))).toEqual([]);
    expect(index.tables).toMatchObject([{ name: 't', rows: 2, engine: 'InnoDB', content: { kind: 'proved' } }]);
    expect(index).toMatchObject({ declaredDatabase: 'shop', charset: 'utf8mb4' });
  });
});

it('reads what mysqldump 8 writes', async () => {
  const index = await indexText(MYSQL_8_DUMP, { server: MYSQL, requireTrailer: true });
  const [table] = index.tables;
  expect(table?.content).toEqual({
    kind: 'proved',
    sum: sumOf(['1', '\xc3\xa4;\n-- ', String(crc32(Buffer.from("\0'")))], ['2', null, null]),
  });
  expect(table?.leftOut).toEqual([{ column: 'w', reason: 'generated' }]);
  expect(index.sessions[table?.statements[1]?.session ?? -1]).toEqual({
    names: 'utf8mb4',
    characterSetClient: 'utf8mb4',
    sqlMode: 'NO_AUTO_VALUE_ON_ZERO',
    timeZone: '+00:00',
    foreignKeyChecks: false,
    uniqueChecks: false,
  });
  expect(index.objects).toEqual([
    {
      kind: 'trigger',
      name: 'tr',
      table: 't',
      sql: "CREATE    TRIGGER `tr` BEFORE INSERT ON `t` FOR EACH ROW SET NEW.v = '\\' ",
      session: {
        characterSetClient: 'utf8mb4',
        sqlMode: 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_BACKSLASH_ESCAPES',
        timeZone: '+00:00',
      },
      definer: 'shop@10.%',
      line: 61,
    },
    expect.objectContaining({ kind: 'view', name: 'vw', definer: 'shop@10.%' }),
  ]);
  expect(await fates(MYSQL_8_DUMP, MYSQL)).toEqual([
    'comment-or-blank',
    'session-setting',
    'replication-setting',
    'create-database',
    'use-database',
    'drop-before-create',
    'forwarded',
    'table-lock',
    'keys-switch',
    'delimiter-command',
    'object-definition',
    'view-stub',
  ]);
});

it('reads what phpMyAdmin writes', async () => {
  const { tables, hasTrailer } = await indexText(PHPMYADMIN_DUMP);
  const blob = String(crc32(Buffer.from([0, 255])));
  expect(tables[0]?.content).toEqual({
    kind: 'proved',
    sum: sumOf(['0', "\xc3\xa4'; -- ", blob, '\x01'], ['2', null, null, '\0']),
  });
  expect(tables[0]?.statements.map(({ kind, statements }) => [kind, statements])).toEqual([
    ['create', 1],
    ['insert', 1],
    ['alter', 1],
    ['alter', 1],
  ]);
  expect(hasTrailer).toBe(true);
});

it.each([
  ['nothing', ''],
  ['blanks', ' \n\r\n'],
  ['a header alone', '-- MariaDB dump 10.19\n--\n'],
  [
    'a last line that is text',
    "INSERT INTO t VALUES ('\n-- Dump completed on 2026-11-24  3:59:05\n');".replace(/^/, 'CREATE TABLE t (v TEXT);\n'),
  ],
  ['a last line before the end', '-- Dump completed on 2026-11-24  3:59:05\nCREATE TABLE t (v INT);\n'],
])('is not complete without its last line: %s', async (_, dump) => {
  await expect(indexText(dump, { requireTrailer: true })).rejects.toMatchObject({ code: 'DUMP_TRUNCATED' });
  expect((await indexText(dump)).hasTrailer).toBe(false);
});

describe('a dump that is cut', () => {
  const undated = MYSQL_8_DUMP.replace(/completed on .*/, 'completed');
  it.each([
    ['anywhere', MYSQL_8_DUMP, 0],
    ['in a last line without a date', undated, undated.length - 100],
  ])('is never called complete: %s', { timeout: 60_000 }, async (_, dump, from) => {
    const bytes = Buffer.from(dump);
    expect((await indexText(bytes, { requireTrailer: true })).hasTrailer).toBe(true);
    const codes = new Map<string, number>();
    const complete: number[] = [];
    for (let length = from; length < bytes.length; length++) {
      const code = await indexText(bytes.subarray(0, length), { server: MYSQL, requireTrailer: true }).then(
        () => 'complete',
        (error: { code?: string }) => String(error.code),
      );
      if (code === 'complete') complete.push(length);
      codes.set(code, (codes.get(code) ?? 0) + 1);
    }
    // Only the line end after the date may be missing.
    expect(complete).toEqual(dump.endsWith('05\n') ? [bytes.length - 1] : []);
    expect([...codes.keys()].filter((code) => code !== 'complete')).toEqual(['DUMP_TRUNCATED']);
  });

  it('is found cut by what is missing, also without a last line', async () => {
    const dump = MYSQL_8_DUMP.slice(0, MYSQL_8_DUMP.indexOf('--\n-- Final view'));
    await expect(indexText(dump)).rejects.toMatchObject({ code: 'DUMP_TRUNCATED', details: { view: 'vw' } });
    await expect(indexText(MYSQL_8_DUMP.slice(0, MYSQL_8_DUMP.indexOf('),(2,')))).rejects.toMatchObject({
      code: 'DUMP_TRUNCATED',
      message: expect.stringContaining('inside a statement'),
    });
  });
});

it('leaves out the tables that are not wanted, with their rows, keys and triggers', async () => {
  const index = await indexText(MYSQL_8_DUMP, { include: (name) => name !== 't' });
  expect(accountProblems(index, Buffer.from(MYSQL_8_DUMP))).toEqual([]);
  expect(index.tables).toEqual([]);
  expect(index.objects.map(({ kind }) => kind)).toEqual(['view']);
  expect(index.account.map(({ fate }) => fate)).not.toContain('forwarded');
});

it('reports its progress, and stops when aborted', async () => {
  const seen: number[] = [];
  await indexText(MYSQL_8_DUMP, { onProgress: (bytes) => seen.push(bytes) });
  expect(seen.at(-1)).toBe(Buffer.byteLength(MYSQL_8_DUMP));
  const stopped = indexText(MYSQL_8_DUMP, { signal: AbortSignal.abort(new Error('stopped')) });
  await expect(stopped).rejects.toThrow('stopped');
});
