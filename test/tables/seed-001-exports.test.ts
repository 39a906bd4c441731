import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { exampleFile, UPLOAD_SERVERS } from './upload-servers.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/** Requests, answers and tables of seed 001's exports, with its own words. */
describe.each(UPLOAD_SERVERS)('exports of seed 001 on $name', ({ start, query: queryOf }) => {
  let site: ImportSite;
  const query = (sql: string) => queryOf(site, sql);

  beforeAll(async () => {
    site = await start({});
    for (const [resource, name] of [
      ['users', 'users.csv'],
      ['articles', 'articles.ndjson'],
      ['articles', 'articles.csv'],
      ['comments', 'comments.ndjson'],
    ] as const) {
      expect(await load(resource, name, exampleFile(name))).toBe('completed');
    }
  }, 240_000);
  afterAll(() => site?.stop(), 60_000);

  const load = async (resource: string, name: string, content: string): Promise<unknown> => {
    const form = new FormData();
    form.append('file', new File([content], name));
    form.append('resource_type', resource);
    const headers = { 'idempotency-key': `${name} ${content.length} ${Math.random()}` };
    const response = await fetch(`${site.api}/v1/imports`, { method: 'POST', body: form, headers });
    const { job_id: id } = (await response.json()) as Json;
    const job = await eventually(
      `the import of ${name}`,
      async () => {
        const { body } = await site.ask('GET', `/v1/imports/${String(id)}`);
        return body['completed_at'] === null ? undefined : body;
      },
      60_000,
    );
    return job['status'];
  };
  const ended = (id: unknown): Promise<Json> =>
    eventually(
      `the end of export ${String(id)}`,
      async () => {
        const { body } = await site.ask('GET', `/v1/exports/${String(id)}`);
        return body['completed_at'] === null ? undefined : body;
      },
      60_000,
    );

  it('GET /v1/exports?resource=users&format=csv streams a file, without the secret column', async () => {
    const response = await fetch(`${site.api}/v1/exports?resource=users&format=csv`);
    expect([
      response.status,
      response.headers.get('content-type'),
      response.headers.get('content-disposition'),
    ]).toEqual([200, 'text/csv; charset=utf-8', 'attachment; filename="users.csv"']);
    expect([response.headers.get('accept-ranges'), response.headers.get('transfer-encoding')]).toEqual([
      'none',
      'chunked',
    ]);
    const [header, ...rows] = (await response.text()).trimEnd().split('\r\n');
    expect(header).toBe('id,email,username,bio,image,created_at,updated_at');
    expect(rows.length).toBe(3);
    const ndjson = await fetch(`${site.api}/v1/exports?resource=comments&format=ndjson&fields=id,article_id`);
    expect(ndjson.headers.get('content-type')).toBe('application/x-ndjson');
    const lines = (await ndjson.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
    expect(lines.map((line) => Object.keys(line))).toEqual(lines.map(() => ['id', 'article_id']));
    // Who has read rows is in the audit, and so is who was refused.
    expect((await site.ask('GET', '/v1/exports?resource=nothing&format=csv')).status).toBe(400);
    const { audit } = (await site.ask('GET', '/api/v1/audit')).body as { audit: Json[] };
    expect(audit.slice(0, 3)).toMatchObject([
      { action: 'streamExport', subject: 'nothing', outcome: 'refused', code: 'RESOURCE_UNKNOWN' },
      { action: 'streamExport', subject: 'comments', outcome: 'done', status: 200 },
      { action: 'streamExport', subject: 'users', outcome: 'done', status: 200 },
    ]);
  });

  it('the rows are counted in a trailer', async () => {
    const trailers = await new Promise<NodeJS.Dict<string>>((resolve, reject) => {
      const sent = request(`${site.api}/v1/exports?resource=users&format=csv`, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.trailers));
      });
      sent.once('error', reject);
      sent.end();
    });
    expect(trailers).toEqual({ 'x-row-count': '3' });
  });

  it('POST /v1/exports with filters makes a file that is downloaded from its download_url', async () => {
    const body = {
      idempotency_key: 'export-1',
      resource_type: 'articles',
      format: 'csv',
      filters: { status: 'published' },
      fields: ['slug', 'status'],
    };
    const created = await site.ask('POST', '/v1/exports', body);
    expect([created.status, created.body]).toEqual([
      202,
      {
        job_id: expect.stringMatching(UUID) as string,
        status: 'pending',
        created_at: expect.stringMatching(TIME) as string,
      },
    ]);
    const job = await ended(created.body['job_id']);
    expect(job).toEqual({
      job_id: created.body['job_id'],
      resource_type: 'articles',
      format: 'csv',
      filters: { status: 'published' },
      fields: ['slug', 'status'],
      status: 'completed',
      total_records: 1,
      download_url: expect.stringMatching(/^\/exports\/articles-\d{8}T\d{6}-[0-9a-f]{8}\.csv$/) as string,
      error: null,
      created_at: created.body['created_at'],
      completed_at: expect.stringMatching(TIME) as string,
    });
    const again = await site.ask('POST', '/v1/exports', body);
    expect([again.status, again.body['job_id'], again.body['status']]).toEqual([200, job['job_id'], 'completed']);
    expect((await site.ask('POST', '/v1/exports', { ...body, format: 'ndjson' })).body['code']).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );

    const url = `${site.api}${String(job['download_url'])}`;
    const whole = await fetch(url);
    const text = await whole.text();
    expect(text).toBe('slug,status\r\nhow-to-unload-a-ship,published\r\n');
    const etag = `"${createHash('sha256').update(text).digest('hex')}"`;
    expect([
      whole.headers.get('etag'),
      whole.headers.get('accept-ranges'),
      whole.headers.get('content-length'),
    ]).toEqual([etag, 'bytes', String(text.length)]);
    const part = async (headers: Record<string, string>) => {
      const answer = await fetch(url, { headers });
      return [answer.status, await answer.text(), answer.headers.get('content-range')];
    };
    expect(await part({ range: 'bytes=0-3' })).toEqual([206, 'slug', `bytes 0-3/${text.length}`]);
    expect(await part({ range: 'bytes=-5', 'if-range': etag })).toEqual([
      206,
      'hed\r\n',
      `bytes ${text.length - 5}-${text.length - 1}/${text.length}`,
    ]);
    expect(await part({ range: 'bytes=0-3', 'if-range': '"other"' })).toEqual([200, text, null]);
    expect((await part({ range: `bytes=${text.length}-` }))[0]).toBe(416);
    expect((await part({ 'if-none-match': etag }))[0]).toBe(304);
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
      200,
      String(text.length),
      '',
    ]);
    expect((await site.ask('GET', '/exports/other.csv')).body['code']).toBe('EXPORT_UNKNOWN');
    expect((await site.ask('GET', '/exports/..%2Fstevedore.yaml')).status).toBe(404);
    expect(readdirSync(join(site.folder, 'data', 'exports')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('what it does not take is told with the names that there are', async () => {
    const asked = async (body: Json) =>
      (await site.ask('POST', '/v1/exports', { idempotency_key: `k${Math.random()}`, ...body })).body;
    expect(await asked({ resource_type: 'users', filters: { nam: 'x' } })).toMatchObject({
      status: 400,
      detail: expect.stringContaining('"username"') as string,
    });
    expect(await asked({ resource_type: 'users', fields: ['mail'] })).toMatchObject({
      status: 400,
      detail: expect.stringContaining('"email"') as string,
    });
    expect(await asked({ resource_type: 'cats' })).toMatchObject({ status: 400, code: 'RESOURCE_UNKNOWN' });
    expect(await asked({ resource_type: 'users', format: 'xml' })).toMatchObject({ status: 400 });
    expect((await site.ask('POST', '/v1/exports', { resource_type: 'users' })).status).toBe(400);
    expect((await site.ask('GET', '/v1/exports/00000000-0000-4000-8000-000000000000')).status).toBe(404);
    const listed = await site.ask('GET', '/v1/exports?limit=10&offset=0');
    expect([listed.body['total'], (listed.body['exports'] as Json[]).length]).toEqual([1, 1]);
  });

  it.each(['csv', 'ndjson'])(
    'users, articles with tags, and comments come back byte-equal as %s',
    async (format) => {
      const stream = async (resource: string) =>
        (
          await fetch(
            `${site.api}/v1/exports?resource=${resource}&format=${format}&order=key${resource === 'users' ? '&fields=id,email,username,bio,image,password,created_at,updated_at' : ''}`,
          )
        ).text();
      await query(`INSERT INTO tags (tag) VALUES ('a|b${format}')`);
      await query(
        `INSERT INTO article_tags SELECT a.id, t.id FROM articles a, tags t WHERE a.slug = 'tides' AND t.tag = 'a|b${format}'`,
      );
      const before = {
        users: await stream('users'),
        articles: await stream('articles'),
        comments: await stream('comments'),
      };
      for (const table of ['article_tags', 'tags', 'comments', 'articles', 'users'])
        await query(`DELETE FROM ${table}`);
      for (const [resource, text] of Object.entries(before))
        expect(await load(resource, `${resource}.${format}`, text)).toBe('completed');
      expect({
        users: await stream('users'),
        articles: await stream('articles'),
        comments: await stream('comments'),
      }).toEqual(before);
      expect(before.articles).toContain(`a|b${format}`);
    },
    120_000,
  );

  it('jobs are read by SQL', async () => {
    const jobs = `SELECT id, idempotency_key, resource_type, format, filters, fields, status, total_records, download_url, created_at, updated_at, completed_at FROM stevedore.export_jobs WHERE idempotency_key = 'export-1'`;
    const row = (await site.postgres.query(jobs)).split('\t');
    expect(row.slice(1, 8)).toEqual([
      'export-1',
      'articles',
      'csv',
      '{"status":"published"}',
      '["slug","status"]',
      'completed',
      '1',
    ]);
    expect(row[8]).toMatch(/^\/exports\/articles-/);
  });
});
