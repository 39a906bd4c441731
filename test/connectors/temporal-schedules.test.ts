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
  kind: 'dump-import',
  name,
  enabled: true,
  schedule: '0 4 * * *',
  scheduleTimezone: 'Europe/Berlin',
  ...change,
});

const named = (name: string) => ({ kind: 'dump-import', name }) as const;

const OURS = '0b9c1c3e-27d5-4f0a-9a52-6a4a1f8f3c11';
const THEIRS = '5d2f6a90-6f1b-4c8e-8a52-1a4a1f8f3c22';

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
    expect(await reconcileSchedules(client, [nightly('import')], OURS)).toEqual([
      { pipeline: 'import', change: 'created' },
    ]);
    expect(await reconcileSchedules(client, [nightly('import')], OURS)).toEqual([
      { pipeline: 'import', change: 'unchanged' },
    ]);
    expect(await reconcileSchedules(client, [nightly('import', { schedule: '0 5 * * *' })], OURS)).toEqual([
      { pipeline: 'import', change: 'updated' },
    ]);
    const runs = createRunClient(client);
    const state = await runs.nextScheduled(named('import'));
    expect(state?.paused).toBe(false);
    expect(new Date(state?.next ?? 0).getTime()).toBeGreaterThan(Date.now());

    await expect.poll(listed).toEqual(['dump-import/import']);
    expect(await reconcileSchedules(client, [nightly('import', { enabled: false })], OURS)).toEqual([
      { pipeline: 'import', change: 'deleted' },
    ]);
    expect(await runs.nextScheduled(named('import'))).toBeUndefined();
  });

  it('stay paused through an update', async () => {
    await reconcileSchedules(client, [nightly('paused')], OURS);
    await client.schedule.getHandle('dump-import/paused').pause('maintenance');
    await reconcileSchedules(client, [nightly('paused', { schedule: '30 4 * * *' })], OURS);
    expect(await createRunClient(client).nextScheduled(named('paused'))).toMatchObject({
      paused: true,
      note: 'maintenance',
    });
  });

  it.each([
    ['not a cron', 'Europe/Berlin', /is not valid/],
    ['0 2 * * *', 'Europe/Berln', /is not valid/],
    ['0 2 31 2 *', 'UTC', /never fires/],
    ['0 2 * * * 2030', 'UTC', /is not valid: has an unusable day of the week/],
  ])('refuses "%s" in "%s" and leaves the others in place', async (schedule, scheduleTimezone, why) => {
    const bad = nightly('bad', { schedule, scheduleTimezone });
    await expect(reconcileSchedules(client, [bad, nightly('paused')], OURS)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: expect.stringMatching(why),
    });
    expect(await createRunClient(client).nextScheduled(named('bad'))).toBeUndefined();
    expect(await createRunClient(client).nextScheduled(named('paused'))).toMatchObject({ paused: true });
  });

  /** As 0.1 made them. */
  const withoutInstallation = async (pipeline: string): Promise<void> => {
    await reconcileSchedules(client, [nightly(pipeline)], OURS);
    await client.schedule.getHandle(`dump-import/${pipeline}`).update((previous) => {
      const { installation: _, ...schedule } = previous.action.memo?.['schedule'] as Record<string, unknown>;
      return { ...previous, action: { ...previous.action, memo: { schedule } } };
    });
    await expect.poll(listed).toContain(`dump-import/${pipeline}`);
  };

  const exists = async (pipeline: string): Promise<boolean> =>
    (await createRunClient(client).nextScheduled(named(pipeline))) !== undefined;

  it('of another installation are left alone, reported, and deleted by that one only', async () => {
    await reconcileSchedules(client, [nightly('ours')], OURS);
    await expect.poll(listed).toContain('dump-import/ours');
    expect(await reconcileSchedules(client, [nightly('theirs')], THEIRS)).toEqual([
      { pipeline: 'theirs', change: 'created' },
      { pipeline: 'ours', schedule: 'dump-import/ours', change: 'left' },
    ]);
    expect(await exists('ours')).toBe(true);
    await expect.poll(listed).toContain('dump-import/theirs');
    expect(await reconcileSchedules(client, [], OURS)).toEqual(
      expect.arrayContaining([
        { pipeline: 'ours', change: 'deleted' },
        { pipeline: 'theirs', schedule: 'dump-import/theirs', change: 'left' },
      ]),
    );
    expect([await exists('ours'), await exists('theirs')]).toEqual([false, true]);
    expect(await reconcileSchedules(client, [], THEIRS)).toContainEqual({ pipeline: 'theirs', change: 'deleted' });
  });

  it('of an installation that no longer answers are taken over where the pipeline is configured', async () => {
    await reconcileSchedules(client, [nightly('moved')], THEIRS);
    await client.schedule.getHandle('dump-import/moved').pause('maintenance');
    expect(await reconcileSchedules(client, [nightly('moved')], OURS)).toContainEqual({
      pipeline: 'moved',
      change: 'adopted',
    });
    expect(await reconcileSchedules(client, [nightly('moved')], OURS)).toContainEqual({
      pipeline: 'moved',
      change: 'unchanged',
    });
    expect(await createRunClient(client).nextScheduled(named('moved'))).toMatchObject({
      paused: true,
      note: 'maintenance',
    });
  });

  it('of 0.1, which wrote no installation down, are adopted or deleted where the pipeline is configured, else left', async () => {
    for (const pipeline of ['old', 'switched-off', 'unknown']) await withoutInstallation(pipeline);
    const changes = await reconcileSchedules(
      client,
      [nightly('old'), nightly('switched-off', { enabled: false })],
      OURS,
    );
    expect(changes).toEqual(
      expect.arrayContaining([
        { pipeline: 'old', change: 'adopted' },
        { pipeline: 'switched-off', change: 'deleted' },
        { pipeline: 'unknown', schedule: 'dump-import/unknown', change: 'left' },
      ]),
    );
    expect([await exists('old'), await exists('switched-off'), await exists('unknown')]).toEqual([true, false, true]);
  });
});
