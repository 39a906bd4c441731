import { utimesSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MadeArchives } from '../support/make-archives.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';

const STABLE_FOR_MS = 4_000;

let portal: Portal;
let made: MadeArchives;

beforeAll(async () => {
  portal = await startPortal({ change: { import: { freshness: { stable_for: `${STABLE_FOR_MS}ms` } } } });
  made = await portal.makeArchives({ date: '20260301' });
  await Promise.all([portal.startWorker(), portal.startServer()]);
});
afterAll(() => portal.stop());

/** Runs, and returns the order in which the steps began. */
const stepsOfRun = async (): Promise<string[]> => {
  const runId = await portal.startRun({ force: true });
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success' });
  const events = await portal.history(runId);
  return events.flatMap((event) => {
    const attributes = event['activityTaskScheduledEventAttributes'] as { activityType: { name: string } } | undefined;
    return attributes === undefined ? [] : [attributes.activityType.name];
  });
};

describe('the second look at the archives', () => {
  it('happens beside the work on them, and before anything is published', async () => {
    const now = new Date();
    for (const archive of Object.values(made.archives)) utimesSync(archive, now, now);
    const steps = await stepsOfRun();
    expect(steps.filter((step) => step === 'listArchives')).toHaveLength(2);
    expect(steps.lastIndexOf('listArchives')).toBeGreaterThan(steps.indexOf('fetchArchive'));
    expect(steps.lastIndexOf('listArchives')).toBeLessThan(steps.indexOf('publish'));
  });

  it('is not needed on archives that nobody has written to for ten minutes', async () => {
    const before = new Date(Date.now() - 11 * 60_000);
    for (const archive of Object.values(made.archives)) utimesSync(archive, before, before);
    const steps = await stepsOfRun();
    expect(steps.filter((step) => step === 'listArchives')).toHaveLength(1);
  });
});
