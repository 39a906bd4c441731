import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testSettings } from './test-settings.js';

describe.each(STORE_SERVERS)('the requests of the API, with the store on %s', (_name, startServer) => {
  let database: StoreServer;
  let stored: TestStore;
  let app: Hono;
  const client = connectTemporal({ address: '127.0.0.1:1', addressGiven: true, namespace: 'default', tls: 'off' });

  beforeAll(async () => {
    database = await startServer();
    stored = await openTestStore(database);
    app = createApp({
      runs: createRunClient(client),
      store: stored.seen,
      settings: testSettings(),
      logger: silentLogger,
      readGenerations: nothingStands,
    });
  });
  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
  });

  const rows = async () => {
    const columns = 'endpoint, method, status_code, rows_processed, errors';
    return (await database.query(`SELECT ${columns} FROM stevedore.api_metrics ORDER BY id`))
      .split('\n')
      .map((line) => line.split('\t').join(' '))
      .filter((line) => line !== '');
  };

  it('can be read by SQL, a second after they were answered, with templates in place of values', async () => {
    await app.request('/api/v1/audit');
    const refused = await app.request('/api/v1/pipelines/no-such/generations', { headers: { 'x-request-id': 'mine' } });
    expect(refused.status).toBe(404);
    await app.request('/nowhere');
    await app.request('/health/live');
    await app.request('/openapi.json');
    await expect
      .poll(rows)
      .toEqual(['/api/v1/audit GET 200 0 0', '/api/v1/pipelines/{name}/generations GET 404 0 1', 'none GET 404 0 1']);
    const facts = `SELECT request_id, duration_ms < 60000, timestamp > '2026-01-01' FROM stevedore.api_metrics WHERE status_code = 404 AND endpoint <> 'none'`;
    expect((await database.query(facts)).split('\t')[0]).toBe('mine');
  });

  it('wait while the store is away, and nobody waits for them', async () => {
    stored.state.down = true;
    try {
      expect((await app.request('/nowhere')).status).toBe(404);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
    } finally {
      stored.state.down = false;
    }
    await expect.poll(rows).toHaveLength(4);
  });
});
