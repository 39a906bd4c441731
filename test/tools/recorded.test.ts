import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportSite } from '../equality/import-shape.js';
import { startImportSite } from '../equality/import-shape.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const FOLDER = new URL('recorded/', import.meta.url);
const RECORDED = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.sql'))
  .map((name) => ({ name, shape: /-([a-z]+)\.sql$/.exec(name)?.[1] ?? '' }));

let site: ImportSite;

beforeAll(async () => {
  // As some of the dumps create their database: it is the same whichever comes first.
  site = await startImportSite(
    [...new Set(RECORDED.map(({ shape }) => shape))],
    ['--character-set-server=utf8mb4', '--collation-server=utf8mb4_general_ci'],
  );
});
afterAll(() => site.stop());

describe('a recorded export', () => {
  it.each(RECORDED)("$name goes live as the vendor's client makes it", async ({ name, shape }) => {
    const file = fileURLToPath(new URL(name, FOLDER));
    await site.loadByClient(shape, withBareTriggers(file), []);
    await site.importOurWay(shape, file, 'load-data');
    expect(await site.differences(shape)).toEqual([]);
  });
});

/** MariaDB keeps a trigger's text as it was sent, with the schema before its name; ours is sent without. */
function withBareTriggers(file: string): string {
  const bare = join(temporaryFolder('bare'), basename(file));
  writeFileSync(bare, readFileSync(file, 'latin1').replace(/ TRIGGER `[a-z]+`\./g, ' TRIGGER '), 'latin1');
  return bare;
}
