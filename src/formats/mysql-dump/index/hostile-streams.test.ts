import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indexText, MARIADB } from '../../../../test/support/index-text.js';
import { buildDumpIndex } from './build-dump-index.js';

const MIB = 1024 * 1024;
const TRAILER = '\n-- Dump completed on 2026-11-24  3:59:05\n';

/**
 * Reads `head` and then up to a gigabyte of `piece`; returns the error's code, the bytes read, and the growth of memory
 * in MiB.
 */
const readGigabyte = async (head: string, piece: string, maxStatementBytes = 16 * MIB) => {
  const first = Buffer.from(head);
  const chunk = Buffer.from(piece.repeat(Math.ceil(MIB / piece.length)));
  const before = process.memoryUsage().arrayBuffers;
  let read = 0;
  let peak = 0;
  const chunks = (async function* () {
    yield await Promise.resolve(first);
    while (read < 1024 * MIB) {
      read += chunk.length;
      peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
      yield chunk;
    }
  })();
  const options = { database: 'shop', server: MARIADB, maxStatementBytes, requireTrailer: false };
  const { code, details } = await buildDumpIndex(chunks, options).then(
    () => ({ code: 'none', details: { line: undefined } }),
    (error: unknown) => error as { code: string; details: { line?: number } },
  );
  return { code, line: details.line, read: read / MIB, peak: peak / MIB };
};

describe('a stream of a gigabyte is given up early, with little memory', { timeout: 60_000 }, () => {
  const table = 'CREATE TABLE t (v TEXT);\n';
  it.each([
    ['one statement', `${table}INSERT INTO t VALUES ('a')`, ",('b')", 'DUMP_STATEMENT_TOO_LARGE', 2, 20],
    ['one string', `${table}INSERT INTO t VALUES ('`, 'x', 'DUMP_STATEMENT_TOO_LARGE', 2, 20],
    ['one string of backslashes', `${table}INSERT INTO t VALUES ('`, '\\', 'DUMP_STATEMENT_TOO_LARGE', 2, 20],
    ['one string of quotes', `${table}INSERT INTO t VALUES ('`, "''", 'DUMP_STATEMENT_TOO_LARGE', 2, 20],
    ['one name', 'CREATE TABLE `', 'x', 'DUMP_STATEMENT_TOO_LARGE', 1, 20],
    ['one comment', `${table}/* `, '* ', 'DUMP_STATEMENT_TOO_LARGE', 1, 20],
    ['one executable comment', `${table}/*!50000 `, 'INSERT ', 'DUMP_STATEMENT_TOO_LARGE', 2, 20],
    ['one line', `${table}-- `, 'x', 'DUMP_STATEMENT_TOO_LARGE', 1, 20],
    ['blanks', table, ' \n', 'DUMP_STATEMENT_TOO_LARGE', 1, 20],
    ['a delimiter', `${table}DELIMITER `, 'x', 'DUMP_SYNTAX', 2, 2],
  ])('%s', async (_what, head, piece, code, line, mebibytes) => {
    const found = await readGigabyte(head, piece);
    expect([found.code, found.line]).toEqual([code, line]);
    expect(found.read).toBeLessThanOrEqual(mebibytes);
    expect(found.peak).toBeLessThan(120);
  });

  it.each([
    [
      'two tables in turn',
      'CREATE TABLE t (v INT);CREATE TABLE u (v INT);\n',
      'INSERT INTO t VALUES (1);INSERT INTO u VALUES (1);',
      'DUMP_SYNTAX',
    ],
    ['two kinds of statements in turn', '\n', 'COMMIT;SET @a=1;', 'DUMP_SYNTAX'],
  ])('%s', async (_what, head, piece, code) => {
    const found = await readGigabyte(head, piece);
    expect(found.code).toBe(code);
    expect(found.read).toBeLessThan(60);
  });

  it('a thousand variables', async () => {
    const sets = Array.from({ length: 1_001 }, (_, i) => `SET @v${i}=1;\n`).join('');
    await expect(indexText(sets)).rejects.toMatchObject({ code: 'DUMP_STATEMENT_REFUSED', details: { line: 1_001 } });
  });
});

