import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../equality/import-shape.js';
import { startImportSite } from '../equality/import-shape.js';
import { onMysql } from '../support/target-server.js';

const SHAPE = 'rental';
const ALL_OBJECTS = ['--routines', '--events', '--triggers'];

/**
 * Each changes the statements of a dump, and is tested alone here; `test/equality` has those that are worth combining.
 */
const ON_BOTH = [
  '--replace',
  '--insert-ignore',
  '--skip-add-drop-table',
  '--skip-add-locks',
  '--skip-disable-keys',
  '--skip-comments',
  '--skip-dump-date',
  '--skip-set-charset',
  '--skip-quote-names',
  '--skip-tz-utc',
  '--add-drop-trigger',
  '--order-by-primary',
  '--no-autocommit',
  '--skip-triggers',
  '--create-options=0',
  '--net-buffer-length=4096',
  '--where=1=1',
  '--flush-privileges',
  '--allow-keywords',
  '--databases --add-drop-database',
  '--databases --no-create-db',
];
const OF_MARIADB = ['--delayed-insert', '--default-character-set=utf8mb3'];
const OF_MYSQL = [
  '--column-statistics=1',
  '--set-gtid-purged=COMMENTED',
  '--set-gtid-purged=ON',
  '--source-data=2',
  '--default-character-set=utf8mb3',
];

const OPTIONS = [...ON_BOTH, ...(onMysql ? OF_MYSQL : OF_MARIADB)];

let site: ImportSite;
const dumps = new Map<string, string>();

beforeAll(async () => {
  site = await startImportSite([SHAPE]);
  await site.make(
    SHAPE,
    `SET @size = 300;\n${readFileSync(new URL('../equality/shapes/rental.sql', import.meta.url), 'utf8')}`,
  );
  if (onMysql)
    await site.reference.query(`ANALYZE TABLE ${SHAPE}.film UPDATE HISTOGRAM ON rating, made WITH 8 BUCKETS`);
  for (const option of OPTIONS) dumps.set(option, await site.dump(SHAPE, [...ALL_OBJECTS, ...option.split(' ')]));
});
afterAll(() => site.stop());

describe("a dump of the vendor's tool", () => {
  it.each(OPTIONS)("with %s goes live as the vendor's client makes it", async (option) => {
    const file = dumps.get(option) as string;
    await site.loadByClient(SHAPE, file, option.includes('--no-create-db') ? [] : option.split(' '));
    await site.importOurWay(SHAPE, file, 'load-data');
    expect(await site.differences(SHAPE)).toEqual([]);
  });
});
