import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { withConnection } from '../../src/connectors/postgres/open-connection.js';
import type { RecordCounts } from '../../src/contracts/table-import/record-counts.js';
import type { Resource } from '../../src/contracts/table-import/resource.js';
import { planFile } from '../../src/table-import/import/plan-file.js';
import { publishFile } from '../../src/table-import/import/publish-file.js';
import { stageFile } from '../../src/table-import/import/stage-file.js';
import type { StagedFile } from '../../src/table-import/import/stage-file.js';
import { writeBatches } from '../../src/table-import/import/write-batches.js';
import { openPostgresTarget } from '../../src/table-import/target/postgres/postgres-target.js';
import type { TableTarget } from '../../src/table-import/target/table-target.js';
import { POSTGRES_VERSIONS } from '../support/postgres-programs.js';
import { startPostgresProxy } from '../support/postgres-proxy.js';
import type { PostgresProxy, Strike } from '../support/postgres-proxy.js';
import { startPostgres } from '../support/postgres-server.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { csvImport, csvOf } from './import-csv.js';
import type { CsvImport, Record_ } from './import-csv.js';

const row = (id: number, value: string): Record_ => ({ id: `${id}`, value });
const rows = (from: number, to: number, value: string): Record_[] =>
  Array.from({ length: to - from + 1 }, (_, at) => row(from + at, value));

/** 20 rows are there; of the file 10 stay, 5 change, 5 are new, one comes twice, and one is refused by the table. */
const BEFORE = rows(1, 20, 'old');
const FILE = [...rows(1, 10, 'old'), ...rows(11, 15, 'new'), ...rows(21, 25, 'new'), row(25, 'newer'), row(30, 'bad')];
const COUNTS = { records: 22, inserted: 5, updated: 5, unchanged: 10, superseded: 1, rejected: 1 };
const AFTER = [
  ...rows(1, 10, 'old'),
  ...rows(11, 15, 'new'),
  ...rows(16, 20, 'old'),
  ...rows(21, 24, 'new'),
  row(25, 'newer'),
];
/** Batches tell a record that changes the row of an earlier batch as updated. */
const BATCH_COUNTS = { ...COUNTS, updated: 6, superseded: 0 };

const STRIKES: readonly Strike[] = ['backend', 'client', 'answer'];

const FAULTS = [
  'POSTGRES_CONNECTION_LOST',
  'POSTGRES_UNREACHABLE',
  // A session that ends while it connects.
  'POSTGRES_STATEMENT_CANCELED',
];

