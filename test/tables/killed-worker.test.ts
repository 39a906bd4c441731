import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { ImportSite, Json } from './import-site.js';
import { startImportSite } from './import-site.js';
import { SERVERS } from './table-server.js';

const RECORDS = 60_000;

/** Every 100th record is bad. */
const csv = (salt: number): string => {
  const lines = ['id,name,amount,note'];
  for (let id = 1; id <= RECORDS; id++)
    lines.push(`${id},name ${id},${id % 100 === 0 ? 'much' : `${id}.${salt}`},${'x'.repeat(id % 80)}`);
  return `${lines.join('\n')}\n`;
};

const GOOD = RECORDS - RECORDS / 100;

describe.each(SERVERS)('the worker is killed while records go into $name', ({ connection, config, tools }) => {
  let site: ImportSite;
  let salt = 1;

  beforeAll(async () => {
    const table = (commit: string) => ({
      kind: 'table-import',
      source: { path: './inbox', file_pattern: `${commit}*.csv` },
      target: { connection },
      seen: 'again',
      retry: { max_attempts: 3, retry_delay: '1s' },
      tables: [{ file_pattern: '*', target_table: commit, primary_key: 'id', commit, batch_size: 500 }],
    });
    site = await startImportSite({
      ...config,
      config: { pipelines: { once: table('once'), batches: table('batches') } },
    });
    for (const name of ['once', 'batches'])
      await tools(site).query(
        `create table ${name} (id int primary key, name varchar(40), amount decimal(12,2), note varchar(100))`,
      );
  }, 180_000);
  afterAll(() => site?.stop(), 60_000);

  const put = (name: string): void => writeFileSync(join(site.inbox, name), csv(++salt % 10));
  const doing = async (id: string, type: string): Promise<Json | undefined> =>
    ((await site.run(id))['activities'] as Json[] | undefined)?.find((activity) => activity['type'] === type);
  const killAndGoOn = async (): Promise<void> => {
    const worker = site.worker();
    process.kill(worker.pid, 'SIGKILL');
    await eventually('the worker to be gone', () => (worker.isRunning() ? undefined : true));
    await site.startWorker();
  };
  const sum = (table: string) => tools(site).query(`select count(*), sum(amount) from ${table}`);
  const expected = (): string => {
    let total = 0;
    for (let id = 1; id <= RECORDS; id++) if (id % 100 !== 0) total += id * 10 + (salt % 10);
    return `${GOOD}\t${(total / 10).toFixed(2)}`;
  };

  it('in staging: the run ends as if nothing had happened', async () => {
    put('once.csv');
    const id = await site.start({ pipeline: 'once' });
    await eventually('staging', async () => {
      const activity = await doing(id, 'stageTableFile');
      return activity === undefined ? undefined : activity;
    });
    expect(await sum('once')).toMatch(/^0\t/);
    await killAndGoOn();
    const run = await site.ended(id, 90_000);
    expect(run, JSON.stringify(run)).toMatchObject({
      status: 'success',
      detail: { counts: { records: RECORDS, inserted: GOOD, updated: 0, unchanged: 0, rejected: RECORDS - GOOD } },
    });
    expect(await sum('once')).toBe(expected());
  });

  it('while it publishes: readers see the old rows or the new ones, and counts are exact', async () => {
    const before = await sum('once');
    put('once.csv');
    const seen = new Set<string>();
    const lock = await tools(site).lock('once');
    const id = await site.start({ pipeline: 'once' });
    await eventually('publishing', async () => {
      const activity = await doing(id, 'publishTableFile');
      return activity === undefined ? undefined : (await tools(site).waiting()) ? true : undefined;
    });
    await killAndGoOn();
    await lock.release();
    const run = await eventually(
      'the end',
      async () => {
        seen.add(await sum('once'));
        const now = await site.run(id);
        return now['status'] === 'running' ? undefined : now;
      },
      90_000,
    );
    expect(run, JSON.stringify(run)).toMatchObject({
      status: 'success',
      detail: { counts: { records: RECORDS, inserted: 0, updated: GOOD, unchanged: 0, rejected: RECORDS - GOOD } },
    });
    expect(await sum('once')).toBe(expected());
    expect([...seen].filter((state) => state !== before && state !== expected())).toEqual([]);
  });

  it('between batches: it goes on behind the last one, and counts never fall', async () => {
    put('batches.csv');
    const id = await site.start({ pipeline: 'batches' });
    const rows = async () => Number((await tools(site).query('select count(*) from batches')) || 0);
    const first = await eventually('some batches', async () => {
      const now = await rows();
      return now > 2_000 && now < GOOD / 2 ? now : undefined;
    });
    /** Undefined while Temporal is too busy to say what the workflow knows. */
    const told = async (): Promise<number | undefined> => {
      const { detail } = (await site.run(id)) as { detail?: { counts: { inserted: number }; files: Json[] } | null };
      return detail == null || detail.files.length === 0 ? undefined : detail.counts.inserted;
    };
    await eventually('counts of what is committed', async () => ((await told()) ?? 0) > 0 || undefined);
    const counts: number[] = [];
    let isWatched = true;
    const watching = (async () => {
      while (isWatched) {
        const now = await told();
        if (now === undefined) continue;
        // What is told is live.
        expect(await rows()).toBeGreaterThanOrEqual(now);
        counts.push(now);
      }
    })();
    let run: Json;
    try {
      await killAndGoOn();
      expect(await rows()).toBeGreaterThanOrEqual(first);
      run = await site.ended(id, 90_000);
    } finally {
      isWatched = false;
      await watching;
    }
    expect(counts).toEqual([...counts].sort((one, two) => one - two));
    expect(run, JSON.stringify(run)).toMatchObject({
      status: 'success',
      detail: { counts: { records: RECORDS, inserted: GOOD, updated: 0, unchanged: 0, rejected: RECORDS - GOOD } },
    });
    expect(await sum('batches')).toBe(expected());
    const rejects = await site.ask('GET', `/api/v1/runs/${id}/rejects?limit=1`);
    expect(rejects.body['counts']).toEqual({ open: RECORDS - GOOD, replayed: 0, dismissed: 0 });
  });

  it('a cancel while it publishes changes nothing, and leaves nothing', async () => {
    const before = await sum('once');
    put('once.csv');
    const lock = await tools(site).lock('once');
    const id = await site.start({ pipeline: 'once' });
    await eventually('publishing', async () =>
      (await doing(id, 'publishTableFile')) !== undefined && (await tools(site).waiting()) ? true : undefined,
    );
    expect((await site.ask('POST', `/api/v1/runs/${id}/cancel`, {})).status).toBe(202);
    const run = await site.ended(id);
    await lock.release();
    expect(run, JSON.stringify(run)).toMatchObject({ status: 'cancelled' });
    expect(await sum('once')).toBe(before);
    expect(await tools(site).staging()).toBe(0);
  });

  it.runIf(connection === 'main')(
    'a cancel while its COMMIT is on the way says what is live, and records it',
    async () => {
      const sql = tools(site).query;
      // The transaction that writes the table is committed, and waits for a standby that is not there.
      for (const setting of ["synchronous_commit = 'local'", "synchronous_standby_names = 'nobody'"])
        await sql(`alter system set ${setting}`);
      await sql('select pg_reload_conf()');
      await sql(`create function wait_at_commit() returns trigger language plpgsql as
      $$ begin perform set_config('synchronous_commit', 'on', true); return null; end $$`);
      await sql('create trigger wait_at_commit after insert or update on once execute function wait_at_commit()');
      put('once.csv');
      const id = await site.start({ pipeline: 'once' });
      await eventually('the COMMIT', async () => {
        const waiting = await sql(`select count(*) from pg_stat_activity where wait_event = 'SyncRep'`);
        return waiting === '0' ? undefined : true;
      });
      await site.ask('POST', `/api/v1/runs/${id}/cancel`, {});
      const run = await site.ended(id);
      await sql('drop trigger wait_at_commit on once');
      await sql('alter system reset all');
      await sql('select pg_reload_conf()');
      expect(run, JSON.stringify(run)).toMatchObject({
        status: 'cancelled',
        detail: { counts: { records: RECORDS, rejected: RECORDS - GOOD }, files: [{ state: 'done' }] },
      });
      const { counts } = run['detail'] as { counts: { inserted: number; updated: number } };
      expect(counts.inserted + counts.updated).toBe(GOOD);
      expect(await sum('once')).toBe(expected());
      expect(await sql(`select count(*) from stevedore.imported_files where run_id = '${id}' and state = 'done'`)).toBe(
        '1',
      );
      expect(await tools(site).staging()).toBe(0);
    },
  );

  it('a cancel between batches keeps those that are written, and says how many', async () => {
    await tools(site).query('delete from batches');
    const id = await site.start({ pipeline: 'batches' });
    const rows = async () => Number(await tools(site).query('select count(*) from batches'));
    await eventually('some batches', async () => ((await rows()) > 2_000 ? true : undefined));
    await site.ask('POST', `/api/v1/runs/${id}/cancel`, {});
    const run = await site.ended(id);
    expect(run).toMatchObject({ status: 'cancelled' });
    const { counts } = run['detail'] as { counts: { records: number; inserted: number } };
    expect(counts.inserted).toBe(await rows());
    expect(counts.inserted).toBeGreaterThan(2_000);
  });
});
