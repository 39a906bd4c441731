import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Edition, Editions } from '../support/editions.js';
import { EDITION_TWEAKS, LEFTOVERS, otherEdition, startEditions } from '../support/editions.js';
import { writesIn } from '../support/general-log.js';
import type { QueryVerdict } from '../support/mysql-proxy.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';

const SCALE = 0.002;
const HEARTBEAT_TIMEOUT_MS = 5_000;

let portal: Portal;
let editions: Editions;
let worker: ProductProcess;
let live: Edition = 'red';
let day = 0;

beforeAll(async () => {
  [portal, editions] = await Promise.all([
    startPortal({ generalLog: true, change: { import: { publish: { guards: { enabled: false } } } } }),
    startEditions(SCALE),
  ]);
  await portal.startServer();
  worker = await portal.startWorker();
  for (let i = 0; i < 2; i++) await portal.runEnded((await begin()).runId);
});
afterAll(() => Promise.all([portal.stop(), editions.stop()]));

const begin = async () => {
  const to = otherEdition(live);
  day += 1;
  await portal.makeArchives({ scale: SCALE, tweak: EDITION_TWEAKS[to], date: `202601${String(day).padStart(2, '0')}` });
  live = to;
  return { to, runId: await portal.startRun({ force: true }) };
};

/**
 * Pauses the worker at the first statement that matches; what it had sent is passed on at once, or only when it
 * resumes.
 */
const stopAt = (zombie: ProductProcess, user: string, statement: RegExp, inFlight: boolean, after: RegExp) => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let armed = false;
  const stopped = new Promise<string>((resolve) => {
    portal.mysqlProxy.setHooks({
      onQuery: (sql, connection): QueryVerdict => {
        armed ||= after.test(sql);
        if (!armed || connection.user !== user || !statement.test(sql)) return 'forward';
        portal.mysqlProxy.setHooks({});
        zombie.signal('SIGSTOP');
        resolve(sql);
        return inFlight ? { hold: released } : 'forward';
      },
    });
  });
  return { stopped, release };
};

const COMMIT = /^RENAME TABLE `stevedore`\.`current_import`/;

/**
 * What a worker may write that was handed a step of a run which is over: the run's log, and its own entry in the fence,
 * after which it finds that there is nothing to do. Requests are recorded by the server.
 */
const RECORD = new RegExp(
  '^insert into `(log_lines|api_metrics)`|' +
    '^(create (database|table) if not exists|insert into|update|delete from) `stevedore`(\\.`(epochs|connections|staged|journal|originals)`)?',
  'i',
);

const stateOfTheTarget = async (): Promise<string> => {
  const tables = await portal.target.query(
    `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, ' ', IFNULL(CREATE_TIME, '')) FROM information_schema.TABLES
      WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema') ORDER BY 1`,
  );
  return `${tables}\n${await portal.target.query('SELECT * FROM stevedore.current_import; SELECT * FROM stevedore.previous_import')}`;
};

describe('a worker that is stopped and taken for dead', () => {
  it.each<[string, string, RegExp, boolean, RegExp?]>([
    ['in the load, its rows under way', 'stevedore_loader', /^LOAD DATA LOCAL .* INTO TABLE `evaluation`/, false],
    ['in the trial of the objects, in staging', 'stevedore_owner', /^DROP TRIGGER/, false],
    [
      'in the publish, between its first trigger and the rename',
      'stevedore_owner',
      /^DROP TRIGGER/,
      false,
      /`journal`.*VALUES/,
    ],
    ['in the publish, its RENAME held up by the network', 'stevedore_publisher', COMMIT, true],
    ['in the publish, its RENAME done and its answer unread', 'stevedore_publisher', COMMIT, false],
  ])(
    '%s, changes nothing when it goes on after its successor has published',
    async (_where, user, statement, inFlight, after = /./) => {
      const zombie = worker;
      const strike = stopAt(zombie, user, statement, inFlight, after);
      const { to, runId } = await begin();
      await strike.stopped;
      const stoppedAt = portal.target.generalLog().length;

      const successor = await portal.startWorker();
      expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', error: null });
      expect(await editions.held(portal.target)).toBe(to);
      const commits = writesIn(portal.target.generalLog().slice(stoppedAt)).filter((sql) => COMMIT.test(sql));
      // Of the one that was under way the log knows from before, or from just after.
      if (statement !== COMMIT || inFlight) expect(commits).toHaveLength(1);
      expect(commits.length).toBeLessThanOrEqual(1);
      // From here on whatever is written is the zombie's.
      await successor.kill9();
      const before = await stateOfTheTarget();
      const resumedAt = portal.target.generalLog().length;

      zombie.signal('SIGCONT');
      strike.release();
      await sleep(HEARTBEAT_TIMEOUT_MS);
      expect(zombie.isRunning()).toBe(true);
      const writes = writesIn(portal.target.generalLog().slice(resumedAt));
      expect(writes.filter((sql) => !RECORD.test(sql))).toEqual([]);
      expect(await stateOfTheTarget()).toBe(before);
      expect(await editions.held(portal.target)).toBe(to);
      expect(await portal.target.query(LEFTOVERS)).toBe('');
      // It is a worker like any other again: the next run is its.
      worker = zombie;
    },
  );
});
