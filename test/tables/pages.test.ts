import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import type { PagesService } from './pages-service.js';
import { PARTNER, startPagesService } from './pages-service.js';
import { SERVERS } from './table-server.js';

interface Artist {
  readonly id: number;
  readonly name: string;
  readonly artist: { readonly name: string | null };
  readonly updated_at: string;
}

const artist = (id: number, minute = 0): Artist => ({
  id,
  name: `Title ${id}`,
  artist: { name: `Äöü ${id}` },
  updated_at: `2026-01-01T00:${String(minute).padStart(2, '0')}:00Z`,
});

describe.each(SERVERS)('records of a web service go into $name', ({ connection, config, tools }) => {
  let site: ImportSite;
  let service: PagesService;
  const SECRET = 'canary-client-secret';

  beforeAll(async () => {
    service = await startPagesService();
    const pipeline = (path: string, source: Json, table: Json = {}) => ({
      kind: 'table-import',
      source: { connection: 'partner', path, data_path: 'data.items', ...source },
      target: { connection },
      retry: { max_attempts: 2, retry_delay: '1s' },
      tables: [
        {
          target_table: 'content',
          primary_key: 'id',
          column_mapping: { name: 'title', 'artist.name': 'artist', 'meta.genre': 'genre' },
          ...table,
        },
      ],
    });
    const by = (type: string, more: Json = {}) => ({ pagination: { type, limit: 50, ...more } });
    site = await startImportSite({
      ...config,
      config: {
        network: { allow: [PARTNER] },
        connections: {
          partner: { kind: 'http', base_url: service.base, auth: { type: 'bearer', token: 'canary-token' } },
          oauth: {
            kind: 'http',
            base_url: service.base,
            auth: {
              type: 'oauth2',
              token_url: `${service.base}/token`,
              client_id: 'me',
              client_secret: SECRET,
            },
          },
        },
        pipelines: {
          by_page: pipeline('pages', by('page')),
          by_cursor: pipeline('cursors', by('cursor', { cursor_path: 'next' }), { commit: 'batches' }),
          by_link: pipeline('links', by('link')),
          secured: pipeline('secured', { ...by('page'), connection: 'oauth' }),
          stolen: pipeline('stolen', by('link')),
          news: pipeline('news', { ...by('page'), cursor_field: 'updated_at', since_lag: '1m' }),
        },
      },
    });
    await tools(site).query(
      'create table content (id int primary key, title varchar(40), artist varchar(40), genre varchar(20))',
    );
  }, 180_000);
  afterAll(async () => {
    service?.close();
    await site?.stop();
  }, 60_000);
  beforeEach(async () => {
    service.asked.length = 0;
    await tools(site).query('delete from content');
  });

  const ended = async (pipeline: string, more: Json = {}): Promise<Json> => {
    const run = await site.ended(await site.start({ pipeline, ...more }));

    return run;
  };
  const pagesOf = (items: readonly unknown[], url: URL): unknown[] => {
    const limit = Number(url.searchParams.get('limit'));
    const at = (Number(url.searchParams.get('page')) - 1) * limit;
    return items.slice(at, at + limit);
  };
  const json = (items: readonly unknown[], more: Json = {}) =>
    JSON.stringify({ data: { items }, ...more }, undefined, 1);
  const range = (count: number) => Array.from({ length: count }, (_, index) => artist(index + 1));
  const rows = () => tools(site).query('select count(*), min(title), max(artist), count(genre) from content');

  it('by number, with their paths as columns; a bad one is told by its page', async () => {
    const items: unknown[] = range(120);
    items[116] = { ...artist(117), name: 'x'.repeat(50) };
    items[117] = 'nothing';
    service.on('pages', ({ url }, response) => response.end(json(pagesOf(items, url))));
    const id = await site.start({ pipeline: 'by_page' });
    expect(await site.ended(id)).toMatchObject({
      status: 'success',
      detail: { counts: { records: 120, inserted: 118, rejected: 2 } },
    });
    expect(await rows()).toBe('118\tTitle 1\tÄöü 99\t0');
    expect(service.asked).toEqual([1, 2, 3, 4].map((page) => `/api/pages?limit=50&page=${page}`));
    const rejects = (await site.ask('GET', `/api/v1/runs/${id}/rejects`)).body['rejects'] as Json[];
    expect(rejects.map(({ line, place }) => [line, place])).toEqual([
      [117, 'page 3, item 17'],
      [118, 'page 3, item 18'],
    ]);
    const raw = JSON.stringify({ ...artist(117), name: 'mended' });
    expect((await site.ask('PATCH', `/api/v1/runs/${id}/rejects/1-117`, { raw })).status).toBe(200);
    const { body } = await site.ask('POST', `/api/v1/runs/${id}/rejects/replay`, {});
    expect(await site.ended(String(body['run_id']))).toMatchObject({
      status: 'success',
      detail: { counts: { records: 2, inserted: 1, rejected: 1 } },
    });
    // The same pages once more are no news.
    expect(await ended('by_page')).toMatchObject({ status: 'skipped' });
    const tried = await ended('by_page', { dry_run: true });
    expect(tried).toMatchObject({ status: 'success', detail: { counts: { unchanged: 118, updated: 0, rejected: 2 } } });
  });

  it('after a look at the first page, which says what there is and keeps nothing', async () => {
    service.on('pages', ({ url }, response) => response.end(json(pagesOf(range(60), url))));
    const preview = await site.cli('preview', 'by_page', '--json');
    expect([preview.code, JSON.parse(preview.stdout)]).toEqual([
      0,
      {
        files: [{ name: 'pages.ndjson', table: 'content', connection }],
        records: 50,
        fields: [
          { path: 'id', types: ['number'], example: '1' },
          { path: 'name', types: ['text'], example: '"Title 1"' },
          { path: 'artist.name', types: ['text'], example: '"Äöü 1"' },
          { path: 'updated_at', types: ['text'], example: '"2026-01-01T00:00:00Z"' },
        ],
      },
    ]);
    expect((await site.cli('preview', 'by_page')).stdout).toMatch(/^ {2}artist\.name {2}text {2}"Äöü 1"$/m);
    const answered = await site.ask('POST', '/api/v1/pipelines/by_page/preview', {});
    expect([answered.status, answered.body['records'], (answered.body['fields'] as Json[])[2]]).toEqual([
      200,
      50,
      { path: 'artist.name', types: ['text'] },
    ]);
    const checked = (await site.cli('check')).stdout;
    expect(checked).toMatch(/source of "by_page".*the first page has 50 records/);
    expect(checked).toMatch(/source of "by_page".*asks for pages by number/);
    expect(checked).toMatch(/source of "by_cursor".*HTTP_REFUSED/);
    expect(await rows()).toMatch(/^0\t/);
  });

  it('by a link, to nobody else', async () => {
    service.on('links', ({ url }, response) => {
      const page = Number(url.searchParams.get('page') ?? 1);
      if (page < 3) response.setHeader('link', `</api/links?page=${page + 1}>; rel="next"`);
      response.end(json([artist(page)]));
    });
    expect(await ended('by_link')).toMatchObject({
      status: 'success',
      detail: { counts: { inserted: 3 } },
    });
    service.on('stolen', (_, response) => {
      response.setHeader('link', `<${service.base.replace(PARTNER, '127.0.0.1')}/stolen>; rel="next"`);
      response.end(json([artist(1)]));
    });
    expect(await ended('stolen')).toMatchObject({
      status: 'failed',
      error: { code: 'PAGES_LINK_REFUSED' },
    });
    expect(service.stolen()).toBe(0);
  });

  it('with a token that is asked for, kept, and asked for anew when it is refused', async () => {
    let valid = 'canary-token-1';
    const asked: (string | undefined)[] = [];
    service.on('token', ({ raw }, response) => {
      asked.push(raw.headers.authorization);
      response.end(JSON.stringify({ access_token: valid, expires_in: 3600, token_type: 'bearer' }));
    });
    service.on('secured', ({ url, raw }, response) => {
      if (raw.headers.authorization !== `Bearer ${valid}`) return void response.writeHead(401).end();
      response.end(json(pagesOf(range(120), url)));
      if (url.searchParams.get('page') === '2') valid = 'canary-token-2';
    });
    const id = await site.start({ pipeline: 'secured' });
    expect(await site.ended(id)).toMatchObject({ status: 'success', detail: { counts: { inserted: 120 } } });
    const basic = `Basic ${Buffer.from(`me:${SECRET}`).toString('base64')}`;
    expect(asked).toEqual([basic, basic]);
    const log = (await site.ask('GET', `/api/v1/runs/${id}/logs`)).text + site.worker().log();
    expect(log).not.toMatch(/canary/);
    valid = 'nobody';
    service.on('token', (_, response) => response.writeHead(400).end());
    expect(await ended('secured')).toMatchObject({
      status: 'failed',
      error: { code: 'HTTP_AUTH_FAILED' },
    });
  });

  it('only those that are new since the last run that was published', async () => {
    let items = [artist(1, 5), artist(2, 9), { ...artist(3, 30), name: 'x'.repeat(50) }];
    service.on('news', ({ url }, response) => {
      const since = url.searchParams.get('since') ?? '';
      response.end(
        json(
          pagesOf(
            items.filter(({ updated_at }) => updated_at >= since),
            url,
          ),
        ),
      );
    });
    const run = (more: Json = {}) => ended('news', more);
    expect(await run()).toMatchObject({ detail: { counts: { inserted: 2, rejected: 1 } } });
    // The reject is not behind the mark: it is read again, mended.
    items = [...items.slice(0, 2), artist(3, 30), artist(4, 40)];
    expect(await run()).toMatchObject({ detail: { counts: { records: 3, inserted: 2, unchanged: 1 } } });
    expect(service.asked.filter((url) => /page=1$|page=1&/.test(url)).at(-1)).toMatch(
      /since=2026-01-01T00%3A08%3A00.000Z/,
    );
    expect(await run()).toMatchObject({ status: 'success', detail: { counts: { records: 1, unchanged: 1 } } });
    items = [];
    expect(await run()).toMatchObject({ status: 'skipped', reason: 'there is nothing new to import' });
    items = [artist(5, 41)];
    expect(await run()).toMatchObject({ detail: { counts: { records: 1, inserted: 1 } } });
    items = range(3);
    expect(await run({ force: true })).toMatchObject({ detail: { counts: { records: 3 } } });
  });

  it('after a long wait that the service asks for, which shows and can be ended', async () => {
    let busy = true;
    service.on('pages', ({ url }, response) => {
      if (busy && url.searchParams.get('page') === '2') response.writeHead(429, { 'retry-after': '600' }).end();
      else response.end(json(pagesOf(range(120), url)));
    });
    const id = await site.start({ pipeline: 'by_page' });
    const wait = await eventually('the wait', async () => ((await site.run(id))['wait'] as Json | null) ?? undefined);
    expect(wait).toMatchObject({ kind: 'source', reason: 'the server of "pages.ndjson" asks to wait' });
    busy = false;
    await site.ask('POST', `/api/v1/runs/${id}/proceed`, {});
    expect(await site.ended(id)).toMatchObject({ status: 'success', detail: { counts: { inserted: 120 } } });
    expect(service.asked.filter((url) => url.endsWith('page=1'))).toHaveLength(1);
  });

  it('although the worker is killed in the middle, and no page is asked for twice but the one under way', async () => {
    const pages = 40;
    service.on('cursors', ({ url }, response) => {
      const at = Number(url.searchParams.get('cursor') ?? 0);
      const items = Array.from({ length: 50 }, (_, index) => artist(at * 50 + index + 1));
      setTimeout(() => response.end(json(items, { next: at + 1 < pages ? at + 1 : null })), 50);
    });
    const id = await site.start({ pipeline: 'by_cursor' });
    for (const reached of [10, 25]) {
      await eventually('some pages', () => (service.asked.length >= reached ? true : undefined));
      const worker = site.worker();
      process.kill(worker.pid, 'SIGKILL');
      await eventually('the worker to be gone', () => (worker.isRunning() ? undefined : true));
      await site.startWorker();
    }
    expect(await site.ended(id, 90_000)).toMatchObject({
      status: 'success',
      detail: { counts: { records: pages * 50, inserted: pages * 50 } },
    });
    expect(await rows()).toMatch(new RegExp(`^${pages * 50}\t`));
    expect(new Set(service.asked).size).toBe(pages);
    expect(service.asked.length).toBeLessThanOrEqual(pages + 2);
    expect(service.asked.length).toBeGreaterThan(pages);
  });
});
