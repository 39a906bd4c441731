import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { assertFree } from '../../src/activities/database-sync/assert-free.js';
import { connectionsOf } from '../../src/contracts/connections/connection.js';
import type { RunRecord } from '../../src/contracts/runs/run-record.js';
import type { Store } from '../../src/store/store.js';
import { createStore } from '../../src/store/create-store.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { settingsReader } from '../support/settings-reader.js';

let server: PostgresServer;
let store: Store;
const settings = settingsReader().load(
  `store: { url: "postgres://anna:x@127.0.0.1/notes" }
connections:
  live: { kind: postgres, url: "postgres://anna:x@127.0.0.1/live" }
  local: { kind: postgres, url: "postgres://anna:x@127.0.0.1/app" }
  alias: { kind: postgres, url: "postgres://bert:x@127.0.0.1/app" }
  other: { kind: postgres, url: "postgres://anna:x@127.0.0.1/other" }
  written: { kind: postgres, url: "postgres://anna:x@0177.0.0.1/app" }
sync: { destinations: [local, alias, other, written] }
pipelines:
  nightly: { kind: database-sync, source: live, destination: local }
  asked: { kind: database-sync }
`,
);

beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server?.stop());

let count = 0;
beforeEach(async () => {
  count += 1;
  store = createStore({
    kind: 'postgres',
    address: { host: server.host, port: server.port },
    tls: 'off',
    account: { user: 'postgres', password: '' },
    database: 'postgres',
    schema: `store${count}`,
  });
  await store.migrate();
  return () => store.close();
});

const open = (runId: string, pipeline: string, second: number, more: Partial<RunRecord> = {}) =>
  store.runs.open({
    runId,
    kind: 'database-sync',
    pipeline,
    workflowId: `database-sync/${pipeline}`,
    trigger: 'api',
    startedBy: 'anna',
    startedAt: `2026-01-01T00:00:0${second}.000Z`,
    status: 'running',
    attempts: 1,
    warnings: [],
    ...more,
  });

const ask = (runId: string, name: string, holder?: string) => {
  const destination = connectionsOf(settings, 'postgres').find((each) => each.name === name);
  if (destination === undefined) throw new Error(`there is no connection "${name}"`);
  return assertFree({ settings, store }, { runId }, { destination }, holder);
};
const named = (run: string) => ({
  code: 'DESTINATION_BUSY',
  message: expect.stringContaining(`the run ${run} of`) as string,
});

it('the destination of an earlier run of another pipeline is busy, until it has ended', async () => {
  await open('first', 'nightly', 1);
  await open('second', 'asked', 2, { options: { source: 'live', destination: 'local' } });
  await expect(ask('second', 'local')).rejects.toMatchObject(named('first'));
  await ask('first', 'local');
  await store.runs.close('first', { status: 'success', completedAt: '2026-01-01T00:01:00.000Z' });
  await ask('second', 'local');
});

it('a database that an earlier run was started for is busy, although its pipeline has another, or none', async () => {
  await open('first', 'nightly', 1, { options: { destination: 'other' } });
  await open('second', 'asked', 2, { options: { destination: 'local' } });
  await open('third', 'other', 3);
  await expect(ask('third', 'other')).rejects.toMatchObject(named('first'));
  await ask('second', 'local');
  await open('fourth', 'local', 4);
  await expect(ask('fourth', 'local')).rejects.toMatchObject(named('second'));
});

it('a rollback is a run that writes', async () => {
  await open('first', 'asked', 1, { action: 'rollback', options: { destination: 'local' } });
  await open('second', 'nightly', 2);
  await expect(ask('second', 'local')).rejects.toMatchObject(named('first'));
});

it('two connections to one database are one destination', async () => {
  await open('first', 'asked', 1, { options: { destination: 'alias' } });
  await open('second', 'nightly', 2);
  await expect(ask('second', 'local')).rejects.toMatchObject(named('first'));
});

it('so are two writings of one address', async () => {
  await open('first', 'asked', 1, { options: { destination: 'written' } });
  await open('second', 'nightly', 2);
  await expect(ask('second', 'local')).rejects.toMatchObject(named('first'));
});

it('who has taken the right to write keeps it, although another one began earlier; until it ends', async () => {
  await open('first', 'nightly', 1);
  await open('second', 'asked', 2, { options: { destination: 'local' } });
  await ask('second', 'local', 'second');
  await expect(ask('first', 'local', 'second')).rejects.toMatchObject(named('second'));
  await store.runs.close('second', { status: 'success', completedAt: '2026-01-01T00:01:00.000Z' });
  await ask('first', 'local', 'second');
});

it('of two that begin at one moment exactly one goes on', async () => {
  await open('first', 'nightly', 1);
  await open('second', 'asked', 1, { options: { destination: 'local' } });
  await ask('first', 'local');
  await expect(ask('second', 'local')).rejects.toMatchObject(named('first'));
});

it('an export, and a run into another database, leave it free', async () => {
  await open('first', 'asked', 1, { options: { source: 'local' } });
  await open('second', 'asked', 2, { options: { source: 'live', destination: 'other' } });
  await open('third', 'nightly', 3);
  await ask('third', 'local');
});
