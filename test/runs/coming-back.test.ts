import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { MadeArchives } from '../support/make-archives.js';
import type { Block } from '../support/portal-config.js';
import { overlay } from '../support/portal-config.js';
import type { Portal } from '../support/portal.js';
import { startPortal } from '../support/portal.js';
import { temporalCli } from '../support/temporal-server.js';
import type { ProductProcess } from '../support/worker-process.js';
import { startProduct } from '../support/worker-process.js';

/** Of a heartbeat nobody may have to wait for the end; on a machine left alone it is under ten seconds. */
const HEARTBEAT_TIMEOUT_MS = 30_000;
const LIMIT_MS = 25_000;

let portal: Portal;
let archives: MadeArchives;
let dev: ProductProcess | undefined;
let own: Block;

beforeAll(async () => {
  portal = await startPortal();
  own = {
    temporal: { address: `127.0.0.1:${await freePort()}` },
    worker: { heartbeat_timeout: `${HEARTBEAT_TIMEOUT_MS}ms` },
  };
  portal.configure(own);
  archives = await portal.makeArchives({ scale: 0.01 });
});
afterAll(async () => {
  await stopDev();
  await portal.stop();
});
afterEach(() => {
  portal.mysqlProxy.setHooks({});
  portal.sftpProxy.set('down', {});
});

const data = (): string => join(portal.folder, 'temporal-of-dev');

const startDev = async (): Promise<ProductProcess> => {
  dev = await startProduct('cli', {
    config: join(portal.folder, 'stevedore.yaml'),
    args: ['dev', '--data', data()],
    env: { ...portal.secrets, TEMPORAL_CLI_PATH: temporalCli() },
    cwd: portal.folder,
    ready: /Stop with Ctrl-C/,
  });
  return dev;
};

/** The program alone; the Temporal server that it started lives on. */
const killDev = async (): Promise<void> => {
  dev?.signal('SIGKILL');
  expect(await dev?.exited).toBe('SIGKILL');
};

const stopDev = async (): Promise<void> => {
  if (dev?.isRunning() !== true) return;
  dev.signal('SIGTERM');
  expect(await dev.exited).toBe(0);
};

const temporalPid = (): number => {
  const file = join(data(), 'temporal.db.server.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid : 0;
};

/** A process that nobody has buried yet has no command line any more. */
const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';

const killAt = (user: string, statement: RegExp, when: 'before' | 'after') =>
  new Promise<void>((resolve) => {
    portal.mysqlProxy.setHooks({
      onQuery: (sql, connection) => {
        if (connection.user !== user || !statement.test(sql)) return 'forward';
        portal.mysqlProxy.setHooks({});
        return { when, kill: () => killDev().then(resolve) };
      },
    });
  });

const killInDownload = async (): Promise<void> => {
  portal.sftpProxy.set('down', { bytesPerSecond: 250_000 });
  const folder = join(portal.folder, 'data/import/temp/import');
  await eventually('a part of the download', () => {
    const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
    return files.some((name) => name.endsWith('.part') && statSync(join(folder, name)).size > 0) || undefined;
  });
  await killDev();
  portal.sftpProxy.set('down', {});
};

/** A run whose program is killed and started again at once. */
const endsInTime = async (kill: () => Promise<void>): Promise<{ log: string }> => {
  const killed = kill();
  const runId = await portal.startRun({ force: true });
  await killed;
  const started = Date.now();
  const { log } = await startDev();
  const up = Date.now() - started;
  expect(await portal.runEnded(runId)).toMatchObject({ status: 'success', error: null });
  const done = Date.now() - started;
  console.log(`up after ${up} ms, success after ${done} ms`);
  expect(done).toBeLessThan(LIMIT_MS);
  expect(await portal.differences(archives.dumps)).toEqual([]);
  return { log: log() };
};

const COMMIT = /^\s*RENAME TABLE[\s\S]*`imp_mvdsb`/i;

describe('`stevedore dev` that is killed and started again at once', () => {
  it.each<[string, () => Promise<void>]>([
    ['in the download', killInDownload],
    ['in the load', () => killAt('stevedore_loader', /^LOAD DATA LOCAL/, 'before')],
    ['just before the publish', () => killAt('stevedore_publisher', COMMIT, 'before')],
    ['just after the publish', () => killAt('stevedore_publisher', COMMIT, 'after')],
  ])('%s, ends the run long before a heartbeat has timed out', async (_where, kill) => {
    if (dev?.isRunning() !== true) await startDev();
    const { log } = await endsInTime(kill);
    expect(log).toContain('its steps are tried again');
  });

  it('in the load, does so beside a worker on another host, whose steps it leaves alone', async () => {
    portal.configure(
      overlay(own, { worker: { host_id: 'another-host' }, import: { storage: { temp_dir: './data/another' } } }),
    );
    const another = await portal.startWorker();
    portal.configure(own);
    try {
      await endsInTime(() => killAt('stevedore_loader', /^LOAD DATA LOCAL/, 'before'));
      expect(another.isRunning()).toBe(true);
    } finally {
      await another.stop();
    }
  });

  it('runs each time when it is started, killed, started, stopped and started without pauses', async () => {
    await stopDev();
    for (let round = 0; round < ROUNDS; round++) {
      await startDev();
      const server = temporalPid();
      await killDev();
      expect(isAlive(server)).toBe(true);
      await startDev();
      expect(temporalPid()).toBe(server);
      await stopDev();
      expect(isAlive(server)).toBe(false);
      expect(existsSync(join(data(), 'temporal.db.server.json'))).toBe(false);
    }
    await startDev();
    await eventually(
      'the program is ready',
      async () => (await portal.get('/health/ready')).status === 200 || undefined,
    );
  });

  it('says in its status and its health that the target is away, until it is back', async () => {
    const alertsOf = async (): Promise<unknown[]> =>
      (await portal.get('/api/v1/import/status')).body['alerts'] as unknown[];
    expect(JSON.stringify(await alertsOf())).not.toContain('The target is away');
    await portal.target.kill9();
    await eventually(
      'the alert',
      async () => JSON.stringify(await alertsOf()).includes('The target is away') || undefined,
    );
    expect((await portal.get('/health/ready')).body['alerts']).toContainEqual(
      expect.objectContaining({ pipeline: 'import', kind: 'target_away' }),
    );
    expect((await portal.cli('status')).stdout).toContain('The target is away');
    await portal.target.restart();
    await eventually(
      'no alert',
      async () => !JSON.stringify(await alertsOf()).includes('The target is away') || undefined,
    );
  });
});

const ROUNDS = Number(process.env['STEVEDORE_TEST_ROUNDS'] ?? 2);
