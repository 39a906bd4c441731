import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { CheckAnswer, Description } from './check-answers.js';
import { createAnswerCheck } from './check-answers.js';
import { compareDatabases } from './compare-databases.js';
import type { FaultProxy } from './fault-proxy.js';
import { startFaultProxy } from './fault-proxy.js';
import { DEMO_DATABASES } from './dump-data.js';
import { freePort } from './free-port.js';
import type { MadeArchives, MakeArchivesOptions } from './make-archives.js';
import { makeArchives } from './make-archives.js';
import { createAccounts } from './mariadb-accounts.js';
import type { MariadbServer } from './mariadb-server.js';
import { startTargetServer } from './target-server.js';
import type { MysqlProxy } from './mysql-proxy.js';
import { startMysqlProxy } from './mysql-proxy.js';
import type { OpenSshServer } from './openssh-server.js';
import { startOpenSsh } from './openssh-server.js';
import type { Block, PortalSecrets } from './portal-config.js';
import { overlay, PORTAL_SECRETS, writePortalConfig } from './portal-config.js';
import type { RedisServer } from './redis-server.js';
import { startRedis } from './redis-server.js';
import type { TemporalServer } from './temporal-server.js';
import { startTemporal } from './temporal-server.js';
import { temporaryFolder } from './temporary-folder.js';
import type { CliResult, ProductProcess } from './worker-process.js';
import { runCli, startProduct } from './worker-process.js';

/** The federation's portal in small: all servers that an import touches, and the product's programs beside them. */
export interface Portal {
  readonly target: MariadbServer;
  readonly redis: RedisServer;
  readonly ssh: OpenSshServer;
  readonly temporal: TemporalServer;
  /** Between the product and the target; forwards everything until a test sets hooks. */
  readonly mysqlProxy: MysqlProxy;
  /** Between the product and the SFTP server. */
  readonly sftpProxy: FaultProxy;
  readonly client: Client;
  readonly secrets: PortalSecrets;
  readonly folder: string;
  /** Where archives appear. */
  readonly exports: string;
  readonly apiUrl: string;
  /** Rewrites the configuration, with `change` merged into it. */
  readonly configure: (change?: Block) => void;
  readonly makeArchives: (options?: Partial<MakeArchivesOptions>) => Promise<MadeArchives>;
  readonly startWorker: () => Promise<ProductProcess>;
  readonly startServer: () => Promise<ProductProcess>;
  readonly cli: (...args: string[]) => Promise<CliResult>;
  /** These two check each answer against the server's own `/openapi.json`. */
  readonly get: (path: string) => Promise<{ status: number; body: Record<string, unknown> }>;
  readonly post: (path: string, body?: unknown) => Promise<{ status: number; body: Record<string, unknown> }>;
  /** Starts a run and returns its id. */
  readonly startRun: (options?: {
    force?: boolean;
    by?: string;
    override_guards?: readonly string[];
  }) => Promise<string>;
  /** The run as the API shows it once it has ended. */
  readonly runEnded: (runId: string, timeoutMs?: number) => Promise<Record<string, unknown>>;
  /** The run's history as JSON. */
  readonly history: (runId: string) => Promise<HistoryEvent[]>;
  /** Where the live databases differ from `mariadb < dump.sql` on the reference server; empty where all is equal. */
  readonly differences: (dumps: MadeArchives['dumps']) => Promise<string[]>;
  readonly stop: () => Promise<void>;
}

export interface HistoryEvent {
  readonly eventType: string;
  readonly [attributes: string]: unknown;
}

export interface PortalOptions {
  readonly change?: Block;
  readonly generalLog?: boolean;
  /** @default 'sftp' */
  readonly sshOffers?: 'sftp' | 'shell';
}

/** Quick waits, so that a killed worker is missed within seconds; everything else as a user has it. */
const QUICK: Block = {
  worker: { host_id: 'test-host', heartbeat_timeout: '5s', host_return_timeout: '60s' },
  redis: { flush_again_after: '0s' },
  import: {
    load_check: { enabled: false },
    freshness: { stable_for: '50ms' },
    retry: { retry_delay: '200ms' },
    publish: { lock_timeout: '5s' },
  },
};

