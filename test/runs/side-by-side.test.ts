import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

let portal: Portal;

beforeAll(async () => {
  portal = await startPortal();
  await portal.makeArchives({ date: '20260301' });
  await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

it('steps that need nothing of each other run at the same time', async () => {
  const runId = await portal.startRun({ force: true });
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  const asked = new Map<string, number>();
  const ended = new Map<string, number>();
  const types = new Map<string, string>();
  for (const [at, event] of (await portal.history(runId)).entries()) {
    const scheduled = event['activityTaskScheduledEventAttributes'] as { activityType: { name: string } } | undefined;
    const completed = event['activityTaskCompletedEventAttributes'] as { scheduledEventId: unknown } | undefined;
    if (scheduled !== undefined) {
      const { name } = scheduled.activityType;
      types.set(String(event['eventId']), name);
      if (!asked.has(name)) asked.set(name, at);
    }
    if (completed !== undefined) ended.set(types.get(String(completed.scheduledEventId)) ?? '', at);
  }
  const areTogether = (one: string, other: string): boolean =>
    Math.max(asked.get(one) ?? NaN, asked.get(other) ?? NaN) < Math.min(ended.get(one) ?? NaN, ended.get(other) ?? NaN);
  expect(areTogether('settle', 'listArchives')).toBe(true);
  expect(areTogether('flushCache', 'recordGeneration')).toBe(true);
  expect(areTogether('flushCache', 'removeFiles')).toBe(true);
  // What is live is known before a new import begins, and files are needed until it is published.
  expect(asked.get('fetchArchive')).toBeGreaterThan(ended.get('settle') ?? NaN);
  expect(asked.get('removeFiles')).toBeGreaterThan(ended.get('publish') ?? NaN);
});
