import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Edition, Editions } from '../support/editions.js';
import { LEFTOVERS, otherEdition, startEditions, EDITION_TWEAKS } from '../support/editions.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import type { ProductProcess } from '../support/worker-process.js';
import type { PointResult } from './point-result.js';
import { onlyReads, statementKey } from './statement-key.js';

/** A point of a whole run at which its worker dies. */
export type WorkerPoint =
  /** The n-th time, from 0, that a run sends a statement of this key. */
  | {
      readonly kind: 'statement';
      readonly key: string;
      readonly nth: number;
      readonly when: 'before' | 'after';
      readonly of: string;
    }
  /** So large a part of the archives' bytes has arrived. */
  | { readonly kind: 'download'; readonly share: number }
  /** A dump is being unpacked, or is unpacked and being scanned. */
  | { readonly kind: 'unpack' };

export interface Statement {
  readonly key: string;
  readonly nth: number;
  readonly reads: boolean;
}

export interface WorkerStriker {
  /** The statements of a whole run, and which of them are the publish. */
  readonly record: () => Promise<{ readonly whole: Statement[]; readonly publish: Statement[] }>;
  readonly strike: (point: WorkerPoint) => Promise<PointResult>;
  readonly stop: () => Promise<void>;
}

const SCALE = 0.002;

/** Each edition has a table that the other does not. */
const WITHOUT_GUARDS = { import: { publish: { guards: { enabled: false } } } };

/** Starts a portal whose worker process is killed at one point of each run; only the test restarts it. */
export const createWorkerStriker = async (): Promise<WorkerStriker> => {
  const [portal, editions] = await Promise.all([startPortal({ change: WITHOUT_GUARDS }), startEditions(SCALE)]);
  await portal.startServer();
  let worker = await portal.startWorker();
  let live: Edition = 'red';
  let day = 0;

  /** Puts the other edition's archives on the server and starts a run that imports them. */
  const begin = async () => {
    const to = otherEdition(live);
    day += 1;
    const date = new Date(Date.UTC(2026, 0, day)).toISOString().slice(0, 10).replaceAll('-', '');
    await portal.makeArchives({ scale: SCALE, tweak: EDITION_TWEAKS[to], date });
    const bytes = portal.sftpProxy.bytes.down;
    const runId = await portal.startRun({ force: true });
    return { from: live, to, runId, bytes };
  };
  const end = async (runId: string, to: Edition): Promise<void> => {
    const run = await portal.runEnded(runId, 20 * 60_000);
    if (run['status'] !== 'success') throw new Error(`A run without a strike failed: ${JSON.stringify(run)}`);
    live = to;
  };
  let downloadBytes = 0;
  for (let i = 0; i < 3; i++) {
    const { runId, to, bytes } = await begin();
    await end(runId, to);
    downloadBytes = portal.sftpProxy.bytes.down - bytes;
  }

  const strikeOnce = async (point: WorkerPoint): Promise<PointResult> => {
    const started = Date.now();
    const problems: string[] = [];
    const fired = portal.mysqlProxy.fired.length;
    const strike = aim(portal, () => worker, point, downloadBytes);
    const { from, to, runId, bytes } = await begin();
    const struck = await strike.struck(runId, bytes, sleep(60_000, undefined, { ref: false }));
    portal.sftpProxy.set('down', {});
    portal.mysqlProxy.setHooks({});
    if (struck === undefined) problems.push('did not fire');
    else if (worker.isRunning()) problems.push('the worker lives');
    else if ((await worker.exited) !== 'SIGKILL') problems.push(`the worker ended by ${String(await worker.exited)}`);
    const did = portal.mysqlProxy.fired[fired];
    if (point.kind === 'statement' && did?.did !== `killed ${point.when}`) problems.push(`did not fire: ${did?.did}`);
    const seen = await editions.shown(portal.target);
    const shown = seen === from ? 'old' : seen === to ? 'new' : 'mixed';
    if (shown === 'mixed') problems.push(`readers saw ${seen}`);
    if (!worker.isRunning()) worker = await portal.startWorker();
    const run = await portal.runEnded(runId, 20 * 60_000);
    if (run['status'] !== 'success')
      problems.push(`the run ended ${String(run['status'])}: ${JSON.stringify(run['error'])}`);
    problems.push(...(await wholeAgain(portal, editions, to)));
    const settled = /Settled an interrupted publish.*?"settlement":"(\w+)"|"settlement":"(\w+)".*?Settled/.exec(
      worker.log(),
    );
    live = to;
    return {
      point: describePoint(point),
      struck: struck ?? '-',
      shown,
      settlement: settled?.[1] ?? settled?.[2] ?? '-',
      ms: Date.now() - started,
      problems,
    };
  };

  return {
    record: async () => {
      const whole: Statement[] = [];
      const count = countKeys();
      portal.mysqlProxy.setHooks({
        onQuery: (sql, { user }) => {
          whole.push({ ...count(user, sql), reads: onlyReads(sql) });
          return 'forward';
        },
      });
      const { runId, to } = await begin();
      await end(runId, to);
      portal.mysqlProxy.setHooks({});
      const commit = whole.findIndex(({ key }) => key.includes('RENAME TABLE `stevedore`.`current_import`'));
      const isEpoch = ({ key }: Statement) => key.includes('INSERT INTO `stevedore`.`epochs`');
      const isClose = ({ key }: Statement) => key.includes('DELETE FROM `stevedore`.`connections` WHERE epoch = ');
      const first = whole.findLastIndex((statement, at) => at < commit && isEpoch(statement));
      const last = whole.findIndex((statement, at) => at > commit && isClose(statement));
      return { whole, publish: whole.slice(first, last + 1) };
    },
    strike: async (point) => {
      const result = await strikeOnce(point);
      // Some statements only lead from one edition to the other.
      const missed =
        result.problems.length > 0 && result.problems.every((problem) => problem.startsWith('did not fire'));
      return missed ? strikeOnce(point) : result;
    },
    stop: async () => {
      await Promise.all([portal.stop(), editions.stop()]);
    },
  };
};