describe.each(POSTGRES_VERSIONS)('an import into PostgreSQL %s that is struck', (version) => {
  let server: PostgresServer;
  let proxy: PostgresProxy;
  let target: TableTarget;
  let struck: TableTarget;
  const settings = (port: number) => ({
    address: { host: '127.0.0.1', port },
    tls: 'off' as const,
    account: { user: 'postgres', password: '' },
    database: 'postgres',
  });

  beforeAll(async () => {
    server = await startPostgres({ version });
    proxy = await startPostgresProxy(server.port);
    target = openPostgresTarget(settings(server.port), { applicationName: 'whole' });
    struck = openPostgresTarget(settings(proxy.port), { applicationName: 'struck' });
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
  });
  beforeEach(async () => {
    proxy.arm('client', () => false);
    await server.query(`drop table if exists thing;
      create table thing (id integer primary key, value text constraint good check (value <> 'bad'));
      insert into thing select n, 'old' from generate_series(1, 20) n`);
  });

  const content = () => server.query('select id, value from thing order by id');
  const lines = (all: readonly Record_[]) => all.map(({ id, value }) => `${id}\t${value}`).join('\n');
  const starting = (changes: Partial<Resource> = {}, records: readonly Record_[] = FILE): CsvImport =>
    csvImport(target, 'public', 'thing', csvOf(records), { batchSize: 10, ...changes });

  /** Until it succeeds, as the retries of an activity; asserts that what stopped it was the strike. */
  const persist = async <T>(work: (by: TableTarget) => Promise<T>): Promise<T> => {
    try {
      return await work(struck);
    } catch (error) {
      expect(proxy.fired, `${String(error)}`).toHaveLength(1);
      expect(FAULTS).toContain((error as { code?: string }).code);
      return work(target);
    }
  };

  const STEPS = {
    once: async ({ file }: CsvImport): Promise<RecordCounts> => {
      const staged: StagedFile = await persist((by) => stageFile(by, file));
      expect([lines(BEFORE)]).toContain(await content());
      return persist((by) => publishFile(by, file, staged));
    },
    batches: ({ file }: CsvImport): Promise<RecordCounts> => persist((by) => writeBatches(by, file)),
  };

  /** Where the connection is lost matters most at what writes. */
  const strikesAt = (sql: string, nth: number): readonly Strike[] => {
    const writes = /^(?:begin|copy|insert|with written|update|delete|commit)/.test(sql);
    const one = STRIKES.slice(nth % 3, (nth % 3) + 1);
    // The machine's version is struck everywhere, the others where they write.
    if (version !== 'machine') return writes ? one : [];
    return writes ? STRIKES : one;
  };

  test.each(['once', 'batches'] as const)(
    'at any of its statements (%s) is whole after the next try',
    async (commit) => {
      const statements: string[] = [];
      const run = async (message: string) => {
        await server.query(`delete from thing; insert into thing select n, 'old' from generate_series(1, 20) n`);
        const one = starting({ commit });
        const counts = await STEPS[commit](one);
        expect({ message, ...counts }).toEqual({ message, ...(commit === 'once' ? COUNTS : BATCH_COUNTS) });
        expect(await content(), message).toBe(lines(AFTER));
        expect(await target.ledger(one.file.runId)).toMatchObject([{ phase: 'done', ...counts }]);
        expect(await target.rejects.count(one.file.runId)).toEqual({ open: 1, replayed: 0, dismissed: 0 });
        await target.clean(one.file.runId);
        one.remove();
      };
      await run('the control tables are created');
      proxy.arm('client', ({ sql }) => statements.push(sql) === 0);
      await run('not struck');
      expect(statements.length).toBeGreaterThan(40);
      for (const [at, sql] of statements.entries()) {
        for (const strike of strikesAt(sql, at)) {
          proxy.arm(strike, ({ nth }) => nth === at + 1);
          await run(`${strike} at statement ${at + 1}: ${sql.slice(0, 80)}`);
          expect(proxy.fired.map((one) => one.sql.slice(0, 20))).toEqual([sql.slice(0, 20)]);
        }
      }
      expect(await server.query(`select count(*) from pg_tables where tablename like 'stg%'`)).toBe('0');
    },
  );

  test('by a crash of the server between staging and publishing is staged again', async () => {
    const one = starting();
    const staged = await stageFile(target, one.file);
    await server.kill9();
    await server.restart();
    await expect(publishFile(target, one.file, staged)).rejects.toMatchObject({ code: 'STAGING_LOST' });
    expect(await content()).toBe(lines(BEFORE));
    expect(await publishFile(target, one.file, await stageFile(target, one.file))).toEqual(COUNTS);
    expect(await content()).toBe(lines(AFTER));
    one.remove();
  });

  test('by a clean restart goes on with what is staged', async () => {
    const one = starting();
    const staged = await stageFile(target, one.file);
    await server.restart();
    expect(await publishFile(target, one.file, staged)).toEqual(COUNTS);
    one.remove();
  });

  test('by a later epoch changes nothing any more, its session ended or not', async () => {
    for (const isRecorded of [true, false]) {
      const one = starting();
      const { runId, fileNo } = one.file;
      const { write } = await planFile(target, one.file);
      const staged = await stageFile(target, one.file);
      const zombie = await target.open({ runId, fileNo, plan: write });
      if (!isRecorded) await server.query(`update stevedore.import_ledger set sessions = '[]'`);
      const later = await target.open({ runId, fileNo, plan: write });
      const late = zombie.publish({ ...staged, rejectsOf: () => Promise.resolve([]) });
      await expect(late).rejects.toMatchObject({ code: isRecorded ? 'POSTGRES_CONNECTION_LOST' : 'FENCED' });
      expect(await content()).toBe(lines(BEFORE));
      expect(await target.ledger(runId)).toMatchObject([{ phase: 'staged', epoch: later.ledger.epoch }]);
      await zombie.close();
      await later.close();
      await target.clean(runId);
      one.remove();
    }
  });

  test('by another run into the same table gives each its right counts', async () => {
    const many = (from: number, to: number, value: string) => {
      const all = rows(from, to, value);
      return value === 'two' ? all.reverse() : all;
    };
    for (const commit of ['once', 'batches'] as const) {
      await server.query('delete from thing');
      const imports = [
        starting({ commit, batchSize: 100 }, many(1, 2_000, 'one')),
        starting({ commit, batchSize: 100 }, many(1_001, 3_000, 'two')),
      ];
      const counts = await Promise.all(imports.map((one) => one.run()));
      for (const each of counts) expect(each.inserted + each.updated).toBe(2_000);
      expect(counts.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(3_000);
      expect(
        await server.query(`select count(*), count(*) filter (where id <= 1000 and value = 'one'),
        count(*) filter (where id > 2000 and value = 'two') from thing`),
      ).toBe('3000\t1000\t1000');
      for (const one of imports) one.remove();
    }
  });

  test('in one transaction is seen before or after, and never between', async () => {
    await server.query(`truncate thing; insert into thing select n, 'old' from generate_series(1, 30000) n`);
    const one = starting({}, rows(10_001, 40_000, 'new'));
    const staged = await stageFile(target, one.file);
    const seen: string[] = [];
    await withConnection(settings(server.port), { applicationName: 'reader' }, async (connection) => {
      let published = false;
      const publishing = publishFile(target, one.file, staged).finally(() => (published = true));
      while (!published) {
        const [found] = await connection.query(
          `select count(*) as all, count(*) filter (where value = 'new') as new from thing`,
        );
        seen.push(`${Number(found?.['all'])} ${Number(found?.['new'])}`);
        await sleep(2);
      }
      expect(await publishing).toMatchObject({ inserted: 10_000, updated: 20_000 });
    });
    expect(seen.length).toBeGreaterThan(5);
    expect(seen).toContain('30000 0');
    expect(seen.filter((one) => one !== '30000 0' && one !== '40000 30000')).toEqual([]);
    one.remove();
  });
});
