import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../equality/import-shape.js';
import { startImportSite } from '../equality/import-shape.js';
import { onMysql } from '../support/target-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/** The dumps of the folder beside this file, each with the outcome that its first lines ask for. */

let site: ImportSite;

beforeAll(async () => {
  site = await startImportSite(['shop', 'h1', 'ziel']);
});
afterAll(() => site.stop());

const caseFile = (name: string): string => fileURLToPath(new URL(`dumps/${name}.sql`, import.meta.url));

const written = (text: string): string => {
  const file = join(temporaryFolder('case'), 'dump.sql');
  writeFileSync(file, text, 'latin1');
  return file;
};
const changed = (name: string, from: RegExp | string, to: string): string =>
  written(readFileSync(caseFile(name), 'latin1').replaceAll(from, to));

interface LikeTheClient {
  readonly name: string;
  readonly database?: string;
  /** What the client gets instead of the dump, if it cannot read the dump itself. */
  readonly forClient?: () => string;
  /** Statements that the client's server needs before. */
  readonly before?: string;
  readonly requireTrailer?: boolean;
  /** The dump creates its database. */
  readonly creates?: boolean;
}

const LOADED: readonly LikeTheClient[] = [
  { name: '01-phpmyadmin-heidisql-adminer-view-standin' },
  // A part of a dump, without the lines that save what its last one restores.
  {
    name: '02-heidisql-closing-lines',
    forClient: () => changed('02-heidisql-closing-lines', /^.*@OLD_SQL_NOTES.*$/gm, ''),
  },
  { name: '03-sequel-pro-ace-view' },
  { name: '04-mysqlpump-qualified-names', database: 'h1' },
  // The client makes it under the name that the dump has.
  {
    name: '05-phpmyadmin-localized-database-line',
    database: 'ziel',
    creates: true,
    forClient: () => changed('05-phpmyadmin-localized-database-line', '`quelle`', '`ziel`'),
  },
  { name: '06-phpmyadmin-metadata-use', before: 'CREATE DATABASE phpmyadmin' },
  { name: '07-create-index' },
  { name: '08-truncate-before-insert' },
  // Where the server still delays rows, they come when it likes.
  { name: '09-insert-delayed', forClient: () => changed('09-insert-delayed', 'INSERT DELAYED', 'INSERT') },
  // No session may set that variable: the client stops, and nothing that is loaded depends on it.
  {
    name: '12-set-harmless-variables',
    forClient: () => changed('12-set-harmless-variables', /^SET SESSION max_allowed_packet.*$/gm, ''),
  },
  { name: '15-executable-comment-among-rows' },
  { name: '17-mysqldump-php-last-line', requireTrailer: true },
];

describe('as the client loads it', () => {
  it.each(LOADED)(
    '$name',
    async ({ name, database = 'shop', forClient, before, requireTrailer = false, creates = false }) => {
      if (before !== undefined) await site.reference.query(before);
      await site.loadByClient(database, forClient?.() ?? caseFile(name), creates ? ['--databases'] : []);
      await site.importOurWay(database, caseFile(name), 'auto', { requireTrailer });
      expect(await site.differences(database)).toEqual([]);
    },
  );

  it('11-adminer-geometry-and-upsert, its first statement; MySQL has no function SRID any more, which is said by name', async () => {
    const first = changed('11-adminer-geometry-and-upsert', /INSERT INTO `g`[^;]*ON DUPLICATE[^;]*;/g, '');
    if (onMysql) {
      await expect(site.loadByClient('shop', first, [])).rejects.toThrow(/1064.*'\(p\)\)\)'/);
      await expect(site.importOurWay('shop', first, 'auto')).rejects.toMatchObject({
        code: 'DUMP_STATEMENT_REFUSED',
        message: expect.stringMatching(/line \d is refused.*SRID\(\), which MySQL no longer has/) as string,
      });
      return;
    }
    await site.loadByClient('shop', first, []);
    await site.importOurWay('shop', first, 'auto');
    expect(await site.differences('shop')).toEqual([]);
  });

  it('13-trigger-before-rows, where load.triggers_before_rows says fire', async () => {
    await site.loadByClient('shop', caseFile('13-trigger-before-rows'), []);
    await site.importOurWay('shop', caseFile('13-trigger-before-rows'), 'auto', { triggersBeforeRows: 'fire' });
    expect(await site.differences('shop')).toEqual([]);
    expect(await site.server.query('SELECT GROUP_CONCAT(id ORDER BY id) FROM shop.log')).toBe('1,2');
  });
});

describe('refused by name', () => {
  it.each([
    [
      '13-trigger-before-rows',
      'DUMP_STATEMENT_REFUSED',
      /trigger "tr" \(line 5\) stands before rows of its table "a" \(line 10\).*triggers_before_rows/,
    ],
    ['16-replace-of-an-earlier-row', 'LOAD_ROWS_LOST', /table "t".*REPLACE replaced an earlier row/],
  ])('%s', async (name, code, message) => {
    await expect(site.importOurWay('shop', caseFile(name), 'auto')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
  });

  it.skipIf(onMysql)(
    '11-adminer-geometry-and-upsert, whose second statement writes over the row of the first',
    async () => {
      const refused = site.importOurWay('shop', caseFile('11-adminer-geometry-and-upsert'), 'auto');
      await expect(refused).rejects.toMatchObject({
        code: 'LOAD_ROWS_LOST',
        message: expect.stringMatching(/table "g".*ON DUPLICATE KEY UPDATE overwrote an earlier row/) as string,
      });
    },
  );
});

it('10-crlf-inside-string: a CR before LF in a literal stays as the dump has it', async () => {
  const printf = /printf "(.*)" >/.exec(readFileSync(caseFile('10-crlf-inside-string'), 'utf8'))?.[1] as string;
  const file = written(printf.replaceAll('\\n', '\n').replaceAll('\\r', '\r'));
  await site.importOurWay('shop', file, 'auto');
  expect(await site.server.query('SELECT HEX(v) FROM shop.t')).toBe('610D0A62');
  // So does the client with --binary-mode; without it, it drops the CR.
  await site.loadByClient('shop', file, []);
  expect(await site.differences('shop')).toEqual([]);
});