const describePoint = (point: WorkerPoint): string => {
  if (point.kind === 'statement') return `worker ${point.of} ${point.when}`;
  return point.kind === 'download' ? `worker download ${Math.round(point.share * 100)} %` : 'worker unpack';
};

/** How often each key was seen. */
const countKeys = () => {
  const seen = new Map<string, number>();
  return (user: string, sql: string): { key: string; nth: number } => {
    const key = statementKey(user, sql);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { key, nth };
  };
};

/** Kills the worker at the point; `struck` is what it was doing, or undefined when time is up. */
const aim = (portal: Portal, worker: () => ProductProcess, point: WorkerPoint, downloadBytes: number) => {
  if (point.kind === 'statement') {
    const count = countKeys();
    let done: (text: string) => void = () => undefined;
    const killed = new Promise<string>((resolve) => (done = resolve));
    let hit = false;
    portal.mysqlProxy.setHooks({
      onQuery: (sql, { user }) => {
        const { key, nth } = count(user, sql);
        if (hit || key !== point.key || nth !== point.nth) return 'forward';
        hit = true;
        return {
          when: point.when,
          kill: async () => {
            await worker().kill9();
            done(key);
          },
        };
      },
    });
    return { struck: (_run: string, _bytes: number, timeout: Promise<undefined>) => Promise.race([killed, timeout]) };
  }
  if (point.kind === 'download') portal.sftpProxy.set('down', { bytesPerSecond: Math.max(50_000, downloadBytes / 2) });
  return {
    struck: async (runId: string, bytes: number, timeout: Promise<undefined>) => {
      let over = false;
      void timeout.then(() => (over = true));
      const directory = join(portal.folder, 'data/import/temp/import', runId);
      while (!over) {
        const files = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [];
        const ready =
          point.kind === 'download'
            ? portal.sftpProxy.bytes.down - bytes >= downloadBytes * point.share
            : files.some((file) => file.includes('dump.sql')) &&
              files.filter((file) => file.endsWith('index.json')).length < 2;
        if (ready) {
          await worker().kill9();
          return `files: ${
            readdirSync(directory, { recursive: true, encoding: 'utf8' })
              .filter((file) => file.includes('/'))
              .join(' ') || 'none'
          }`;
        }
        await sleep(2);
      }
      return undefined;
    },
  };
};

/**
 * What must hold once the run has ended: the new edition whole, nothing left on the server, in the journal or on the
 * disk.
 */
const wholeAgain = async (portal: Portal, editions: Editions, to: Edition): Promise<string[]> => {
  const held = await editions.held(portal.target);
  const leftovers = await portal.target.query(LEFTOVERS);
  const work = join(portal.folder, 'data/import/temp/import');
  const files = existsSync(work) ? readdirSync(work) : [];
  return [
    ...(held === to
      ? []
      : [`in the end: ${typeof held === 'string' ? held : held.differences.slice(0, 3).join('; ')}`]),
    ...(leftovers === '' ? [] : leftovers.split('\n').map((left) => `left behind: ${left}`)),
    ...files.map((file) => `left behind: work files of ${file}`),
  ];
};
