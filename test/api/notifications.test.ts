import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/api/create-app.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { notificationId } from '../../src/notifications/create-notifier.js';
import { freePort } from '../support/free-port.js';
import type { StoreServer } from '../support/store-server.js';
import { STORE_SERVERS } from '../support/store-server.js';
import type { TestStore } from './open-test-store.js';
import { openTestStore } from './open-test-store.js';
import { nothingStands, silentLogger, testPipeline, testSettings } from './test-settings.js';

const KEY = 'the-key-of-this-test';
const OPS = {
  name: 'ops',
  url: 'https://h.example/',
  format: 'standard',
  events: [],
  byPipeline: {},
  retryDelayMs: 1,
  retryForMs: 1,
} as const;

describe.each(STORE_SERVERS)('the routes of notifications, with the store on %s', (_name, startServer) => {
  let client: ReturnType<typeof connectTemporal>;
  let database: StoreServer;
  let stored: TestStore;
  let app: Hono;

  beforeAll(async () => {
    database = await startServer();
    stored = await openTestStore(database);
    // Nothing here asks Temporal.
    const address = `127.0.0.1:${await freePort()}`;
    client = connectTemporal({ address, addressGiven: true, namespace: 'default', tls: 'off' });
    app = createApp({
      runs: createRunClient(client),
      store: stored.seen,
      settings: testSettings([testPipeline()], KEY),
      logger: silentLogger,
      readGenerations: nothingStands,
      notifications: { receivers: [OPS], send: () => Promise.resolve('started'), idOf: notificationId },
    });
  });
  afterAll(async () => {
    await client?.connection.close();
    await stored?.store.close();
    await database?.stop();
  });

  const ask = async (method: string, path: string, body?: object) => {
    const answer = await app.request(path, {
      method,
      headers: { authorization: `Bearer ${KEY}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };
  const entries = async () => (await stored.store.audit.list()).entries;

  it('answer what no store can look for as a mistake of the sender', async () => {
    const list = '/api/v1/notifications';
    expect((await ask('GET', `${list}?pipeline=a%00b`)).status).toBe(400);
    expect((await ask('GET', '/api/v1/audit?pipeline=a%00b')).status).toBe(400);
    expect((await ask('GET', `${list}?run_id=a%00b`)).body['code']).toBe('RUN_UNKNOWN');
    expect((await ask('GET', `${list}?pipeline=import`)).body['notifications']).toEqual([]);
    for (const id of ['msg_%00', 'msg_no', `msg_${'A'.repeat(32)}`]) {
      const resent = await ask('POST', `${list}/${id}/resend`, {});
      expect([resent.status, resent.body['code']]).toEqual([404, 'NOTIFICATION_UNKNOWN']);
    }
  });

  it('leave in the audit which receiver was tested, and of which pipeline something was sent again', async () => {
    expect((await ask('POST', '/api/v1/notifications/test', { receiver: 'ops' })).status).toBe(202);
    const id = notificationId('gone', 'failed', 'r');
    await stored.store.notifications.add({
      ...{ id, receiver: 'gone', event: 'failed', subject: 'r', pipeline: 'import' },
      body: { type: 'run.failed', timestamp: '2026-01-02T03:04:05.678Z', data: { text: 'it failed' } },
      createdAt: '2026-01-02T03:04:05.678Z',
    });
    expect((await ask('POST', `/api/v1/notifications/${id}/resend`, {})).body['code']).toBe('RECEIVER_UNKNOWN');
    expect((await entries()).slice(0, 2)).toMatchObject([
      { action: 'resendNotification', outcome: 'refused', pipeline: 'import' },
      { action: 'testReceiver', outcome: 'done', subject: 'ops' },
    ]);
  });
});
