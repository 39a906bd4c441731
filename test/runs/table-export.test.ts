import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from '../tables/import-site.js';
import { startImportSite } from '../tables/import-site.js';

/** Every face of exports once, quickly; test/tables has the rest. */
let site: ImportSite;
beforeAll(async () => {
  site = await startImportSite({
    config: {
      resources: { items: { connection: 'main', key: 'id', columns: { id: {}, name: {}, code: { secret: true } } } },
      pipelines: {
        out: { kind: 'table-export', order: 'key', tables: [{ resource: 'items', fields: ['id', 'code'] }] },
      },
    },
  });
  await site.postgres.query(`create table items (id int primary key, name text, code text);
    insert into items values (1, 'one', 'x'), (2, '=1+1', 'y'), (3, null, 'z')`);
}, 120_000);
afterAll(() => site?.stop(), 60_000);

it('rows are streamed, for programs and for spreadsheets', async () => {
  expect((await site.ask('GET', '/v1/exports?resource=items&order=key')).text).toBe(
    'id,name\r\n1,one\r\n2,=1+1\r\n3,\r\n',
  );
  const safe = await fetch(`${site.api}/v1/exports?resource=items&order=key&spreadsheet=safe`);
  expect(safe.headers.get('content-disposition')).toBe('attachment; filename="items-spreadsheet.csv"');
  expect(Buffer.from(await safe.arrayBuffer()).toString()).toBe("\ufeffid,name\r\n1,one\r\n2,'=1+1\r\n3,\r\n");
});

it('a secret column comes where an admin names it, and its file is for admins', async () => {
  const { body: made } = await site.ask('POST', '/api/v1/keys', { name: 'operator', role: 'operator' });
  const headers = { authorization: `Bearer ${String(made['key'])}`, 'content-type': 'application/json' };
  const as = async (method: string, path: string, body?: Json) => {
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return (await fetch(site.api + path, init)).status;
  };
  expect(await as('GET', '/v1/exports?resource=items')).toBe(200);
  expect(await as('GET', '/v1/exports?resource=items&fields=code')).toBe(403);
  expect(await as('GET', `/v1/exports?resource=items&filters=${encodeURIComponent('{"code":"x"}')}`)).toBe(403);
  expect(await as('GET', '/v1/exports?connection=main&table=items')).toBe(403);
  expect(await as('POST', '/v1/exports', { idempotency_key: 'k', resource_type: 'items', fields: ['code'] })).toBe(403);
  const run = await site.ended(await site.start({ pipeline: 'out' }));
  const [file] = (run['detail'] as { files: Json[] }).files;
  const url = String(file?.['download_url']);
  expect(readFileSync(join(site.folder, 'data/exports/out', String(file?.['file'])), 'utf8')).toBe(
    'id,code\r\n1,x\r\n2,y\r\n3,z\r\n',
  );
  expect([run['status'], await as('GET', url), (await site.ask('GET', url)).status]).toEqual(['success', 403, 200]);
});

it('a job ends failed where its table is gone, with the reason', async () => {
  const { body } = await site.ask('POST', '/v1/exports', { idempotency_key: 'gone', resource_type: 'items' });
  const ended = (id: unknown) =>
    eventually('the end of the export', async () => {
      const { body: job } = await site.ask('GET', `/v1/exports/${String(id)}`);
      return job['completed_at'] === null ? undefined : job;
    });
  expect(await ended(body['job_id'])).toMatchObject({ status: 'completed', total_records: 3 });
  await site.postgres.query('alter table items rename to others');
  const refused = await site.ask('POST', '/v1/exports', { idempotency_key: 'later', resource_type: 'items' });
  expect([refused.status, refused.body['code']]).toEqual([404, 'TABLE_UNKNOWN']);
});
