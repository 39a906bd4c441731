import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { readEvents } from '../support/read-events.js';
import type { Json, EnvironmentSite } from './environment-site.js';
import { startEnvironmentSite } from './environment-site.js';

const FIELDS =
  'id type status progress current_table tables_done tables_total rows bytes eta_seconds message error created_at started_at completed_at'.split(
    ' ',
  );

describe('databases of the environment', () => {
  let site: EnvironmentSite;

  beforeAll(async () => {
    site = await startEnvironmentSite();
    await site.source.query(
      `create table orders (id int primary key, note text not null);
       insert into orders select g, repeat(md5(g::text), 4) from generate_series(1, 20000) g;
       create table items (id int primary key, of_order int references orders, price numeric);
       insert into items select g, g % 20000 + 1, g / 7.0 from generate_series(1, 40000) g;`,
      'origin',
    );
    await site.destination.query('create table old (a int); insert into old values (1)', 'shop');
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const started = async (path: string, body: Json | string | FormData, headers?: Json): Promise<string> => {
    const answer = await site.ask('POST', path, body, headers);
    expect(answer.status, answer.text).toBe(202);
    expect(answer.body).toMatchObject({ job_id: expect.any(String) as string, status: 'pending' });
    expect(answer.headers.get('location')).toBe(`/api/jobs/${String(answer.body['job_id'])}`);
    return String(answer.body['job_id']);
  };
  const sums = (server: 'source' | 'destination', database = server === 'source' ? 'origin' : 'shop') =>
    site[server].query(
      'select count(*), sum(hashtext(o::text)) from orders o union all select count(*), sum(hashtext(i::text)) from items i',
      database,
    );

  it('are listed without secrets, with what may be written and why not', async () => {
    const { body, text } = await site.ask('GET', '/api/databases');
    const all = body['databases'] as Json[];
    expect(all.map(({ name, destination }) => `${String(name)} ${String(destination)}`).sort()).toEqual([
      'local true',
      'production false',
      'spare true',
      'staging false',
    ]);
    expect(all.find(({ name }) => name === 'production')?.['refusal']).toMatch(/protected/);
    expect(all.find(({ name }) => name === 'staging')?.['refusal']).toMatch(/SYNC_DESTINATIONS|destinations/);
    expect(text).not.toContain('canary');
  });

  it('are tried: one that answers, one whose server is away, one that nobody knows', async () => {
    const works = await site.ask('POST', '/api/databases/test', { database: 'local' });
    expect(works.body).toEqual({
      ok: true,
      latency_ms: expect.any(Number) as number,
      version: expect.stringMatching(/^PostgreSQL \d/) as string,
    });
    site.slow.refuse(true);
    const away = await site.ask('POST', '/api/databases/test', { database: 'staging' });
    site.slow.refuse(false);
    expect(away.body).toMatchObject({ ok: false, version: null, error: expect.stringContaining('Cannot') as string });
    expect((await site.ask('POST', '/api/databases/test', { database: 'none' })).status).toBe(404);
  });

  it('need the key, as one header or the other', async () => {
    for (const path of ['/api/databases', '/api/jobs', '/api/sync/dumps'])
      expect((await fetch(site.api + path)).status).toBe(401);
    expect((await fetch(`${site.api}/api/jobs`, { headers: { 'x-api-key': site.key } })).status).toBe(200);
    expect((await fetch(`${site.api}/health`)).status).toBe(200);
  });

  it('are exported to a file, which is listed, downloaded, and imported', async () => {
    const job = await site.ended(await started('/api/sync/export', { database: 'staging' }));
    expect(job).toMatchObject({
      type: 'export',
      status: 'success',
      progress: 100,
      rows: 60_000,
      tables_done: 2,
      tables_total: 2,
    });
    for (const field of FIELDS) expect(job).toHaveProperty(field);
    const { body } = await site.ask('GET', '/api/sync/dumps');
    const [dump] = body['dumps'] as Json[];
    expect(dump?.['name']).toMatch(/^staging-\d{8}T\d{6}Z\.sql\.gz$/);
    expect(dump?.['name']).toBe(job['file']);
    const download = `${site.api}/api/sync/dumps/${String(dump?.['name'])}`;
    const headers = { 'x-api-key': site.key };
    const whole = Buffer.from(await (await fetch(download, { headers })).arrayBuffer());
    expect(whole.equals(readFileSync(join(site.dumps, String(dump?.['name']))))).toBe(true);
    const part = await fetch(download, { headers: { ...headers, range: 'bytes=10-19' } });
    expect([part.status, Buffer.from(await part.arrayBuffer()).equals(whole.subarray(10, 20))]).toEqual([206, true]);
    expect(
      gunzipSync(whole).toString().slice(0, 20_000).replaceAll('"', '').includes('CREATE TABLE public.orders'),
    ).toBe(true);

    const imported = await site.ended(
      await started('/api/sync/import', { file: String(dump?.['name']), database: 'spare' }),
    );
    expect(imported).toMatchObject({ type: 'import', status: 'success', file: dump?.['name'], destination: 'spare' });
    expect(await sums('destination', 'spare')).toBe(await sums('source'));
  });

  it('are exported as INSERT statements, of some tables, uncompressed', async () => {
    const job = await site.ended(
      await started('/api/sync/export', {
        database: 'staging',
        tables: ['public.orders'],
        format: 'inserts',
        compress: false,
      }),
    );
    expect(job).toMatchObject({ status: 'success', rows: 20_000 });
    const text = readFileSync(join(site.dumps, String(job['file'])), 'utf8');
    expect(String(job['file'])).toMatch(/\.sql$/);
    expect(text.slice(0, 20_000).replaceAll('"', '')).toMatch(/insert into public\.orders/i);
    expect(text.includes('items')).toBe(false);
  });

  it('are exported by schemas, which have to exist', async () => {
    const job = await site.ended(await started('/api/sync/export', { database: 'staging', schemas: ['nowhere'] }));
    expect(job).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(job)).toContain('nowhere');
  });

  it('are synced, followed by events until the end; what was there before is kept', async () => {
    const id = await started('/api/sync', { source: 'staging', destination: 'local', schemas: ['public'] });
    const events = readEvents(`${site.api}/api/jobs/${id}/events`, undefined, site.key);
    expect(await site.ended(id)).toMatchObject({
      type: 'sync',
      status: 'success',
      source: 'staging',
      destination: 'local',
      rows: 60_000,
    });
    await expect.poll(() => events.events.at(-1)?.event).toBe('end');
    const jobs = events.events.filter(({ event }) => event === 'job').map(({ data }) => Number(data['progress']));
    expect(jobs).toEqual([...jobs].sort((a, b) => a - b));
    expect(events.events.filter(({ event }) => event === 'log').length).toBeGreaterThan(2);
    expect(await sums('destination')).toBe(await sums('source'));
    expect(await site.destination.query('select count(*) from prev_public.old', 'shop')).toBe('1');
  });

  it('come from an upload: the file itself, or a form; what is refused leaves no file', async () => {
    const before = readdirSync(site.dumps).length;
    const sql = 'CREATE TABLE public.uploaded (a integer);\nINSERT INTO public.uploaded VALUES (1), (2);\n';
    const query = '/api/sync/import?database=spare&filename=my%20dump.sql';
    const raw = await site.ended(await started(query, sql, { 'content-type': 'application/sql' }));
    expect(raw).toMatchObject({
      status: 'success',
      file: expect.stringMatching(/^my_dump-\d{8}T\d{6}Z\.sql$/) as string,
    });
    expect(await site.destination.query('select sum(a) from uploaded', 'spare')).toBe('3');
    const form = new FormData();
    form.set('database', 'spare');
    form.set('file', new Blob([sql.replaceAll('uploaded', 'formed')]), '../../etc/formed.sql');
    const formed = await site.ended(await started('/api/sync/import', form));
    expect(formed).toMatchObject({ status: 'success', file: expect.stringMatching(/^formed-/) as string });
    expect(readdirSync(site.dumps).filter((name) => !name.startsWith('.')).length).toBe(before + 2);
    for (const [to, status] of [
      ['database=production', 403],
      ['database=staging', 403],
      ['database=none', 404],
      ['', 400],
    ] as const)
      expect(
        (await site.ask('POST', `/api/sync/import?${to}`, sql, { 'content-type': 'application/sql' })).status,
      ).toBe(status);
    expect(readdirSync(site.dumps).filter((name) => !name.startsWith('.')).length).toBe(before + 2);
  });

  it('are never written where they are not listed, or protected', async () => {
    for (const destination of ['production', 'staging']) {
      const refused = await site.ask('POST', '/api/sync', { source: 'local', destination });
      expect([refused.status, refused.body['code']], refused.text).toEqual([403, 'DESTINATION_REFUSED']);
    }
    expect((await site.ask('POST', '/api/sync', { source: 'local', destination: 'local' })).status).toBe(400);
    expect((await site.ask('POST', '/api/sync/import', { file: 'none', database: 'local' })).status).toBe(404);
  });

  it('are refused by status and problem: what may not be written, what nobody knows; and no job begins', async () => {
    const jobs = async () => ((await site.ask('GET', '/api/jobs')).body['jobs'] as Json[]).length;
    const before = await jobs();
    const protectedOne = /^Cannot write into "production": .*protected/i;
    const unlisted = /^Cannot write into "staging": .*SYNC_DESTINATIONS|destinations/;
    const unknown = /^Cannot find the database "none": there is "\w+"/;
    const file = String(((await site.ask('GET', '/api/sync/dumps')).body['dumps'] as Json[])[0]?.['name']);
    for (const [path, body, status, code, detail] of [
      ['/api/sync', { source: 'local', destination: 'production' }, 403, 'DESTINATION_REFUSED', protectedOne],
      ['/api/sync', { source: 'local', destination: 'staging' }, 403, 'DESTINATION_REFUSED', unlisted],
      ['/api/sync', { source: 'local', destination: 'none' }, 404, 'CONNECTION_UNKNOWN', unknown],
      ['/api/sync', { source: 'none', destination: 'local' }, 404, 'CONNECTION_UNKNOWN', unknown],
      ['/api/sync/export', { database: 'none' }, 404, 'CONNECTION_UNKNOWN', unknown],
      ['/api/sync/import', { database: 'production', file }, 403, 'DESTINATION_REFUSED', protectedOne],
      ['/api/sync/import', { database: 'staging', file }, 403, 'DESTINATION_REFUSED', unlisted],
      ['/api/sync/import', { database: 'none', file }, 404, 'CONNECTION_UNKNOWN', unknown],
      ['/api/databases/test', { database: 'none' }, 404, 'CONNECTION_UNKNOWN', unknown],
    ] as const) {
      const answer = await site.ask('POST', path, body);
      const about = `${path} ${JSON.stringify(body)}`;
      expect(answer.headers.get('content-type'), about).toBe('application/problem+json');
      expect(answer.body, about).toEqual({
        type: `urn:stevedore:problem:${code.toLowerCase().replaceAll('_', '-')}`,
        title: code === 'CONNECTION_UNKNOWN' ? 'No such connection' : 'The database is not to be written',
        status,
        code,
        detail: expect.stringMatching(detail) as string,
        retryable: false,
        hint: code === 'CONNECTION_UNKNOWN' ? 'GET /api/v1/connections lists the connections' : null,
        request_id: expect.any(String) as string,
      });
      expect(answer.status, about).toBe(status);
      expect(answer.text).not.toContain('canary');
    }
    expect(await jobs()).toBe(before);
    // Around these routes a job begins, and ends before a packet goes to the database.
    const around = await site.ask('POST', '/api/v1/pipelines/production/start', { source: 'local' });
    expect(await site.ended(String(around.body['run_id']))).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/production.*protected/i) as string,
    });
  });

  it('are left as they were by a job that is cancelled', async () => {
    site.slow.set('down', { bytesPerSecond: 200_000 });
    const id = await started('/api/sync', { source: 'staging', destination: 'local' });
    await eventually('rows', async () => (Number((await site.job(id))['bytes']) > 0 ? true : undefined), 60_000);
    const other = await site.ask('POST', '/api/sync', { source: 'spare', destination: 'local' });
    expect([other.status, other.body['code']]).toEqual([409, 'RUN_ALREADY_RUNNING']);
    const cancelled = await site.ask('POST', `/api/jobs/${id}/cancel`, { by: 'anna', reason: 'wrong one' });
    expect(cancelled.status).toBe(202);
    const job = await site.ended(id);
    site.slow.set('down', {});
    expect(job).toMatchObject({ status: 'cancelled' });
    expect(await sums('destination')).toBe(await sums('source'));
    const schemas = await site.destination.query(
      "select string_agg(nspname, ' ' order by nspname) from pg_namespace where nspname ~ '^imp_'",
      'shop',
    );
    expect(schemas).toBe('');
    expect((await site.ask('POST', `/api/jobs/${id}/cancel`, {})).status).toBe(409);
  });

  it('have their history after a restart, and lose a dump by hand', async () => {
    const list = async () => (await site.ask('GET', '/api/jobs')).body['jobs'] as Json[];
    const before = await list();
    await site.restart();
    expect((await list()).map(({ id, status }) => [id, status])).toEqual(before.map(({ id, status }) => [id, status]));
    const [dump] = (await site.ask('GET', '/api/sync/dumps')).body['dumps'] as Json[];
    const path = `/api/sync/dumps/${String(dump?.['name'])}`;
    expect((await site.ask('DELETE', path)).status).toBe(200);
    expect((await site.ask('GET', path)).status).toBe(404);
    expect(site.output()).not.toContain('canary-4711');
    const audit = (await site.ask('GET', '/api/v1/audit')).body['audit'] as Json[];
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'exportDatabase',
        'importDatabase',
        'syncDatabases',
        'cancelDatabaseJob',
        'downloadDump',
        'deleteDump',
      ]) as string[],
    );
  });
});
