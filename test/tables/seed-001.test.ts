import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { everythingKept, placesOf } from './everything-kept.js';
import type { ImportSite, Json } from './import-site.js';
import { exampleFile, UPLOAD_SERVERS } from './upload-servers.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

interface Sent {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

/** Requests, answers and tables of seed 001's imports, with its own words. */
describe.each(UPLOAD_SERVERS)('seed 001 on $name', ({ start, query: queryOf }) => {
  let site: ImportSite;
  const query = (sql: string) => queryOf(site, sql);

  beforeAll(async () => {
    site = await start({ upload: { max_bytes: '20MiB' } });
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const send = async (body: FormData | string, headers: Record<string, string>, search = ''): Promise<Sent> => {
    // A server that does not read on, or has just closed an idle connection, cuts off who still writes. The key makes
    // it safe to send again.
    const tries = async (left: number): Promise<Response> =>
      fetch(`${site.api}/v1/imports${search}`, { method: 'POST', body, headers }).catch((error: unknown) => {
        if (left === 0) throw error;
        return tries(left - 1);
      });
    const response = await tries(3);
    return { status: response.status, body: (await response.json()) as Json, headers: response.headers };
  };
  const upload = (resource: string, name: string, content: string, key: string): Promise<Sent> => {
    const form = new FormData();
    form.append('file', new File([content], name));
    form.append('resource_type', resource);
    return send(form, { 'idempotency-key': key });
  };
  const read = async (id: unknown): Promise<Sent> => {
    const response = await fetch(`${site.api}/v1/imports/${String(id)}`);
    return { status: response.status, body: (await response.json()) as Json, headers: response.headers };
  };
  const ended = (id: unknown): Promise<Json> =>
    eventually(
      `the end of import ${String(id)}`,
      async () => {
        const { body } = await read(id);
        return body['completed_at'] === null ? undefined : body;
      },
      120_000,
    );

  /** 10,000 users of which 250 are rejected, among them those of the seed's answer. */
  const users = (): string => {
    const rows = Array.from({ length: 10_000 }, (_, n) => {
      const line = n + 2;
      const user = { id: `s-${n}`, email: `s${n}@example.org`, username: `s${n}`, password: 'x' };
      if (line === 42) return { ...user, email: 'no address' };
      if (line === 156) return { ...user, username: '' };
      return line > 5_000 && line <= 5_248 ? { ...user, email: '' } : user;
    });
    return ['id,email,username,password', ...rows.map((row) => Object.values(row).join(','))].join('\n');
  };

  it('an import is created, followed and completed in the words of the seed', async () => {
    const created = await upload('users', 'users.csv', users(), 'unique-123');
    expect([created.status, created.body]).toEqual([
      202,
      {
        job_id: expect.stringMatching(UUID) as string,
        status: 'pending',
        created_at: expect.stringMatching(TIME) as string,
      },
    ]);
    const id = created.body['job_id'];
    expect(created.headers.get('location')).toBe(`/v1/imports/${String(id)}`);

    const seen: Json[] = [];
    await eventually(
      'the end of the import',
      async () => {
        const { status, body } = await read(id);
        expect(status).toBe(200);
        seen.push(body);
        return body['completed_at'] === null ? undefined : true;
      },
      120_000,
    );
    expect(seen.at(-1)).toEqual({
      job_id: id,
      resource_type: 'users',
      status: 'completed',
      total_records: 10_000,
      processed_count: 10_000,
      success_count: 9_750,
      fail_count: 250,
      errors: expect.any(Array) as unknown[],
      created_at: created.body['created_at'],
      completed_at: expect.stringMatching(TIME) as string,
    });
    const errors = seen.at(-1)?.['errors'] as Json[];
    expect(errors.length).toBe(250);
    expect(errors.slice(0, 3)).toEqual([
      { line: 42, errors: ['invalid email format'] },
      { line: 156, errors: ['missing required field: username'] },
      { line: 5_001, errors: ['missing required field: email'] },
    ]);
    for (const { status } of seen) expect(['pending', 'processing', 'completed']).toContain(status);
    for (const name of ['processed_count', 'success_count', 'fail_count']) {
      const counts = seen.map((body) => Number(body[name]));
      expect(counts).toEqual([...counts].sort((a, b) => a - b));
    }
    // Counts move with the commits of batches.
    for (const body of seen) expect(Number(body['processed_count']) % 1_000).toBe(0);
    expect(await query('SELECT COUNT(*) FROM users')).toBe('9750');

    const link = (await read(id)).headers.get('link') ?? '';
    const all = await fetch(site.api + (/<([^>]+rejects\?format=csv)>/.exec(link)?.[1] ?? ''));
    expect((await all.text()).split('\n').filter((line) => line !== '').length).toBe(251);
  }, 180_000);

  it('the same key is the same import, also with another envelope; another file is refused', async () => {
    const again = await upload('users', 'other-name.csv', users(), '"unique-123"');
    expect([again.status, again.body['status'], again.headers.get('idempotent-replayed')]).toEqual([
      200,
      'completed',
      'true',
    ]);
    const raw = await send(
      users(),
      { 'content-type': 'text/csv', 'idempotency-key': 'unique-123' },
      '?resource_type=users',
    );
    expect([raw.status, raw.body['job_id']]).toEqual([200, again.body['job_id']]);
    const other = await upload('users', 'users.csv', `${users()}\n`, 'unique-123');
    expect([other.status, other.body['code']]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    const resource = await upload('articles', 'users.csv', users(), 'unique-123');
    expect(resource.status).toBe(409);
    expect(await query('SELECT COUNT(*) FROM users')).toBe('9750');
  });

  it('what it does not take is told with the seed’s statuses', async () => {
    expect((await upload('users', 'users.csv', 'id\n1', '')).status).toBe(400);
    expect((await upload('cats', 'cats.csv', 'id\n1', 'k-1')).body['code']).toBe('RESOURCE_UNKNOWN');
    const url = await send('{"url": "https://me:secret@example.org/users.csv", "resource_type": "users"}', {
      'content-type': 'application/json',
      'idempotency-key': 'k-2',
    });
    expect([url.status, String(url.body['detail'])]).toEqual([
      400,
      expect.stringContaining('has credentials in it') as string,
    ]);
    expect((await read('00000000-0000-4000-8000-000000000000')).status).toBe(404);
    const large = await send(
      'x'.repeat(21 * 1_048_576),
      { 'content-type': 'text/csv', 'idempotency-key': 'k-3' },
      '?resource_type=users',
    );
    expect([large.status, large.body['code']]).toEqual([413, 'UPLOAD_TOO_LARGE']);
    const listed = (await (await fetch(`${site.api}/v1/imports?limit=10`)).json()) as {
      imports: Json[];
      total: number;
    };
    expect([listed.total, listed.imports.length]).toEqual([1, 1]);
    expect((await fetch(`${site.api}/swagger/index.html`)).status).toBe(200);
  });

  it('a file that cannot be imported fails with what is wrong with it', async () => {
    const { body } = await upload('users', 'users.csv', 'name\nx\n', 'no-columns');
    const job = await ended(body['job_id']);
    expect([job['status'], job['processed_count']]).toEqual(['failed', 0]);
    expect(job['errors']).toEqual([{ line: 0, errors: [expect.stringMatching(/^Cannot import/)] }]);
  });

  it('users, articles with tags, and comments of the example come in both formats', async () => {
    const load = async (resource: string, name: string) => {
      const { body } = await upload(resource, name, exampleFile(name), `example ${name}`);
      const { status, success_count: succeeded, errors } = await ended(body['job_id']);
      return [status, succeeded, (errors as Json[]).map(({ line, errors: why }) => [line, ...(why as string[])])];
    };
    expect(await load('users', 'users.csv')).toEqual([
      'completed',
      3,
      [
        [4, 'invalid email format'],
        [5, 'missing required field: username'],
        [6, 'duplicate email: line 2 has it too'],
      ],
    ]);
    expect(await load('users', 'users.ndjson')).toEqual(['completed', 2, [[3, 'missing required field: password']]]);
    expect(await load('articles', 'articles.ndjson')).toEqual([
      'completed',
      2,
      [
        [3, 'invalid slug format'],
        [4, 'invalid author_id: users has no such row'],
      ],
    ]);
    expect(await load('articles', 'articles.csv')).toEqual(['completed', 1, []]);
    expect(await load('comments', 'comments.ndjson')).toEqual([
      'completed',
      3,
      [[4, 'invalid article_slug: articles has no such row']],
    ]);
    expect(await load('comments', 'comments.csv')).toEqual(['completed', 2, []]);
    expect((await query('SELECT id FROM comments ORDER BY id')).split('\n')).toEqual([
      'cm_a-quiet-harbour_7',
      'cm_a-quiet-harbour_8',
      'cm_how-to-unload-a-ship_1',
      'cm_how-to-unload-a-ship_2',
      'cm_tides_1',
    ]);
    const tags =
      'SELECT a.slug, t.tag FROM article_tags l JOIN articles a ON a.id = l.article_id JOIN tags t ON t.id = l.tag_id ORDER BY 1, 2';
    expect((await query(tags)).split('\n')).toEqual([
      'a-quiet-harbour\tharbours',
      'how-to-unload-a-ship\tships',
      'how-to-unload-a-ship\twork',
      'tides\tharbours',
      'tides\tmoon',
    ]);
    expect(await query("SELECT slug, status FROM articles WHERE status <> 'published' ORDER BY slug")).toBe(
      'a-quiet-harbour\tdraft\ntides\tdraft',
    );
    // Users are rows of their own: the same ones again are rejected, one by one.
    const again = await upload('users', 'users.ndjson', exampleFile('users.ndjson'), 'once more');
    expect(await ended(again.body['job_id'])).toMatchObject({ status: 'completed', success_count: 0, fail_count: 3 });
  }, 180_000);

  it('jobs and requests are read by SQL', async () => {
    const jobs = `SELECT id, idempotency_key, resource_type, format, status, total_records, processed_count, success_count, fail_count FROM stevedore.import_jobs WHERE idempotency_key = 'unique-123'`;
    const row = (await site.postgres.query(jobs)).split('\t');
    expect(row.slice(1)).toEqual(['unique-123', 'users', 'csv', 'completed', '10000', '10000', '9750', '250']);
    const metrics = `SELECT COUNT(*) FROM stevedore.api_metrics WHERE endpoint = '/v1/imports' AND method = 'POST' AND status_code = 202`;
    await eventually('the requests in the store', async () =>
      Number(await site.postgres.query(metrics)) >= 9 ? true : undefined,
    );
    const rows = `SELECT MAX(rows_processed), MAX(errors) FROM stevedore.api_metrics WHERE endpoint = '/v1/imports/{job_id}'`;
    expect(await site.postgres.query(rows)).toBe('10000\t250');
  });

  it('the address of a file that has a credential in it is refused where there is no key to encrypt it with', async () => {
    const [url, canary] = ['http://127.0.0.1:1/users.csv', 'canary-of-a-signature'];
    const body = JSON.stringify({ url: `${url}?format=csv&X-Amz-Signature=${canary}`, resource_type: 'users' });
    const refused = await send(body, { 'content-type': 'application/json', 'idempotency-key': 'signed' });
    expect([refused.status, refused.body['code']]).toEqual([409, 'SECRETS_UNAVAILABLE']);
    expect(JSON.stringify(refused.body)).toMatch(/"X-Amz-Signature\\".*secrets\.key/);
    expect(placesOf(await everythingKept(site), canary)).toEqual([]);
    // Nothing was kept for it: the key is free.
    const plain = JSON.stringify({ url: `${url}?format=csv`, resource_type: 'users' });
    const taken = await send(plain, { 'content-type': 'application/json', 'idempotency-key': 'signed' });
    expect(taken.status).toBe(202);
  });
});
