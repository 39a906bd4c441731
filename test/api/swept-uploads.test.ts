import { existsSync, utimesSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { NO_IMPORTS } from '../../src/api/table-import/bulk/import-deps.js';
import { sweepUploads } from '../../src/api/table-import/bulk/sweep-uploads.js';
import { createUploadFolder } from '../../src/connectors/disk/upload-folder.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import type { RunClient } from '../../src/connectors/temporal/run-client.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { PipelineSettings } from '../../src/contracts/kinds.js';
import { describedApp } from '../support/described-app.js';
import { eventually } from '../support/eventually.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { TestStore } from './open-test-store.js';
import { onMariadb, openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

const DAY_MS = 24 * 3_600_000;
const directory = temporaryFolder('swept-uploads');
const imports = { ...NO_IMPORTS, uploads: createUploadFolder({ directory, maxBytes: 1_048_576 }), keepMs: 7 * DAY_MS };

let temporal: TemporalServer;
let mariadb: MariadbServer;
let stored: TestStore;
let client: Client;
let runs: RunClient;
let app: Hono;

beforeAll(async () => {
  [temporal, mariadb] = await Promise.all([startTemporal(), startMariadb()]);
  stored = await openTestStore(onMariadb(mariadb));
  client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
  runs = createRunClient(client);
  const tables = { kind: 'table-import', name: 'tables', enabled: true } as unknown as PipelineSettings;
  app = describedApp(
    createApp({
      runs,
      store: stored.seen,
      settings: testSettings([tables]),
      logger: silentLogger,
      readGenerations: nothingStands,
      imports,
    }),
  );
});

afterAll(async () => {
  await client?.connection.close();
  await stored?.store.close();
  await mariadb?.stop();
  await temporal?.stop();
});

const upload = async (): Promise<string> => {
  const answer = await app.request('/api/v1/uploads?filename=people.csv', {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: 'id,name\n1,one\n',
  });
  return ((await answer.json()) as { id: string }).id;
};
const begin = async (id: string): Promise<string> => {
  const answer = await app.request(`/api/v1/uploads/${id}/import`, {
    method: 'POST',
    body: JSON.stringify({ to: { connection: 'main', table: 'people' } }),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { run_id: string }).run_id;
};
/** As if its files were three days old. */
const age = async (): Promise<void> => {
  const then = new Date(Date.now() - 3 * DAY_MS);
  for (const name of await readdir(directory)) utimesSync(join(directory, name), then, then);
};
const openJobs = () => runs.openJobs({ kind: 'table-import', name: 'tables' });
const sweep = (): Promise<void> => sweepUploads({ runs, store: stored.seen, imports });
const isThere = (id: string): boolean => existsSync(join(directory, `${id}.csv`));

it('an upload of a run that has waited for days is kept until the run has ended; others go after a day', async () => {
  const [waits, forgotten] = [await upload(), await upload()];
  // There is no worker, so it waits for one.
  const runId = await begin(waits);
  const { workflowId } = await eventually('Temporal lists the run', async () => (await openJobs())[0]);
  await age();

  await sweep();
  expect([isThere(waits), isThere(forgotten)]).toEqual([true, false]);
  // What it is called is kept with it.
  expect((await app.request(`/api/v1/uploads/${waits}`)).status).toBe(200);

  await client.workflow.getHandle(workflowId, runId).terminate();
  await eventually('Temporal lists it no more', async () => ((await openJobs()).length === 0 ? true : undefined));
  await sweep();
  expect(await readdir(directory)).toEqual([]);
});

it('nothing is removed while Temporal cannot say which runs are open', async () => {
  const old = await upload();
  await age();
  const nowhere = connectTemporal({ address: '127.0.0.1:1', addressGiven: true, namespace: 'default', tls: 'off' });
  try {
    await expect(sweepUploads({ runs: createRunClient(nowhere), store: stored.seen, imports })).rejects.toMatchObject({
      code: 'TEMPORAL_UNREACHABLE',
    });
  } finally {
    await nowhere.connection.close();
  }
  expect(isThere(old)).toBe(true);
  await sweep();
  expect(isThere(old)).toBe(false);
});
