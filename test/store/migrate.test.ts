import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createStore } from '../../src/store/create-store.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { StoreServer } from '../support/store-server.js';
import { openStore } from './open-store.js';

const MIGRATIONS = 16;

/** In the order of their names. */
const TABLES = [
  'api_keys',
  'api_metrics',
  'audit_chain',
  'audit_entries',
  'console_sessions',
  'cpi_connections',
  'cpi_job_errors',
  'cpi_job_files',
  'cpi_jobs',
  'cpi_projects',
  'export_files',
  'export_jobs',
  'generations',
  'import_definitions',
  'import_jobs',
  'imported_files',
  'installation',
  'log_lines',
  'notifications',
  'run_tallies',
  'runs',
  'secrets',
  'start_requests',
  'store_migrations',
  'store_migrations_lock',
];

const record = {
  runId: 'r',
  kind: 'dump-import' as const,
  pipeline: 'import',
  workflowId: 'w',
  trigger: 'api' as const,
  startedBy: 'me',
  startedAt: '2026-01-02T03:04:05.678Z',
  status: 'running' as const,
  attempts: 0,
  warnings: [],
};

describe.each(STORE_SERVERS)('the tables of the store on %s', (name, start) => {
  let server: StoreServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server?.stop());

  const onPostgres = name === 'PostgreSQL';
  /** In the order of their bytes: servers order `_` by their own collations. */
  const tablesOf = async (schema: string) => {
    const tables = await server.query(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = '${schema}'`,
    );
    return tables.split('\n').sort().join('\n');
  };

  test('programs that start at the same moment all find the tables made', async () => {
    const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(server, 'together')));
    await Promise.all(stores.map((store) => store.migrate()));
    await stores[0]?.migrate();
    await stores[4]?.runs.open(record);
    expect(await server.query('SELECT COUNT(*) FROM together.store_migrations')).toBe(String(MIGRATIONS));
    expect(await tablesOf('together')).toBe(TABLES.join('\n'));
    const ids = await Promise.all(stores.map((store) => store.installation()));
    expect(ids).toEqual(Array.from({ length: 5 }, () => ids[0]));
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('a store has its own installation, which no later migration changes, and none before the first', async () => {
    const [store, other] = await Promise.all([openStore(server, 'mine'), openStore(server, 'another')]);
    expect(await store.installation()).toBeUndefined();
    expect(await createStore(server.settings('without_a_schema')).installation()).toBeUndefined();
    await Promise.all([store.migrate(), other.migrate()]);
    const id = await store.installation();
    expect(id).not.toBe(await other.installation());
    await server.query("DELETE FROM mine.store_migrations WHERE name >= '002_installation'");
    await store.migrate();
    expect(await store.installation()).toBe(id);
    await store.close();
    await other.close();
  });

  test('the schema is created if it is missing, also by programs at the same moment', async () => {
    const stores = Array.from({ length: 4 }, () => createStore(server.settings('not_there_yet')));
    await Promise.all(stores.map((store) => store.migrate()));
    await stores[0]?.runs.open(record);
    expect(await stores[3]?.runs.get('r')).toEqual(record);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('two stores of one server know nothing of each other', async () => {
    const first = await openStore(server, 'one');
    await first.migrate();
    await first.runs.open(record);
    const second = await openStore(server, 'two');
    await second.migrate();
    expect(await second.runs.get('r')).toBeUndefined();
    await first.close();
    await second.close();
  });

  test('a migration waits while another program holds the lock', async () => {
    const store = await openStore(server, 'waiting');
    const lock = `stevedore_${createHash('sha256').update('waiting').digest('hex').slice(0, 32)}`;
    const holder = onPostgres
      ? server.query(
          "SELECT 1 FROM (SELECT pg_advisory_lock(hashtextextended('stevedore waiting', 0))) l, pg_sleep(1.5)",
        )
      : server.query(`SELECT GET_LOCK('${lock}', 0) + SLEEP(1.5)`);
    await sleep(300);
    const started = Date.now();
    await store.migrate();
    expect(Date.now() - started).toBeGreaterThan(800);
    expect(await holder).toMatch(/^1/);
    await store.close();
  });

  test('a migration whose connection is lost in the middle changes nothing by half, and continues by itself', async () => {
    const store = await openStore(server, 'cut_off');
    await store.migrate();
    await server.query('DELETE FROM cut_off.store_migrations; DROP TABLE cut_off.generations');
    // Another session keeps the migration from its last statement.
    const holder = onPostgres
      ? server.query('BEGIN; LOCK TABLE cut_off.store_migrations IN SHARE MODE; SELECT pg_sleep(3); ROLLBACK')
      : server.query('LOCK TABLES cut_off.store_migrations READ; DO SLEEP(3); UNLOCK TABLES');
    await sleep(300);
    const sessions = onPostgres
      ? "FROM pg_stat_activity WHERE application_name = 'stevedore store cut_off' AND wait_event_type = 'Lock'"
      : "FROM information_schema.processlist WHERE db = 'cut_off' AND state LIKE 'Waiting for table%'";
    const migrated = store.migrate();
    await expect.poll(() => server.query(`SELECT COUNT(*) ${sessions}`)).toBe('1');
    const victim = await server.query(`SELECT ${onPostgres ? 'pid' : 'id'} ${sessions}`);
    await server.query(onPostgres ? `SELECT pg_terminate_backend(${victim})` : `KILL ${victim}`);
    if (onPostgres) expect(await tablesOf('cut_off')).not.toContain('generations');
    await holder;
    await migrated;
    expect(await store.generations.latest('import')).toBeUndefined();
    expect(await tablesOf('cut_off')).toBe(TABLES.join('\n'));
    await store.close();
  });

  test('an interrupted migration is made whole by the next one', async () => {
    const store = await openStore(server, 'interrupted');
    await store.migrate();
    await server.query('DELETE FROM interrupted.store_migrations; DROP TABLE interrupted.generations');
    await store.migrate();
    expect(await store.generations.latest('import')).toBeUndefined();
    await store.close();
  });

  test('tables of a newer version are refused with what fixes it', async () => {
    const store = await openStore(server, 'newer');
    await store.migrate();
    await server.query("INSERT INTO newer.store_migrations VALUES ('999_future', '2030-01-01')");
    await expect(store.migrate()).rejects.toMatchObject({
      code: 'STORE_FAILED',
      message:
        'Cannot update the tables of the store: they were made by another version of Stevedore; start the newest that ran here',
    });
    await store.close();
  });

  test('a restart of the server between two calls is not noticed', async () => {
    const store = await openStore(server, 'restarted');
    await store.migrate();
    await store.runs.open(record);
    await server.restart();
    expect(await store.runs.get('r')).toEqual(record);
    await Promise.all(Array.from({ length: 4 }, () => store.runs.get('r')));
    await server.restart();
    await Promise.all(Array.from({ length: 4 }, async () => expect(await store.runs.get('r')).toEqual(record)));
    await store.close();
  });

  test('errors name the condition, and neither a statement nor a value', async () => {
    const store = await openStore(server, 'broken');
    await expect(store.ping()).resolves.toBeUndefined();
    const error: unknown = await store.runs.open({ ...record, startedBy: 'canary' }).catch((reason: unknown) => reason);
    const condition = onPostgres ? 'undefined_table' : 'ER_NO_SUCH_TABLE';
    expect(error).toMatchObject({
      code: 'STORE_FAILED',
      message: `Cannot record the run: the store answered with an error (${condition})`,
      details: { driverCode: condition, ...(onPostgres ? { sqlState: '42P01' } : { errno: 1146 }) },
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/canary|insert/i);
    await store.close();
  });

  test('a wrong password is reported without the password', async () => {
    await server.create('locked');
    const settings = { ...server.settings('locked'), account: { user: 'nobody_knows', password: 'canary' } };
    const store = createStore(settings);
    const error: unknown = await store.ping().catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'STORE_FAILED',
      message: expect.stringContaining('refuses the account of the store') as string,
    });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary');
    await store.close();
  });

  test('a server that is gone, and one that does not answer, are unreachable', async () => {
    const other = await start();
    const store = await openStore(other, 's', { timeoutMs: 1_500 });
    await store.migrate();
    const processes = await other.processes();
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    // All its threads have to hear of it.
    await sleep(200);
    await expect(store.runs.get('r')).rejects.toMatchObject({
      code: 'STORE_UNREACHABLE',
      message: 'Cannot read the run: the store cannot be reached (ETIMEDOUT)',
    });
    for (const pid of processes) process.kill(pid, 'SIGCONT');
    await other.kill9();
    await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', retryable: true });
    await store.close();
    await other.stop();
  });
});
