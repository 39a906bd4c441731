import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PagedApi } from '../../examples/catalog-sync/paged-api.js';
import { someMusic, startPagedApi } from '../../examples/catalog-sync/paged-api.js';
import { eventually } from '../support/eventually.js';
import { startWebhookReceiver } from '../support/webhook-receiver.js';
import { everythingKept, placesOf } from './everything-kept.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';

const TOKEN = `canary-${randomBytes(8).toString('hex')}`;

const HOOK_SECRET = `whsec_${randomBytes(24).toString('base64')}`;
const HOOK_TOKEN = `hook-${randomBytes(12).toString('hex')}`;

/** Sources of seed 004 that are asked over the network, and what becomes of syncs that are cut off. */
describe('sources of seed 004', () => {
  let site: ImportSite;
  let service: PagedApi;
  let answer: (page: number) => Promise<{ status: number; body: unknown } | undefined> = () =>
    Promise.resolve(undefined);
  beforeAll(async () => {
    service = await startPagedApi({ token: TOKEN, items: someMusic(7), answer: (page) => answer(page) });
    site = await startImportSite({
      mariadb: true,
      config: {
        source_sync: { connection: 'catalog' },
        network: { allow: ['127.0.0.1'] },
        secrets: { key: randomBytes(32).toString('base64') },
        hooks: { source_sync: { secret: HOOK_SECRET, token: HOOK_TOKEN } },
      },
    });
  }, 180_000);
  afterAll(async () => {
    await site?.stop();
    await service?.stop();
  }, 60_000);

  const query = (sql: string): Promise<string> =>
    site.mariadb?.query(sql, { database: 'catalog' }) ?? Promise.reject(new Error('There is no MariaDB'));
  const request = (more: Json = {}, pagination: Json = {}): Json => ({
    sourceType: 'api',
    sourceIdentifier: service.url,
    options: {
      method: 'GET',
      auth: { type: 'bearer', token: TOKEN },
      dataPath: 'data.items',
      contentType: 'music',
      fieldMapping: { title: 'name', artist: 'artist.name', genre: 'category', external_id: 'id' },
      pagination: { enabled: true, type: 'page', limitParam: 'limit', pageParam: 'page', maxPages: 50, ...pagination },
      ...more,
    },
  });
  const trigger = async (body: Json): Promise<number> => {
    const { status, text, body: answered } = await site.ask('POST', '/v1/sync/trigger', body);
    if (status !== 202) throw new Error(text);
    return (answered['data'] as { syncRunId: number }).syncRunId;
  };
  const read = async (id: number): Promise<Json> => (await site.ask('GET', `/v1/sync/${id}`)).body['data'] as Json;
  const ended = (id: number): Promise<Json> =>
    eventually(
      `the end of sync ${id}`,
      async () => {
        const data = await read(id);
        return ['completed', 'failed', 'cancelled'].includes(String(data['status'])) ? data : undefined;
      },
      120_000,
    );
  const available = () =>
    query(`SELECT COUNT(*), COALESCE(SUM(is_available), 0) FROM content_index WHERE source_type = 'api'`);

  it('pages of a REST API become content, with what is nested in them', async () => {
    const id = await trigger(request({}, { limit: 3 }));
    expect(await ended(id)).toMatchObject({ status: 'completed', itemsProcessed: 7, itemsSkipped: 0, errors: [] });
    expect(service.state.asked).toEqual([1, 2, 3, 4]);
    expect(await query(`SELECT title, artist, genre, external_id FROM content_index ORDER BY id LIMIT 2`)).toBe(
      'Song 1\tQueen\tPop\t1\nSong 2\tLuis Fonsi\tSalsa\t2',
    );
  }, 120_000);

  it('the token, and what stands in headers, query and body, is kept encrypted, and stands nowhere else', async () => {
    const [header, query, nested] = ['header', 'query', 'nested'].map((name) => `canary-${name}-9017`);
    const more = {
      method: 'POST',
      headers: { 'X-Zone': header },
      query: { zone: query },
      body: { who: { zone: nested } },
      dryRun: true,
    };
    const id = await trigger(request(more, { enabled: false }));
    expect(await ended(id)).toMatchObject({ status: 'completed' });
    const kept = await everythingKept(site);
    expect(placesOf(kept, '/music/catalog')).toEqual(
      expect.arrayContaining(['stevedore.import_definitions', '`catalog`.`sync_runs`', 'histories']),
    );
    for (const canary of [TOKEN, header, query, nested]) expect(placesOf(kept, canary ?? ''), canary).toEqual([]);
    expect(await site.postgres.query('SELECT COUNT(*) FROM stevedore.secrets')).not.toBe('0');
  }, 120_000);

  it('pages that were cut off, and those behind a limit, make nothing unavailable', async () => {
    service.state.items = someMusic(7).slice(0, 5);
    answer = (page) => Promise.resolve(page === 2 ? { status: 404, body: { error: 'gone' } } : undefined);
    const failed = await ended(await trigger(request({}, { limit: 3 })));
    expect(failed).toMatchObject({ status: 'failed', itemsProcessed: 0, errors: [{ type: 'network' }] });
    expect(await available()).toBe('7\t7');
    answer = () => Promise.resolve(undefined);
    const limited = await ended(await trigger(request({}, { limit: 3, maxPages: 1 })));
    expect(limited).toMatchObject({ status: 'completed', itemsSkipped: 3 });
    expect(String(limited['warnings'])).toContain('max_pages');
    expect(await available()).toBe('7\t7');
    const complete = await ended(await trigger(request({}, { limit: 3 })));
    expect(complete).toMatchObject({ status: 'completed', itemsSkipped: 5 });
    expect(await available()).toBe('7\t5');
  }, 120_000);

  it('a worker that is killed in the middle asks for no page twice but the one in flight', async () => {
    service.state.items = someMusic(60);
    service.state.asked = [];
    answer = async () => {
      await sleep(150);
      return undefined;
    };
    const id = await trigger(request({}, { limit: 2 }));
    await eventually('some pages', async () => (service.state.asked.length >= 10 ? true : undefined), 60_000);
    expect(await read(id)).toMatchObject({ status: 'in_progress' });
    await site.worker()?.kill9();
    expect(await available()).toBe('7\t5');
    await site.startWorker();
    expect(await ended(id)).toMatchObject({ status: 'completed', itemsProcessed: 53, itemsSkipped: 7 });
    answer = () => Promise.resolve(undefined);
    const times = new Map<number, number>();
    for (const page of service.state.asked) times.set(page, (times.get(page) ?? 0) + 1);
    expect([...times.keys()]).toHaveLength(31);
    expect([...times.values()].filter((count) => count > 1).length).toBeLessThanOrEqual(1);
    expect(await available()).toBe('60\t60');
  }, 180_000);

  it('what a repeat may heal runs again, by the schedule, by hand, and after somebody has ended it by SQL', async () => {
    const id = await trigger(request());
    await ended(id);
    const fail = async (sql: string) =>
      query(`UPDATE sync_runs SET status = 'failed', completed_at = NOW() WHERE id = ${id}; ${sql}`);
    const again = async (): Promise<string> => {
      await ended(id);
      return query(`SELECT run_id FROM sync_runs WHERE id = ${id}`);
    };
    const first = await again();
    const broken = (retryable: boolean) =>
      `INSERT INTO sync_errors (sync_run_id, error_type, error_message, is_retryable) VALUES (${id}, 'network', 'away', ${retryable})`;
    await fail(broken(true));
    const run = await site.start({ pipeline: 'source_sync' });
    expect(await site.ended(run)).toMatchObject({ status: 'success' });
    await eventually('another run', async () => ((await again()) === first ? undefined : true), 60_000);
    const second = await again();
    expect(await read(id)).toMatchObject({ status: 'completed', errors: [] });

    await fail(broken(false));
    expect((await site.ask('POST', '/v1/sync/retry')).body).toMatchObject({ data: { reopened: 0 } });
    expect((await read(id))['status']).toBe('failed');
    await query(`DELETE FROM sync_errors WHERE sync_run_id = ${id}`);
    await site.ask('POST', '/v1/sync/resume');
    await eventually('one more run', async () => ((await again()) === second ? undefined : true), 60_000);
    expect(await read(id)).toMatchObject({ status: 'completed' });
    const schedule = await site.ask('GET', '/api/v1/pipelines/source_sync');
    expect(schedule.text).toContain('0 3 * * *');
  }, 180_000);

  it('what is old goes: runs with what they had to do, and content that no sync has seen', async () => {
    await query(`UPDATE sync_runs SET completed_at = NOW() - INTERVAL 31 DAY WHERE id = 1`);
    await query(`UPDATE content_index SET last_synced_at = NOW() - INTERVAL 91 DAY WHERE title = 'Song 1'`);
    const job = await query('SELECT job_id FROM sync_runs WHERE id = 1');
    expect(await site.ended(await site.start({ pipeline: 'source_sync' }))).toMatchObject({ status: 'success' });
    expect(await query(`SELECT COUNT(*) FROM sync_runs WHERE id = 1`)).toBe('0');
    expect(await query(`SELECT COUNT(*) FROM content_index WHERE title = 'Song 1'`)).toBe('0');
    expect(await site.postgres.query(`SELECT COUNT(*) FROM stevedore.import_definitions WHERE id = '${job}'`)).toBe(
      '0',
    );
    expect(await site.postgres.query(`SELECT COUNT(*) FROM stevedore.secrets WHERE owner = 'definition/${job}'`)).toBe(
      '0',
    );
  }, 60_000);

  it('somebody is told of the end of a sync', async () => {
    const receiver = await startWebhookReceiver();
    try {
      await ended(await trigger(request({ callbackUrl: `${receiver.url}/done` })));
      const [told] = await eventually('the callback', async () =>
        receiver.received.length > 0 ? receiver.received : undefined,
      );
      expect(JSON.parse(told?.body ?? '')).toMatchObject({ type: 'import.completed', status: 'completed' });
    } finally {
      await receiver.stop();
    }
  }, 60_000);

  it('a call from outside starts a pipeline once, where it is signed or has the token', async () => {
    const call = async (body: string, headers: Record<string, string>, path = '/hooks/source_sync') => {
      const response = await fetch(site.api + path, { method: 'POST', body, headers });
      return { status: response.status, body: (await response.json()) as Json };
    };
    const signed = (id: string, body: string, at = Date.now()): Record<string, string> => {
      const timestamp = String(Math.floor(at / 1_000));
      const key = Buffer.from(HOOK_SECRET.slice('whsec_'.length), 'base64');
      const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
    };
    const body = '{"type": "catalogue.changed"}';
    const first = await call(body, signed('msg_1', body));
    expect([first.status, first.body['pipeline']]).toEqual([202, 'source_sync']);
    const run = String(first.body['run_id']);
    expect(await site.ended(run)).toMatchObject({ status: 'success', started_by: 'hook' });
    const again = await call(body, signed('msg_1', body));
    expect([again.status, again.body['run_id']]).toEqual([200, run]);
    expect((await call('{}', signed('msg_1', '{}'))).body['code']).toBe('IDEMPOTENCY_KEY_REUSED');
    for (const refused of [
      await call('{}', signed('msg_2', body)),
      await call(body, signed('msg_2', body, Date.now() - 301_000)),
      await call(body, {}),
      await call(body, signed('msg_2', body), '/hooks/tables'),
    ])
      expect([refused.status, refused.body['code']]).toEqual([401, 'UNAUTHORIZED']);
    const token = { authorization: `Bearer ${HOOK_TOKEN}` };
    const byToken = await call('', token, '/api/v1/hooks/source_sync');
    expect(byToken.status).toBe(202);
    await site.ended(String(byToken.body['run_id']));
    const { audit: entries } = (await site.ask('GET', '/api/v1/audit?pipeline=source_sync')).body as { audit: Json[] };
    expect(entries.map(({ action, outcome }) => `${String(action)} ${String(outcome)}`)).toEqual(
      expect.arrayContaining(['callHook done', 'callHook refused', 'callPipelineHook done']),
    );
    const { text } = await site.ask('GET', '/api/v1/audit');
    for (const secret of [HOOK_SECRET, HOOK_TOKEN]) expect(text).not.toContain(secret);
  }, 60_000);

  it('a text of JSON comes by SFTP', async () => {
    const films = {
      data: {
        items: [
          { name: 'Roma', by: { name: 'Cuarón' }, id: 7 },
          { name: 'Coco', id: 8 },
        ],
      },
    };
    writeFileSync(join(site.remote, 'films.json'), JSON.stringify(films, null, 2));
    const id = await trigger({
      sourceType: 'json',
      sourceIdentifier: 'sftp://files/~/out/films.json',
      options: {
        contentType: 'movie',
        dataPath: 'data.items',
        fieldMapping: { title: 'name', artist: 'by.name', external_id: 'id' },
      },
    });
    expect(await ended(id)).toMatchObject({ status: 'completed', itemsProcessed: 2 });
    expect(await query(`SELECT title, artist, external_id FROM content_index WHERE content_type = 'movie'`)).toBe(
      'Roma\tCuarón\t7\nCoco\tNULL\t8',
    );
  }, 60_000);
});
