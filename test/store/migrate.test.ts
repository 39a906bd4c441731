import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMariadb } from '../support/mariadb-server.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { openStore } from './open-store.js';

let server: MariadbServer;
beforeAll(async () => {
  server = await startMariadb();
});
afterAll(() => server?.stop());

const record = {
  runId: 'r',
  pipeline: 'import',
  workflowId: 'w',
  trigger: 'api' as const,
  startedBy: 'me',
  startedAt: '2026-01-02T03:04:05.678Z',
  status: 'running' as const,
  attempts: 0,
  warnings: [],
};
const lockOf = (schema: string) => `stevedore_${createHash('sha256').update(schema).digest('hex').slice(0, 32)}`;

test('programs that start at the same moment all find the tables made', async () => {
  const stores = await Promise.all(Array.from({ length: 5 }, () => openStore(server, 'together')));
  await Promise.all(stores.map((store) => store.migrate()));
  await stores[0]?.migrate();
  await stores[4]?.runs.open(record);
  expect(await server.query('SELECT COUNT(*) FROM together.store_migrations')).toBe('2');
  const tables = await server.query(
    "SELECT GROUP_CONCAT(table_name ORDER BY 1) FROM information_schema.tables WHERE table_schema = 'together'",
  );
  expect(tables).toBe('generations,installation,log_lines,runs,store_migrations,store_migrations_lock');
  const ids = await Promise.all(stores.map((store) => store.installation()));
  expect(ids).toEqual(Array.from({ length: 5 }, () => ids[0]));
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  await Promise.all(stores.map((store) => store.close()));
});

test('a store has an installation of its own, which no later migration changes, and none before the first', async () => {
  const [store, other] = await Promise.all([openStore(server, 'one'), openStore(server, 'another')]);
  expect(await store.installation()).toBeUndefined();
  await Promise.all([store.migrate(), other.migrate()]);
  const id = await store.installation();
  expect(id).not.toBe(await other.installation());
  await server.query("DELETE FROM one.store_migrations WHERE name = '002_installation'");
  await store.migrate();
  expect(await store.installation()).toBe(id);
  await Promise.all([store.close(), other.close()]);
});

test('a migration waits while another program holds the lock', async () => {
  const store = await openStore(server, 'waiting');
  const holder = server.query(`SELECT GET_LOCK('${lockOf('waiting')}', 0), SLEEP(1.5)`);
  await sleep(300);
  const started = Date.now();
  await store.migrate();
  expect(Date.now() - started).toBeGreaterThan(800);
  expect(await holder).toBe('1\t0');
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
  await store.close();
});

test('errors name the driver code, and neither a statement nor a value', async () => {
  const store = await openStore(server, 'broken');
  await expect(store.ping()).resolves.toBeUndefined();
  const error: unknown = await store.runs.open({ ...record, startedBy: 'canary' }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'STORE_FAILED',
    message: 'Cannot record the run: the store answered with an error (ER_NO_SUCH_TABLE)',
    details: { driverCode: 'ER_NO_SUCH_TABLE', errno: 1146 },
  });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toMatch(/canary|insert/i);
  await store.close();
});

test('a server that is gone, and one that does not answer, are unreachable', async () => {
  const other = await startMariadb();
  const store = await openStore(other, 's', { timeoutMs: 1_500 });
  await store.migrate();
  process.kill(other.pid, 'SIGSTOP');
  // All its threads have to hear of it.
  await sleep(200);
  await expect(store.runs.get('r')).rejects.toMatchObject({
    code: 'STORE_UNREACHABLE',
    message: 'Cannot read the run: the store cannot be reached (ETIMEDOUT)',
  });
  process.kill(other.pid, 'SIGCONT');
  await other.kill9();
  await expect(store.ping()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE', retryable: true });
  await store.close();
  await other.stop();
});
