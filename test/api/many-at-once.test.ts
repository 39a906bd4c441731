import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const NAMES = Array.from({ length: 100 }, (_, n) => `p${n}`);

describe.each(STORE_SERVERS)('a hundred pipelines, with the store on %s', (_server, startServer) => {
  let temporal: TemporalServer;
  let client: Client;
  let app: Hono;
  let database: StoreServer;
  let stored: TestStore;

  beforeAll(async () => {
    [temporal, database] = await Promise.all([startTemporal(), startServer()]);
    stored = await openTestStore(database);
    client = connectTemporal({ address: temporal.address, addressGiven: true, namespace: 'default', tls: 'off' });
    app = createApp({
      runs: createRunClient(client),
      store: stored.seen,
      settings: testSettings(NAMES.map((name) => testPipeline({ name }))),
      logger: silentLogger,
      readGenerations: nothingStands,
    });
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
    await temporal?.stop();
  });

  const listed = async (query = ''): Promise<{ status: number; ids: string[] }> => {
    const response = await app.request(`/api/v1/runs${query}`);
    const { runs = [] } = (await response.json()) as { runs?: { run_id: string }[] };
    return { status: response.status, ids: runs.map(({ run_id: id }) => id) };
  };
  /** How often Temporal was asked of one run, and for a list; each question is passed on. */
  const questions = () => {
    const { workflowService } = client;
    const [one, list] = [
      vi.spyOn(workflowService, 'describeWorkflowExecution'),
      vi.spyOn(workflowService, 'listWorkflowExecutions'),
    ];
    return () => {
      const asked = [one.mock.calls.length, list.mock.calls.length];
      one.mockRestore();
      list.mockRestore();
      return asked;
    };
  };

  it('are listed by one question to Temporal while nothing is open', async () => {
    await listed();
    const asked = questions();
    expect(await listed()).toEqual({ status: 200, ids: [] });
    expect(asked()).toEqual([0, 1]);
  });

  it('are started at once, listed at once, and every reading meanwhile is answered', async () => {
    let over = false;
    const took: number[] = [];
    const read = async (path: string): Promise<number> => {
      const began = performance.now();
      const { status } = await app.request(path);
      took.push(performance.now() - began);
      return status;
    };
    const statuses: number[] = [];
    const reading = (async () => {
      while (!over) {
        statuses.push(...(await Promise.all(['', '?status=running'].map((q) => read(`/api/v1/runs${q}`)))));
        await sleep(100);
      }
    })();
    let ids: string[] = [];
    try {
      ids = await Promise.all(
        NAMES.map(async (pipeline) => {
          const response = await app.request('/api/v1/runs', { method: 'POST', body: JSON.stringify({ pipeline }) });
          expect(response.status).toBe(202);
          return ((await response.json()) as { run_id: string }).run_id;
        }),
      );
      // Temporal's index may have none of them yet.
      const first = await listed();
      expect(first.ids.sort()).toEqual([...ids].sort());
      for (let round = 0; round < 3; round++)
        statuses.push(...(await Promise.all(ids.map((id) => read(`/api/v1/runs/${id}`)))));
    } finally {
      over = true;
      await reading;
    }
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    took.sort((a, b) => a - b);
    console.log(
      `${took.length} readings, half of them within ${took[took.length >> 1]?.toFixed(0)} ms, the longest ${took.at(-1)?.toFixed(0)} ms`,
    );
    // Once the index has all of them, nothing else is asked.
    const asking = async () => {
      const asked = questions();
      await Promise.all([listed(), listed(), listed()]);
      return asked();
    };
    await expect.poll(asking).toEqual([0, 1]);
    expect((await listed()).ids.sort()).toEqual([...ids].sort());
  });
});
