import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import type { PagesService } from './pages-service.js';
import { PARTNER, startPagesService } from './pages-service.js';

/** What is new since the last run, where the run did not hear that its COMMIT was done. */
describe('records of a web service whose COMMIT was not answered', () => {
  let site: ImportSite;
  let service: PagesService;
  beforeAll(async () => {
    service = await startPagesService();
    site = await startImportSite({
      config: {
        network: { allow: [PARTNER] },
        connections: { partner: { kind: 'http', base_url: service.base } },
        pipelines: {
          news: {
            kind: 'table-import',
            source: { connection: 'partner', path: 'news', cursor_field: 'at' },
            target: { connection: 'main' },
            retry: { max_attempts: 1 },
            tables: [{ target_table: 'news', primary_key: 'id' }],
          },
        },
      },
    });
    await site.postgres.query('create table news (id int primary key, at timestamptz)');
  }, 180_000);
  afterAll(async () => {
    service?.close();
    await site?.stop();
  }, 60_000);

  /** A transaction that writes the table is committed, and waits for a standby that is not there. */
  const holdCommits = async () => {
    const sql = site.postgres.query;
    for (const setting of ["synchronous_commit = 'local'", "synchronous_standby_names = 'nobody'"])
      await sql(`alter system set ${setting}`);
    await sql('select pg_reload_conf()');
    await sql(`create function wait_at_commit() returns trigger language plpgsql as
      $$ begin perform set_config('synchronous_commit', 'on', true); return null; end $$`);
    await sql('create trigger wait_at_commit after insert on news execute function wait_at_commit()');
    return async () => {
      await sql('drop trigger wait_at_commit on news');
      await sql('alter system reset all');
      await sql('select pg_reload_conf()');
    };
  };

  it('the next run asks from what is live, and takes nothing twice', async () => {
    const items = [
      { id: 1, at: '2026-01-01T10:00:00Z' },
      { id: 2, at: '2026-01-01T11:00:00Z' },
    ];
    service.on('news', ({ url }, response) => {
      const since = url.searchParams.get('since') ?? '';
      response.end(JSON.stringify(items.filter(({ at }) => at >= since)));
    });
    const letGo = await holdCommits();
    const id = await site.start({ pipeline: 'news' });
    await eventually('the COMMIT', async () => {
      const waiting = await site.postgres.query(`select count(*) from pg_stat_activity where wait_event = 'SyncRep'`);
      return waiting === '0' ? undefined : true;
    });
    await site.ask('POST', `/api/v1/runs/${id}/cancel`, {});
    const cancelled = await site.ended(id);
    await letGo();
    expect(cancelled, JSON.stringify(cancelled)).toMatchObject({
      status: 'cancelled',
      detail: { counts: { records: 2, inserted: 2 }, files: [{ state: 'done' }] },
    });
    expect(await site.postgres.query('select count(*) from news')).toBe('2');
    items.push({ id: 3, at: '2026-01-01T12:00:00Z' });
    const next: Json = await site.ended(await site.start({ pipeline: 'news' }));
    expect(next, JSON.stringify(next)).toMatchObject({ status: 'success' });
    expect(service.asked.map((url) => decodeURIComponent(url))).toEqual([
      '/api/news',
      expect.stringMatching(/^\/api\/news\?since=2026-01-01T11:00:00/) as string,
    ]);
    expect(next).toMatchObject({ detail: { counts: { records: 2, inserted: 1, unchanged: 1 } } });
  }, 120_000);
});
