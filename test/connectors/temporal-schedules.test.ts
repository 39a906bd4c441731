import type { Client } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SchedulePipeline } from '../../src/connectors/temporal/schedules.js';
import { connectTemporal } from '../../src/connectors/temporal/connect-temporal.js';
import { createRunClient } from '../../src/connectors/temporal/run-client.js';
import { reconcileSchedules } from '../../src/connectors/temporal/schedules.js';
import { registerSearchAttributes } from '../../src/connectors/temporal/search-attributes.js';
import type { TemporalServer } from '../support/temporal-server.js';
import { startTemporal } from '../support/temporal-server.js';

const nightly = (name: string, change: Partial<SchedulePipeline> = {}): SchedulePipeline => ({
  name,
  enabled: true,
  schedule: '0 4 * * *',
  scheduleTimezone: 'Europe/Berlin',
  ...change,
});

describe('the schedules of a configuration', () => {
  let server: TemporalServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTemporal();
    client = connectTemporal({
      address: server.address,
      addressGiven: true,
      namespace: 'default',
      tls: 'off',
    });
    await registerSearchAttributes(client);
  });

  afterAll(async () => {
    await client?.connection.close();
    await server?.stop();
  });

  const listed = async (): Promise<string[]> => {
    const ids: string[] = [];
    for await (const { scheduleId } of client.schedule.list()) ids.push(scheduleId);
    return ids.sort();
  };

  it('registers search attributes again without complaint', async () => {
    expect(await registerSearchAttributes(client)).toBe('registered');
  });

  it('are created, left alone, updated in place and deleted', async () => {
    expect(await reconcileSchedules(client, [nightly('import')])).toEqual([{ pipeline: 'import', change: 'created' }]);
    expect(await reconcileSchedules(client, [nightly('import')])).toEqual([
      { pipeline: 'import', change: 'unchanged' },
    ]);
    expect(await reconcileSchedules(client, [nightly('import', { schedule: '0 5 * * *' })])).toEqual([
      { pipeline: 'import', change: 'updated' },
    ]);
    const runs = createRunClient(client);
    const state = await runs.nextScheduled('import');
    expect(state?.paused).toBe(false);
    expect(new Date(state?.next ?? 0).getTime()).toBeGreaterThan(Date.now());

    await expect
      .poll(listed, { timeout: 10_000 })
      .toEqual(['dump-import/import']);
    expect(await reconcileSchedules(client, [nightly('import', { enabled: false })])).toEqual([
      { pipeline: 'import', change: 'deleted' },
    ]);
    expect(await runs.nextScheduled('import')).toBeUndefined();
  });

  it('stay paused through an update', async () => {
    await reconcileSchedules(client, [nightly('paused')]);
    await client.schedule.getHandle('dump-import/paused').pause('maintenance');
    await reconcileSchedules(client, [nightly('paused', { schedule: '30 4 * * *' })]);
    expect(await createRunClient(client).nextScheduled('paused')).toMatchObject({ paused: true, note: 'maintenance' });
  });

  it.each([
    ['not a cron', 'Europe/Berlin', /is not valid/],
    ['0 2 * * *', 'Europe/Berln', /is not valid/],
    ['0 2 31 2 *', 'UTC', /never fires/],
    ['0 2 * * * 2030', 'UTC', /is not valid: has an unusable day of the week/],
  ])('refuses "%s" in "%s" and leaves the others in place', async (schedule, scheduleTimezone, why) => {
    const bad = nightly('bad', { schedule, scheduleTimezone });
    await expect(reconcileSchedules(client, [bad, nightly('paused')])).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(why),
    });
    expect(await createRunClient(client).nextScheduled('bad')).toBeUndefined();
    expect(await createRunClient(client).nextScheduled('paused')).toMatchObject({ paused: true });
  });
});
