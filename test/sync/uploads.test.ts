import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { EnvironmentSite, Json } from './environment-site.js';
import { startEnvironmentSite } from './environment-site.js';

const sqlOf = (value: number) => `CREATE TABLE public.t (a integer);\nINSERT INTO public.t VALUES (${value});\n`;

describe('a dump that is uploaded', () => {
  let site: EnvironmentSite;
  beforeAll(async () => {
    site = await startEnvironmentSite();
    await site.destination.query('create table t (a int); insert into t values (1)', 'shop');
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const upload = (database: string, sql: string, headers: Json = {}) =>
    site.ask('POST', `/api/sync/import?database=${database}&filename=same.sql`, sql, {
      'content-type': 'application/sql',
      ...headers,
    });
  const dumps = () => readdirSync(site.dumps).filter((name) => !name.startsWith('.'));
  const left = () => readdirSync(site.dumps, { recursive: true }).filter((name) => String(name).endsWith('.part'));
  const valueOf = (database: string) => site.destination.query('select sum(a) from t', database);

  /** Somebody who reads the live table of the first database: an import waits for the end of that. */
  const reading = async (): Promise<() => Promise<unknown>> => {
    const holding = site.destination
      .query('begin; lock table public.t in access share mode; select pg_sleep(120)', 'shop')
      .catch(() => undefined);
    const isReading = `from pg_stat_activity where query like 'begin; lock table%' and wait_event = 'PgSleep'`;
    await eventually('a reader', async () =>
      (await site.destination.query(`select 1 ${isReading}`)) === '1' ? true : undefined,
    );
    return async () => {
      await site.destination.query(`select pg_terminate_backend(pid) ${isReading}`);
      await holding;
    };
  };
  const parked = (id: string) =>
    eventually('the wait for the reader', async () => {
      const { body } = await site.ask('GET', `/api/v1/runs/${id}`);
      return (body['wait'] as Json | null)?.['reason'] === undefined ? undefined : true;
    });

  it('is there for a job that begins with a repeat of its request, and no import takes another one’s', async () => {
    const end = await reading();
    const first = await upload('local', sqlOf(2));
    const job = String(first.body['job_id']);
    await parked(job);
    const key = { 'idempotency-key': randomUUID() };
    const refused = await upload('local', sqlOf(3), key);
    expect([refused.status, refused.body['code']]).toEqual([409, 'RUN_ALREADY_RUNNING']);
    // What an open import reads stays.
    const remove = await site.ask('DELETE', `/api/sync/dumps/${String(first.body['file'])}`);
    expect([remove.status, remove.body['code']], remove.text).toEqual([409, 'DUMP_IN_USE']);
    expect([dumps(), left()]).toEqual([[first.body['file']], []]);
    await end();
    expect(await site.ended(job)).toMatchObject({ status: 'success' });

    const repeated = await upload('local', sqlOf(3), key);
    expect([repeated.status, repeated.headers.get('idempotent-replayed')], repeated.text).toEqual([200, 'true']);
    expect(dumps()).toContain(repeated.body['file']);
    expect(await site.ended(String(repeated.body['job_id']))).toMatchObject({
      status: 'success',
      file: repeated.body['file'],
    });
    expect(await valueOf('shop')).toBe('3');

    const again = await upload('local', sqlOf(3), key);
    expect([again.status, again.body]).toEqual([200, repeated.body]);
    const other = await upload('local', sqlOf(4), key);
    expect([other.status, other.body['code']]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
    expect([dumps().length, left()]).toEqual([2, []]);
    expect((await site.ask('DELETE', `/api/sync/dumps/${String(first.body['file'])}`)).status).toBe(200);
  });

  it('is in use as soon as an import names it, although no worker has begun that', async () => {
    const beginAgain = await site.withoutWorker();
    const { body } = await upload('spare', sqlOf(7));
    const remove = async () => {
      const { status, body: said } = await site.ask('DELETE', `/api/sync/dumps/${String(body['file'])}`);
      return [status, said['code']];
    };
    expect(await remove()).toEqual([409, 'DUMP_IN_USE']);
    await beginAgain();
    expect(await site.ended(String(body['job_id']))).toMatchObject({ status: 'success' });
    expect(await remove()).toEqual([200, undefined]);
  });

  it('of a start and a removal at the same moment one has its way, and never half of both', async () => {
    const ended: string[] = [];
    for (let n = 0; n < 6; n++) {
      const made = await upload('spare', sqlOf(8));
      await site.ended(String(made.body['job_id']));
      const file = String(made.body['file']);
      const [started, removed] = await Promise.all([
        site.ask('POST', '/api/sync/import', { file, database: 'spare' }),
        site.ask('DELETE', `/api/sync/dumps/${file}`),
      ]);
      expect([
        [202, 409],
        [404, 200],
      ]).toContainEqual([started.status, removed.status]);
      if (started.status !== 202) continue;
      ended.push(String((await site.ended(String(started.body['job_id'])))['status']));
    }
    expect(ended).toEqual(ended.map(() => 'success'));
  });

  it('goes into its own database, also where two of one name come in the same moment', async () => {
    const [one, two] = await Promise.all([upload('local', sqlOf(5)), upload('spare', sqlOf(6))]);
    expect(one.body['file']).not.toBe(two.body['file']);
    for (const { body } of [one, two])
      expect(await site.ended(String(body['job_id']))).toMatchObject({ status: 'success' });
    expect([await valueOf('shop'), await valueOf('spare')]).toEqual(['5', '6']);
  });

  it('is out of reach of a key for one pipeline, as is every database that the pipeline does not name', async () => {
    const made = await site.ask('POST', '/api/v1/keys', { name: 'of-local', role: 'operator', pipelines: ['local'] });
    const key = { authorization: `Bearer ${String(made.body['key'])}` };
    const [file] = dumps();
    for (const given of [
      { source: 'production' },
      { source: 'staging', destination: 'spare' },
      { file },
      { schemas: ['hr'] },
    ]) {
      const asked = { ...given, by: 'eve' };
      for (const [path, body] of [
        ['/api/v1/pipelines/local/start', asked],
        ['/api/v1/runs', { ...asked, pipeline: 'local' }],
      ] as const) {
        const { status, body: problem } = await site.ask('POST', path, body, key);
        expect([status, problem['code']], JSON.stringify(given)).toEqual([403, 'PIPELINE_FORBIDDEN']);
      }
    }
    // A retry is asked for the same as its run was.
    const { body } = await site.ask('POST', '/api/sync/import', { file: String(file), database: 'local' });
    await site.ended(String(body['job_id']));
    const retried = await site.ask('POST', `/api/v1/runs/${String(body['job_id'])}/retry`, {}, key);
    expect([retried.status, retried.body['code']]).toEqual([403, 'PIPELINE_FORBIDDEN']);
    expect((await site.ask('POST', `/api/v1/runs/${String(body['job_id'])}/retry`, {})).status).toBe(202);
  });
});
