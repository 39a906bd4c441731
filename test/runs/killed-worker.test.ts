import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import type { MadeArchives } from '../support/make-archives.js';
import type { HistoryEvent, Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

let portal: Portal;
let worker: ProductProcess;
let archives: MadeArchives;

beforeAll(async () => {
  portal = await startPortal();
  archives = await portal.makeArchives({ scale: 0.01 });
  await portal.startServer();
});
afterAll(() => portal.stop());
beforeEach(async () => {
  worker = await portal.startWorker();
});
afterEach(async () => {
  portal.mysqlProxy.setHooks({});
  portal.sftpProxy.set('down', {});
  await worker.kill9();
});

/** The highest try of each activity in the history. */
const triesOf = (history: readonly HistoryEvent[]): Record<string, number> => {
  const types = new Map<string, string>();
  const tries: Record<string, number> = {};
  for (const event of history) {
    const scheduled = event['activityTaskScheduledEventAttributes'] as
      | { activityType?: { name?: string } }
      | null
      | undefined;
    if (scheduled) types.set(String(event['eventId']), scheduled.activityType?.name ?? '');
    const started = event['activityTaskStartedEventAttributes'] as
      | { scheduledEventId?: unknown; attempt?: number }
      | null
      | undefined;
    if (!started) continue;
    const type = types.get(String(started.scheduledEventId)) ?? '';
    tries[type] = Math.max(tries[type] ?? 0, started.attempt ?? 1);
  }
  return tries;
};

const endsPublished = async (runId: string) => {
  worker = await portal.startWorker();
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', error: null });
  expect(await portal.differences(archives.dumps)).toEqual([]);
  expect(await portal.target.query("SHOW DATABASES LIKE 'imp\\_%'")).toBe('');
  return triesOf(await portal.history(runId));
};

/** Kills the worker at the first statement that matches; resolves once it is dead. */
const killAt = (user: string, statement: RegExp, when: 'before' | 'after') =>
  new Promise<void>((resolve) => {
    portal.mysqlProxy.setHooks({
      onQuery: (sql, connection) => {
        if (connection.user !== user || !statement.test(sql)) return 'forward';
        portal.mysqlProxy.setHooks({});
        return { when, kill: () => worker.kill9().then(resolve) };
      },
    });
  });

describe('a worker that is killed', () => {
  it('during the download is replaced by one that resumes it', async () => {
    portal.sftpProxy.set('down', { bytesPerSecond: 250_000 });
    const runId = await portal.startRun();
    const directory = join(portal.folder, 'data/import/temp/import', runId);
    const whole = statSync(archives.archives.mvdsb).size;
    const part = await eventually('a part of the download', () => {
      const [file] = filesUnder(directory).filter((name) => name.includes('mvdsb') && name.endsWith('.part'));
      const size = file === undefined ? 0 : statSync(file).size;
      return file !== undefined && size > 0 && size < whole ? file : undefined;
    });
    await worker.kill9();
    const left = statSync(part).size;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(whole);
    portal.sftpProxy.set('down', {});
    expect((await endsPublished(runId))['fetchArchive']).toBeGreaterThan(1);
    const { body } = await portal.get(`/api/v1/runs/${runId}/logs`);
    expect(JSON.stringify(body)).toContain(`resumed at byte ${left}`);
  });

  it('during the load is replaced by one that continues', async () => {
    const killed = killAt('stevedore_loader', /^LOAD DATA LOCAL/, 'before');
    const runId = await portal.startRun({ force: true });
    await killed;
    expect(portal.mysqlProxy.fired.at(-1)).toMatchObject({ did: 'killed before', user: 'stevedore_loader' });
    expect((await endsPublished(runId))['stageDump']).toBeGreaterThan(1);
  });

  it('just before the rename has changed nothing, and its successor publishes', async () => {
    const live = await portal.target.query('SELECT COUNT(*) FROM mvdsb.person');
    const killed = killAt('stevedore_publisher', PUBLISHING_RENAME, 'before');
    const runId = await portal.startRun({ force: true });
    await killed;
    expect(portal.mysqlProxy.fired.at(-1)).toMatchObject({ did: 'killed before', user: 'stevedore_publisher' });
    expect(await portal.target.query('SELECT COUNT(*) FROM mvdsb.person')).toBe(live);
    expect((await endsPublished(runId))['publish']).toBeGreaterThan(1);
  });

  it('just after the rename has published, and its successor makes the views and triggers and does not publish again', async () => {
    const killed = killAt('stevedore_publisher', PUBLISHING_RENAME, 'after');
    const runId = await portal.startRun({ force: true });
    await killed;
    expect(portal.mysqlProxy.fired.at(-1)).toMatchObject({ did: 'killed after', answer: 'ok' });
    expect(
      await portal.target.query("SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = 'mvdsb'"),
    ).toBe('0');
    expect((await endsPublished(runId))['publish']).toBeGreaterThan(1);
    const { body } = await portal.get(`/api/v1/runs/${runId}/logs`);
    expect(JSON.stringify(body)).toMatch(/had been published by an earlier try|An interrupted publish was/);
  });
});

/** The one statement that puts the databases live moves the token too. */
const PUBLISHING_RENAME = /^\s*RENAME TABLE[\s\S]*`imp_mvdsb`/i;

const filesUnder = (directory: string): string[] => {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name));
  } catch {
    return [];
  }
};
