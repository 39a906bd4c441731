import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ImportSite, Json } from '../tables/import-site.js';
import { startImportSite } from '../tables/import-site.js';

/** The quick one of test/tables, for `npm test`. */
let site: ImportSite;
beforeAll(async () => {
  site = await startImportSite({
    config: {
      pipelines: {
        items: {
          kind: 'table-import',
          source: { connection: 'files', path: './out', file_pattern: '*.csv' },
          target: { connection: 'main' },
          tables: [{ file_pattern: '*', target_table: 'items', primary_key: 'id' }],
        },
      },
    },
  });
  await site.postgres.query('create table items (id int primary key, price numeric(8,2) not null)');
}, 120_000);
afterAll(() => site?.stop(), 60_000);

it('a file goes from SFTP into its table once, and what was rejected goes in once it is mended', async () => {
  writeFileSync(join(site.remote, 'a.csv'), 'id,price\n1,1.50\n2,cheap\n3,3\n');
  const ran = await site.cli('run', 'items', '--wait', '--json');
  expect(ran.code, ran.stderr).toBe(0);
  const run = JSON.parse(ran.stdout) as Json;
  expect(run).toMatchObject({ detail: { counts: { records: 3, inserted: 2, rejected: 1 } } });
  expect((await site.cli('run', 'items', '--wait')).code).toBe(3);
  const id = String(run['run_id']);
  expect((await site.ask('PATCH', `/api/v1/runs/${id}/rejects/1-3`, { raw: '2,2.00' })).status).toBe(200);
  expect((await site.cli('replay', id, '--wait')).code).toBe(0);
  expect(await site.postgres.query('select * from items order by id')).toBe('1\t1.50\n2\t2.00\n3\t3.00');
  expect((await site.cli('rejects', id)).stdout).toMatch(/^1 replayed\n/);
});
