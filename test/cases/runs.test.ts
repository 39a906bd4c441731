import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../equality/import-shape.js';
import { startImportSite } from '../equality/import-shape.js';
import { readTables } from '../equality/read-schema.js';
import { onMysql } from '../support/target-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The dumps of whole runs, in the folder beside this file; README.md says where the other cases of runs are tested. */

let site: ImportSite;

beforeAll(async () => {
  site = await startImportSite(['shop', 'kkeep', 'kkeepv', 'xview']);
});
afterAll(() => site.stop());

const caseFile = (name: string): string => fileURLToPath(new URL(`runs/${name}.sql`, import.meta.url));
const refusalOf = (name: string): Promise<unknown> =>
  site.importOurWay('shop', caseFile(name), 'auto').catch((error: unknown) => error);

describe.skipIf(onMysql)('a package of MariaDB', () => {
  it('01: goes with the generation that had it, and the next run works', async () => {
    const packages = () =>
      site.server.query(
        "SELECT COUNT(*) FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'shop' AND ROUTINE_TYPE = 'PACKAGE'",
      );
    await site.importOurWay('shop', caseFile('01-status-failed-but-live-package-drop/night1'), 'auto');
    expect(await packages()).toBe('1');
    for (let night = 0; night < 2; night++) {
      await site.importOurWay('shop', caseFile('01-status-failed-but-live-package-drop/night2'), 'auto');
      expect([await packages(), await site.server.query('SELECT COUNT(*) FROM shop.a')]).toEqual(['0', '2']);
    }
  });

  it('03: beside a routine of another SQL mode is imported as the client loads it', async () => {
    const file = caseFile('03-package-beside-other-routines-refused/dump');
    await site.loadByClient('shop', file, []);
    await site.importOurWay('shop', file, 'auto');
    expect(await site.differences('shop')).toEqual([]);
  });
});

describe('beside kept tables', () => {
  it.each([
    ['kkeep', /trigger "tr"/],
    ['kkeepv', /view "loc"/],
  ])(
    '02: what takes the name of something of %s that stays is refused before the commit, and the next run works',
    async (database, told) => {
      const keep = { keepTables: ['loc'] };
      const night = (name: string) =>
        site.importOurWay(
          database,
          caseFile(`02-status-failed-but-live-keep-tables/${database}-${name}`),
          'auto',
          keep,
        );
      await night('night1');
      const between = readFileSync(caseFile('02-status-failed-but-live-keep-tables/between'), 'utf8').split('\n');
      await site.server.query(between.filter((line) => line.includes(`${database}.`)).join('\n'));
      await expect(night('night2')).rejects.toMatchObject({
        code: 'OBJECT_INVALID',
        message: expect.stringMatching(told) as string,
      });
      expect(await site.server.query(`SELECT COUNT(*) FROM ${database}.a`)).toBe('1');
      await night('night1');
      expect(await site.server.query(`SELECT id FROM ${database}.loc`)).toBe('9');
    },
  );

  it('16: a view over a table that is left out and kept is made where that table is', async () => {
    await site.server.query(
      'CREATE DATABASE IF NOT EXISTS xview; CREATE TABLE xview.big (id int NOT NULL); INSERT INTO xview.big VALUES (7)',
    );
    await site.importOurWay('xview', caseFile('16-view-over-excluded-kept-table/dump'), 'auto', {
      excludeTables: ['big'],
      keepTables: ['big'],
    });
    expect(await site.server.query('SELECT id FROM xview.v')).toBe('7');
  });
});