describe('depth costs no more than length', () => {
  it.each([
    ['comments', '/**/'.repeat(500_000)],
    ['openings of a comment', `${'/* '.repeat(500_000)}*/`],
    ['openings of executable comments', `${'/*!50000 '.repeat(300_000)};`],
    [
      'parentheses in a row',
      `CREATE TABLE t (v INT);INSERT INTO t VALUES (${'('.repeat(400_000)}1${')'.repeat(400_000)});`,
    ],
    ['parentheses in a table', `CREATE TABLE t (v INT DEFAULT ${'('.repeat(400_000)}1${')'.repeat(400_000)});`],
    ['parentheses of a type', `CREATE TABLE t (v INT${'(1)'.repeat(100_000)});`],
    ['parentheses of a view', `CREATE VIEW v AS SELECT ${'('.repeat(400_000)}1${')'.repeat(400_000)} AS a;`],
    ['words of a row', `CREATE TABLE t (v INT);INSERT INTO t VALUES (${'a '.repeat(400_000)});`],
    ['columns', `CREATE TABLE t (${Array.from({ length: 50_000 }, (_, i) => `c${i} INT`).join(',')});`],
    ['members of an ENUM', `CREATE TABLE t (v ENUM(${"'a',".repeat(200_000)}'b'));`],
    ['quotes', `CREATE TABLE t (v TEXT);INSERT INTO t VALUES ('${"''".repeat(400_000)}');`],
    ['backslashes', `CREATE TABLE t (v TEXT);INSERT INTO t VALUES ('${'\\\\'.repeat(400_000)}');`],
    ['semicolons', ';'.repeat(500_000)],
    ['names dropped', `DROP TABLE IF EXISTS a${',a'.repeat(200_000)};`],
    ['line ends', '\n'.repeat(2_000_000)],
  ])('%s', async (_what, dump) => {
    const started = performance.now();
    const code = await indexText(dump, { maxStatementBytes: 16 * MIB }).then(
      () => 'DUMP_READ',
      (error: { code?: string }) => error.code,
    );
    expect(code).toMatch(/^DUMP_/);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

it('is never called complete when it is cut, at a thousand places', { timeout: 60_000 }, async () => {
  const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const rows = (table: number) =>
    Array.from(
      { length: 40 },
      (_, i) => `(${i},${quote(`${TRAILER}${'x'.repeat(i)}'\\;\n-- `)},0x${randomBytes(40).toString('hex')},NULL)`,
    ).join(`,${table % 2 ? '\n' : ''}`);
  const tables = Array.from(
    { length: 12 },
    (_, i) =>
      `--\n-- Table structure for table \`t${i}\`\n--\n\nDROP TABLE IF EXISTS \`t${i}\`;\nCREATE TABLE \`t${i}\` (\`id\` int, \`v\` text, \`b\` blob, \`n\` int);\n` +
      `LOCK TABLES \`t${i}\` WRITE;\nINSERT INTO \`t${i}\` VALUES ${rows(i)};\nINSERT INTO \`t${i}\` VALUES ${rows(i)};\nUNLOCK TABLES;\n` +
      `DELIMITER ;;\nCREATE TRIGGER x${i} BEFORE INSERT ON t${i} FOR EACH ROW BEGIN SET @a = ${quote(TRAILER)}; END ;;\nDELIMITER ;\n`,
  );
  const dump = Buffer.from(`-- MariaDB dump 10.19\n-- Host: x    Database: shop\n${tables.join('\n')}${TRAILER}`);
  expect((await indexText(dump, { requireTrailer: true })).tables).toHaveLength(12);
  const offsets = fc.sample(fc.nat(dump.length - 2), 1_000);
  for (const length of offsets) {
    await expect(indexText(dump.subarray(0, length), { requireTrailer: true })).rejects.toMatchObject({
      code: 'DUMP_TRUNCATED',
    });
  }
});