/** Starts the servers of a portal; each test file has its own, so that files can run in parallel. */
export async function startPortal(options: PortalOptions = {}): Promise<Portal> {
  const folder = temporaryFolder('portal');
  const exports = join(folder, 'exports');
  mkdirSync(exports);
  const secrets = Object.fromEntries(
    PORTAL_SECRETS.map((name) => [name, `canary-${name.toLowerCase()}-${randomBytes(6).toString('hex')}`]),
  ) as PortalSecrets;
  const [target, redis, ssh, temporal, apiPort] = await Promise.all([
    startTargetServer({ generalLog: options.generalLog ?? false }),
    startRedis({ password: secrets.REDIS_PASSWORD }),
    startOpenSsh(exports, { offers: options.sshOffers ?? 'sftp' }),
    startTemporal(),
    freePort(),
  ]);
  const [mysqlProxy, sftpProxy] = await Promise.all([startMysqlProxy(target), startFaultProxy(ssh)]);
  await createAccounts(target, {
    databases: DEMO_DATABASES,
    passwords: {
      loader: secrets.MYSQL_LOADER_PASSWORD,
      publisher: secrets.MYSQL_PUBLISHER_PASSWORD,
      owner: secrets.MYSQL_OWNER_PASSWORD,
    },
  });
  const addresses = {
    mysql: mysqlProxy,
    redis,
    ssh: { ...ssh, host: sftpProxy.host, port: sftpProxy.port },
    apiPort,
    temporalAddress: temporal.address,
  };
  let config = '';
  const configure = (change: Block = {}): void => {
    config = writePortalConfig(folder, addresses, overlay(overlay(QUICK, options.change ?? {}), change));
  };
  configure();
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const running: ProductProcess[] = [];
  const start = async (program: 'worker' | 'server', ready: RegExp): Promise<ProductProcess> => {
    const process = await startProduct(program, { config, env: secrets, cwd: folder, ready });
    running.push(process);
    return process;
  };
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  let check: CheckAnswer | undefined;
  const call = async (path: string, init?: RequestInit) => {
    const response = await fetch(`${apiUrl}${path}`, init);
    check ??= createAnswerCheck((await (await fetch(`${apiUrl}/openapi.json`)).json()) as Description);
    await check(init?.method ?? 'GET', path, response.clone());
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const get: Portal['get'] = (path) => call(path);
  const post: Portal['post'] = (path, body = {}) =>
    call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  let reference: MariadbServer | undefined;

  return {
    target,
    redis,
    ssh,
    temporal,
    mysqlProxy,
    sftpProxy,
    client,
    secrets,
    folder,
    exports,
    apiUrl,
    configure,
    makeArchives: (more = {}) =>
      makeArchives({
        directory: exports,
        date: '20260301',
        zipPasswords: { mvdsb: secrets.MVDSB_ZIP_PASSWORD, portal64_bdw: secrets.PORTAL64_ZIP_PASSWORD },
        ...more,
      }),
    startWorker: () => start('worker', /Worker started/),
    startServer: () => start('server', /API started/),
    cli: (...args) => runCli(args, { config, env: secrets, cwd: folder }),
    get,
    post,
    startRun: async (body = {}) => {
      const { status, body: run } = await post('/api/v1/runs', { pipeline: 'import', ...body });
      if (status !== 202) throw new Error(`The run did not start: ${status} ${JSON.stringify(run)}`);
      return String(run['run_id']);
    },
    runEnded: async (runId, timeoutMs = 90_000) => {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const { body } = await get(`/api/v1/runs/${runId}`);
        if (body['status'] !== 'running' && body['status'] !== undefined && body['completed_at'] != null) return body;
        if (Date.now() > deadline) throw new Error(`The run has not ended in ${timeoutMs} ms: ${JSON.stringify(body)}`);
        await sleep(100);
      }
    },
    history: async (runId) => {
      const handle = client.workflow.getHandle('dump-import/import', runId);
      const { events } = await handle.fetchHistory();
      return (events ?? []).map((event) => ({ ...event, eventType: String(event.eventType) }));
    },
    differences: async (dumps) => {
      reference ??= await startTargetServer();
      await reference.query(DEMO_DATABASES.map((name) => `DROP DATABASE IF EXISTS ${name}`).join(';'));
      await reference.query('CREATE DATABASE mvdsb');
      await reference.load(dumps.mvdsb, 'mvdsb');
      await reference.load(dumps.portal64_bdw);
      const found: string[] = [];
      for (const database of DEMO_DATABASES)
        found.push(...(await compareDatabases(target, reference, database)).differences);
      return found;
    },
    stop: async () => {
      await Promise.all(running.map((process) => process.kill9()));
      await connection.close();
      await Promise.all([mysqlProxy.stop(), sftpProxy.stop()]);
      await Promise.all([target.stop(), redis.stop(), ssh.stop(), temporal.stop(), reference?.stop()]);
    },
  };
}
