import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.js';
import { eventually } from '../support/eventually.js';
import { everythingKept, placesOf } from './everything-kept.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import type { PagesService } from './pages-service.js';
import { PARTNER, startPagesService } from './pages-service.js';

describe('a file by its address', () => {
  let site: ImportSite;
  let service: PagesService;

  beforeAll(async () => {
    service = await startPagesService();
    const scanner = join(temporaryFolder('scanner'), 'scan');
    writeFileSync(scanner, '#!/bin/sh\n! grep -q EICAR "$1" || { echo "EICAR found"; exit 1; }\n', { mode: 0o755 });
    site = await startImportSite({
      config: {
        network: { allow: [PARTNER] },
        secrets: { key: randomBytes(32).toString('base64') },
        upload: { max_bytes: '1MB', scan_command: [scanner] },
        resources: {
          users: {
            connection: 'main',
            table: 'users',
            key: 'id',
            columns: { id: { type: 'integer' }, name: { max_length: 9 } },
          },
        },
      },
    });
    await site.postgres.query('create table users (id int primary key, name text)');
  }, 180_000);
  afterAll(async () => {
    service?.close();
    await site?.stop();
  }, 60_000);

  const send = async (body: Json, key: string) => {
    const response = await fetch(`${site.api}/v1/imports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Json };
  };
  const ended = (id: unknown) =>
    eventually('the end of the import', async () => {
      const { body } = await site.ask('GET', `/v1/imports/${String(id)}`);
      return ['completed', 'failed'].includes(String(body['status'])) ? body : undefined;
    });
  const errorsOf = async (url: string, key: string): Promise<string> => {
    const { status, body } = await send({ url, resource_type: 'users', format: 'csv' }, key);
    expect([status, body['status']]).toEqual([202, 'pending']);
    const job = await ended(body['job_id']);
    expect([job['status'], job['success_count']]).toEqual(['failed', 0]);
    return JSON.stringify(job['errors']);
  };

  it('is fetched by the run, once for one key, and imported like an upload', async () => {
    service.on('users.csv', (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync('id,name\n1,Ann\n2,Bob\nx,Eve\n'));
    });
    const asked = { url: `${service.base}/users.csv?zone=canary-of-any-name`, resource_type: 'users' };
    const first = await send(asked, 'k-1');
    expect([first.status, first.body['status']]).toEqual([202, 'pending']);
    const job = await ended(first.body['job_id']);
    expect(job).toMatchObject({ status: 'completed', total_records: 3, success_count: 2, fail_count: 1 });
    expect(job['errors']).toMatchObject([{ line: 4 }]);
    expect(await site.postgres.query("select string_agg(name, ',' order by id) from users")).toBe('Ann,Bob');
    const again = await send(asked, 'k-1');
    expect([again.status, again.body['job_id']]).toEqual([200, first.body['job_id']]);
    // What was kept for the request that came to nothing has gone with it.
    expect(await site.postgres.query('select count(*) from stevedore.secrets')).toBe('1');
    expect((await send({ ...asked, url: `${service.base}/other.csv` }, 'k-1')).status).toBe(409);
    expect(service.asked).toEqual(['/api/users.csv?zone=canary-of-any-name']);
    // Its query is a key as a rule: no table, no log, no history and no list has it.
    const kept = await everythingKept(site);
    expect(placesOf(kept, 'users.csv')).toEqual(
      expect.arrayContaining(['stevedore.import_definitions', 'histories', '/api/v1/runs?limit=100']),
    );
    expect(placesOf(kept, 'canary-of-any-name')).toEqual([]);
  });

  it('is refused where it must not be reached, is too large, or is not there', async () => {
    const forbidden = service.base.replace(PARTNER, '127.0.0.1');
    expect(await errorsOf(`${forbidden}/users.csv`, 'k-2')).toContain('is not a public address');
    expect(await errorsOf(`http://2130706433:1/users.csv`, 'k-3')).toContain('is not a public address');
    service.on('moved.csv', (_, response) => response.writeHead(302, { location: `${forbidden}/users.csv` }).end());
    expect(await errorsOf(`${service.base}/moved.csv`, 'k-4')).toContain('is not a public address');
    service.on('large.csv', (_, response) => response.end(`id,name\n${'1,x\n'.repeat(500_000)}`));
    expect(await errorsOf(`${service.base}/large.csv`, 'k-5')).toContain('which is the limit');
    service.on('bomb.csv', (_, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(gzipSync(Buffer.alloc(50_000_000, 'x')));
    });
    expect(await errorsOf(`${service.base}/bomb.csv`, 'k-6')).toContain('which is the limit');
    expect(await errorsOf(`${service.base}/none.csv`, 'k-7')).toContain('answered 404');
    service.on('virus.csv', (_, response) => response.end('id,name\n1,EICAR\n'));
    expect(await errorsOf(`${service.base}/virus.csv`, 'k-9')).toContain('EICAR found');
    expect(service.stolen()).toBe(0);
  });

  it('is waited for where its server asks for that, which shows and can be ended', async () => {
    let busy = true;
    service.on('busy.csv', (_, response) => {
      if (busy) response.writeHead(429, { 'retry-after': '600' }).end();
      else response.end('id,name\n900,Zoe\n');
    });
    const { body } = await send({ url: `${service.base}/busy.csv?k=v`, resource_type: 'users' }, 'k-10');
    const id = await eventually('the wait', async () => {
      const { runs } = (await site.ask('GET', '/api/v1/runs?pipeline=tables&status=running')).body as { runs: Json[] };
      return runs.find(({ wait }) => wait !== null)?.['run_id'];
    });
    expect((await site.run(String(id)))['wait']).toMatchObject({
      kind: 'source',
      reason: 'the server of "busy.csv" asks to wait',
    });
    busy = false;
    expect((await site.ask('POST', `/api/v1/runs/${String(id)}/proceed`, {})).status).toBe(202);
    expect(await ended(body['job_id'])).toMatchObject({ status: 'completed', success_count: 1 });
    expect(service.asked.filter((url) => url.includes('busy.csv'))).toHaveLength(2);
  });

  it('is fetched once more where it was cut off', async () => {
    let cuts = 1;
    service.on('cut.csv', (_, response) => {
      const whole = `id,name\n${Array.from({ length: 1_000 }, (_, id) => `${id + 100},y`).join('\n')}\n`;
      response.setHeader('content-length', Buffer.byteLength(whole));
      if (cuts-- > 0) response.write(whole.slice(0, 2_000), () => response.destroy());
      else response.end(whole);
    });
    const { body } = await send({ url: `${service.base}/cut.csv`, resource_type: 'users' }, 'k-8');
    expect(await ended(body['job_id'])).toMatchObject({ status: 'completed', success_count: 1_000, fail_count: 0 });
    expect(cuts).toBe(-1);
  });
});
