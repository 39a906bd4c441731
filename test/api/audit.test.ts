import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewKeyJson } from '../../src/api/access/key-routes.js';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { pipelineWorkflowId } from '../../src/contracts/runs/workflow-ids.js';
import { describedApp } from '../support/described-app.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';

describe.each(STORE_SERVERS)('the audit of the API, with the store on %s', (_name, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let database: StoreServer;
  let stored: TestStore;
  let app: Hono;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    app = describedApp(
      createApp({
        runs: createRunClient(client),
        store: stored.seen,
        settings: testSettings([testPipeline(), testPipeline({ name: 'other' })], KEY),
        logger: silentLogger,
        readGenerations: nothingStands,
      }),
    );
  });

  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  const ask = (key: string | undefined, method: string, path: string, body?: object) =>
    app.request(path, {
      method,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const create = async (name: string, more: object): Promise<NewKeyJson> =>
    (await (await ask(KEY, 'POST', '/api/v1/keys', { name, ...more })).json()) as NewKeyJson;

  it('has what was done with each key, to what, and how it ended; also what was done while the store was away', async () => {
    const { key, id } = await create('audited', { role: 'operator' });
    const runs = createRunClient(client);
    for (const pipeline of ['import', 'other']) {
      const open = await runs.describe({ workflowId: pipelineWorkflowId('dump-import', pipeline) });
      if (open?.status === 'running')
        await client.workflow.getHandle(pipelineWorkflowId('dump-import', pipeline)).terminate();
    }
    const started = await ask(key, 'POST', '/api/v1/runs', { pipeline: 'other' });
    const { run_id: runId } = (await started.json()) as { run_id: string };
    expect((await ask(key, 'POST', '/api/v1/runs', { pipeline: 'other' })).status).toBe(409);
    expect((await ask(KEY, 'POST', `/api/v1/runs/${runId}/cancel`, { by: 'anna' })).status).toBe(202);
    expect((await ask(key, 'POST', '/api/v1/pipelines/other/rollback', {})).status).toBeGreaterThanOrEqual(400);
    expect((await ask(key, 'POST', '/api/v1/keys', { name: 'more', role: 'admin' })).status).toBe(403);
    await client.workflow
      .getHandle(pipelineWorkflowId('dump-import', 'import'))
      .terminate()
      .catch(() => undefined);
    stored.state.down = true;
    expect((await ask(KEY, 'POST', '/api/v1/import/start', { by: 'while-away' })).status).toBe(200);
    stored.state.down = false;
    expect((await ask(KEY, 'DELETE', `/api/v1/keys/${id}`)).status).toBe(200);
    const read = async (path: string) => {
      const response = await ask(KEY, 'GET', path);
      const { audit } = (await response.json()) as { audit: Record<string, unknown>[] };
      return { audit, next: /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] };
    };
    const { audit } = await read('/api/v1/audit?limit=20');
    const own = { by: 'audited', key_id: id, role: 'operator' };
    expect(audit.slice(0, 7)).toMatchObject([
      { by: 'api.key', key_id: null, role: 'admin', action: 'revokeKey', subject: 'audited', outcome: 'done' },
      { by: 'while-away', action: 'startImport', pipeline: 'import', outcome: 'done', status: 200 },
      { ...own, action: 'createKey', subject: 'more', outcome: 'refused', status: 403, code: 'ROLE_TOO_LOW' },
      { ...own, action: 'rollbackPipeline', pipeline: 'other', outcome: 'refused', status: 409 },
      { by: 'anna', action: 'cancelRun', pipeline: 'other', run_id: runId, outcome: 'done', status: 202 },
      { ...own, action: 'startRun', pipeline: 'other', outcome: 'refused', code: 'RUN_ALREADY_RUNNING' },
      { ...own, action: 'startRun', pipeline: 'other', run_id: runId, outcome: 'done', status: 202, code: null },
    ]);
    expect(audit[7]).toMatchObject({ by: 'api.key', action: 'createKey', subject: 'audited', outcome: 'done' });
    const pages: unknown[] = [];
    for (let next: string | undefined = '/api/v1/audit?pipeline=other&limit=2'; next !== undefined; ) {
      const page = await read(next);
      expect(page.audit.every(({ pipeline }) => pipeline === 'other')).toBe(true);
      pages.push(...page.audit.map((entry) => entry['id']));
      next = page.next;
    }
    const other = await read('/api/v1/audit?pipeline=other&limit=200');
    expect(pages).toEqual(other.audit.map((entry) => entry['id']));
    expect(pages.length).toBeGreaterThan(3);
    expect(await database.query('SELECT * FROM stevedore.audit_entries')).not.toContain(key.slice(4));
  });
});