describe('10: a table of an engine that keeps no rows', () => {
  it('is named with its engine and the setting that leaves it out', async () => {
    expect(await refusalOf('10-exclude-tables-does-not-spare-engine/mergex')).toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringMatching(/table "mg" has the engine "MRG_MyISAM".*exclude_tables/) as string,
    });
    expect(await refusalOf('10-exclude-tables-does-not-spare-engine/tokudb')).toMatchObject({
      code: 'DUMP_STATEMENT_REFUSED',
      message: expect.stringMatching(/table "m1" has the engine "RocksDB", and only tables of InnoDB/) as string,
    });
  });

  it('does not keep the others from being loaded where exclude_tables leaves it out', async () => {
    const file = caseFile('10-exclude-tables-does-not-spare-engine/mergex');
    await site.loadByClient('shop', file, []);
    await site.importOurWay('shop', file, 'auto', { excludeTables: ['mg'], requireTrailer: true });
    const [ours, theirs] = [await readTables(site.server, 'shop'), await readTables(site.reference, 'shop')];
    expect([[...ours.keys()], ours.get('m1')]).toEqual([['m1'], theirs.get('m1')]);
    expect(
      (await site.index('shop', caseFile('10-exclude-tables-does-not-spare-engine/tokudb'), { excludeTables: ['m1'] }))
        .index.tables,
    ).toEqual([]);
  });
});

describe("11: the server's own text", () => {
  it.each([
    ['1101-text-default-on-mysql', true, /table "t".*1101 \S+: .*column 'z'/],
    ['1180-duplicate-key', undefined, /table "k".*1062 \S+: two rows have the same value of the key/],
    ['1180-uuid-in-binary-charset', false, /table "u"/],
    ['1709-key-too-long', false, /table "k".*1709\b.*767 bytes/],
    ['1005-row-format-fixed', false, /table "w".*1005 \S+: Can't create table/],
    ['1901-check-on-auto-increment-on-mariadb', false, /table "m".*1901\b.*`id`/],
  ])('is told where it names objects only: %s', async (name, mysqlOnly, message) => {
    if (mysqlOnly !== undefined && mysqlOnly !== onMysql) return;
    expect(await refusalOf(`11-server-error-text-withheld/${name}`)).toMatchObject({
      code: 'MYSQL_STATEMENT_FAILED',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('12: a proof that fails', () => {
  it.each([
    ['cbadutf', /column "n"; row 1.*bytes that are invalid in utf8mb4/],
    ['cmoji', /column "n"; row 1.*a character of four bytes/],
    ['cnames3', /column "n"; row 1.*a character of four bytes/],
    ['nullnn', /column "b"; row 1.*NULL in a NOT NULL column/],
    ['trunc', /row 1.*a text of more than 3 characters/],
    ['tyinv', /column "d"; row \d.*a date that does not exist in the calendar/],
  ])('says where and why: %s', async (name, message) => {
    expect(await refusalOf(`12-proof-failed-without-cause/${name}`)).toMatchObject({
      code: 'PROOF_FAILED',
      message: expect.stringMatching(message) as string,
    });
  });
});

it('13: a dump in UTF-16 is told as what it is', async () => {
  expect(await refusalOf('13-utf16-dump-message/dump')).toMatchObject({
    code: 'DUMP_CHARSET_UNSUPPORTED',
    message: expect.stringMatching(/UTF-16.*UTF-8/) as string,
  });
});

it('15: a histogram is left out with a note, and all else is as the client loads it', async () => {
  const file = caseFile('15-histogram-statement-refused/dump');
  if (onMysql) {
    // The transactions of the server that it is of are nothing to the client's.
    const local = join(temporaryFolder('case'), 'dump.sql');
    writeFileSync(local, readFileSync(file, 'utf8').replace(/^SET @@GLOBAL.GTID_PURGED.*$/m, ''));
    await site.loadByClient('shop', local, []);
    await site.importOurWay('shop', file, 'auto', { requireTrailer: true });
    expect(await site.differences('shop')).toEqual([]);
  }
  const { index } = await site.index('shop', file, { loadCollations: { utf8mb4_0900_ai_ci: 'utf8mb4_general_ci' } });
  expect((index.notes ?? []).map(({ text, line }) => [text.slice(0, 10), line])).toEqual(
    onMysql ? [['histograms', 48]] : [],
  );
});
