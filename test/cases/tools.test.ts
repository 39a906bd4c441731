import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../equality/import-shape.js';
import { startImportSite } from '../equality/import-shape.js';
import { readDefinitions } from '../equality/read-definitions.js';
import { differences, readTables } from '../equality/read-schema.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * Dumps in the form of tools that cannot be installed here, written by hand after their exports; all of them call their
 * database `laden`.
 */

const FOLDER = new URL('tools/', import.meta.url);
const FILES = readdirSync(FOLDER).map((name) => ({ name, file: fileURLToPath(new URL(name, FOLDER)) }));

/** These write neither a header nor a last line. */
const WITHOUT_END = ['datagrip.sql', 'dbeaver.sql', 'mysql-workbench.sql'];
const TOOLS: Readonly<Record<string, string>> = {
  'heidisql.sql': 'HeidiSQL',
  'mysql-administrator.sql': 'MySQL Administrator',
  'mysqldumper.sql': 'MySQLDumper',
  'navicat.sql': 'Navicat',
  'percona-5.6.sql': 'mysqldump or mariadb-dump',
  'percona-5.7.sql': 'mysqldump or mariadb-dump',
  'sequel-ace.sql': 'Sequel Ace',
  'sequel-pro.sql': 'Sequel Ace',
  'sqlyog.sql': 'SQLyog',
  'tableplus.sql': 'TablePlus',
};

let site: ImportSite;

beforeAll(async () => {
  site = await startImportSite(['laden', 'shop']);
});
afterAll(() => site.stop());

const hasEnd = (name: string): boolean => !WITHOUT_END.includes(name);

describe('a dump as the tool writes it', () => {
  it.each(FILES)('$name goes live as the client loads it', async ({ name, file }) => {
    await site.loadByClient('laden', forTheClient(file), []);
    await site.importOurWay('laden', file, 'auto', { requireTrailer: hasEnd(name) });
    const [tables, definitions] = await Promise.all(
      [site.server, site.reference].map((server) =>
        Promise.all([readTables(server, 'laden'), readDefinitions(server, 'laden')]),
      ),
    ).then(([ours, theirs]) => [
      differences(ours?.[0] ?? new Map(), theirs?.[0] ?? new Map()),
      differences(ours?.[1] ?? new Map(), theirs?.[1] ?? new Map()),
    ]);
    expect(tables).toEqual([]);
    // A database that is there keeps its character set, whatever a dump says.
    expect((definitions ?? []).filter((line) => !line.includes('CREATE DATABASE'))).toEqual([]);
  });

  it.each(FILES.filter(({ name }) => name in TOOLS))(
    '$name without its last line is refused, with the name of its tool',
    async ({ name, file }) => {
      const cut = join(temporaryFolder('cut'), name);
      const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
      writeFileSync(cut, `${lines.slice(0, -1).join('\n')}\n`);
      await expect(site.index('laden', cut, { requireTrailer: true })).rejects.toMatchObject({
        code: 'DUMP_TRUNCATED',
        message: expect.stringContaining(`it seems to be of ${TOOLS[name]} and ends without`) as string,
      });
    },
  );

  it.each(FILES.filter(({ name }) => name !== 'mysqldumper.sql'))(
    '$name goes live under another name, and what it names by its own is meant',
    async ({ name, file }) => {
      const named = hasEnd(name)
        ? {}
        : { databases: [{ name: 'shop', filePattern: '*', afterLoad: [], sourceName: 'laden' }] };
      await site.importOurWay('shop', file, 'auto', named);
      expect(
        await site.server.query(
          "SELECT IF(COUNT(*) = 1, 'of shop', 'missing') FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'shop' AND VIEW_DEFINITION NOT LIKE '%laden%'",
        ),
      ).toBe('of shop');
    },
  );
});

/**
 * With --binary-mode the client does not recognize DELIMITER after a comment; SQLyog writes one there. MySQL does not
 * have the table that Percona 5.6 reads for RocksDB.
 */
function forTheClient(file: string): string {
  const bare = join(temporaryFolder('bare'), 'dump.sql');
  writeFileSync(
    bare,
    readFileSync(file, 'utf8')
      .replace(/^\/\*[^!].*\*\/$/gm, '')
      .replace(/^.* FROM INFORMATION_SCHEMA.SESSION_VARIABLES .*$/gm, ''),
  );
  return bare;
}
