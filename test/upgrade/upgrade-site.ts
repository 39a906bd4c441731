import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { RunningProcess } from '../support/child-process.js';
import { startProcess } from '../support/child-process.js';
import { eventually } from '../support/eventually.js';
import type { FaultProxy } from '../support/fault-proxy.js';
import { startFaultProxy } from '../support/fault-proxy.js';
import { freePort } from '../support/free-port.js';
import type { LoadMeter } from '../support/load-meter.js';
import { startLoadMeter } from '../support/load-meter.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

export type Json = Readonly<Record<string, unknown>>;

/** The pipelines of the site that import a dump into a database of their own name. */
export const DUMP_PIPELINES = ['earlier', 'gate', 'approval', 'missing', 'away'] as const;
export type DumpPipeline = (typeof DUMP_PIPELINES)[number];

/** Servers for one pipeline of each way to wait, and the programs of one version of the product at a time. */
export interface UpgradeSite {
  readonly target: MariadbServer;
  /** Of copies: the source, and what is written. */
  readonly stage: PostgresServer;
  readonly local: PostgresServer;
  readonly meter: LoadMeter;
  /** Between the pipeline `away` and the SFTP server. */
  readonly away: FaultProxy;
  /** A web service that asks to be asked later until it is told to answer. */
  readonly service: { readonly answer: () => void; readonly stop: () => Promise<void> };
  readonly temporalAddress: string;
  /** Puts a dump where a pipeline finds it; its note is the one row of the table `note`. */
  readonly putDump: (pipeline: DumpPipeline, note: string) => void;
  /** Ends the programs that run, and starts those in this folder. */
  readonly start: (programs: string) => Promise<void>;
  readonly ask: (
    method: string,
    path: string,
    body?: Json,
  ) => Promise<{ readonly status: number; readonly body: Json }>;
  /** Starts a run; gives its id. */
  readonly run: (body: Json) => Promise<string>;
  readonly waiting: (runId: string, kind?: string) => Promise<Json>;
  readonly ended: (runId: string) => Promise<Json>;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

export type StoreKind = 'mariadb' | 'postgres';

export async function startUpgradeSite(store: StoreKind): Promise<UpgradeSite> {
  const folder = temporaryFolder('upgrade');
  const exports = join(folder, 'exports');
  mkdirSync(exports);
  const [target, stage, local, ssh, temporal, meter, port] = await Promise.all([
    startMariadb(),
    startPostgres(),
    startPostgres(),
    startOpenSsh(exports),
    startTemporal(),
    startLoadMeter(),
    freePort(),
  ]);
  const [away, service] = await Promise.all([startFaultProxy(ssh), startBusyService()]);
  const accounts = await createAccounts(target, { databases: DUMP_PIPELINES });
  await Promise.all([
    stage.query('create database shop'),
    local.query('create database app'),
    local.query('create database store'),
    local.query('create database tables'),
  ]);
  const key = join(folder, 'key');
  writeFileSync(key, ssh.privateKey, { mode: 0o600 });
  const dumps = (pipeline: DumpPipeline, change: Json = {}, at: { host: string; port: number } = ssh) => ({
    kind: 'dump-import',
    schedule: '',
    scp: {
      host: at.host,
      port: at.port,
      username: ssh.username,
      private_key: key,
      host_key: ssh.hostKey,
      remote_path: exports,
      file_patterns: [`${pipeline}_*.sql`],
    },
    storage: { temp_dir: join(folder, pipeline) },
    freshness: { stable_for: '50ms' },
    load_check: { enabled: false },
    database: { target_databases: [{ name: pipeline, file_pattern: `${pipeline}_*` }] },
    retry: { max_attempts: 3, retry_delay: '1h' },
    ...change,
  });
  const urlOf = (server: PostgresServer, database: string) =>
    `postgres://postgres:x@127.0.0.1:${server.port}/${database}`;
  const config = join(folder, 'stevedore.yaml');
  writeFileSync(
    config,
    stringify({
      temporal: { address: temporal.address },
      mysql: { host: target.host, port: target.port, ...accounts },
      ...(store === 'postgres' ? { store: { url: urlOf(local, 'store') } } : {}),
      api: { host: '127.0.0.1', port },
      worker: { host_id: 'one-host', heartbeat_timeout: '5s' },
      connections: {
        stage: { kind: 'postgres', url: urlOf(stage, 'shop') },
        local: { kind: 'postgres', url: urlOf(local, 'app') },
        service: { kind: 'http', base_url: service.url },
        tables: { kind: 'postgres', url: urlOf(local, 'tables') },
      },
      network: { allow: ['127.0.0.1'] },
      sync: { destinations: ['local'] },
      pipelines: {
        earlier: dumps('earlier'),
        gate: dumps('gate', {
          load_check: { enabled: true, metrics_url: meter.url, delay_duration: '1h', load_threshold: 100 },
        }),
        approval: dumps('approval', { publish: { approval: 'required' } }),
        missing: dumps('missing'),
        away: dumps('away', {}, away),
        service: {
          kind: 'table-import',
          schedule: '',
          source: { connection: 'service', path: '/rows', pagination: { type: 'page', limit: 100 } },
          target: { connection: 'tables' },
          tables: [{ target_table: 'item', primary_key: 'id' }],
          work_dir: join(folder, 'tables'),
        },
      },
    }),
    { mode: 0o600 },
  );
  const running: RunningProcess[] = [];
  let output = '';
  const stopPrograms = async () => {
    const ended = running.splice(0);
    await Promise.all(ended.map((program) => program.stop(20_000)));
    output = [output, ...ended.map((program) => program.log())].join('\n');
  };
  const startProgram = async (programs: string, name: string, ready: RegExp) => {
    const program = await startProcess({
      command: process.execPath,
      args: [join(programs, `${name}.js`), '--config', config],
      logFile: join(folder, `${name}-${Date.now()}.log`),
      ready: () => true,
      cwd: folder,
    });
    running.push(program);
    await eventually(`the start of ${name}`, () => {
      if (!program.isRunning()) throw new Error(program.log());
      return ready.test(program.log()) ? true : undefined;
    });
  };
  const ask: UpgradeSite['ask'] = async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  const look = async (runId: string) => (await ask('GET', `/api/v1/runs/${runId}`)).body;
  const toldWith = <T>(what: Promise<T>): Promise<T> =>
    what.catch((error: unknown) => {
      throw new Error(`${String(error)}\n${running.map((program) => program.log().slice(-4_000)).join('\n')}`);
    });
  return {
    target,
    stage,
    local,
    meter,
    away,
    service,
    temporalAddress: temporal.address,
    putDump: (pipeline, note) => {
      const file = join(exports, `${pipeline}_${Date.now()}.sql`);
      writeFileSync(
        file,
        `-- MariaDB dump 10.19  Distrib 10.11.6-MariaDB, for debian-linux-gnu (x86_64)\n--\n-- Host: localhost    Database: shop\n-- ------------------------------------------------------\nCREATE TABLE \`note\` (\`id\` int NOT NULL PRIMARY KEY, \`text\` varchar(40));\nINSERT INTO \`note\` VALUES (1,'${note}');\n-- Dump completed on 2026-11-27  1:00:00\n`,
      );
    },
    start: async (programs) => {
      await stopPrograms();
      await startProgram(programs, 'worker', /Worker started/);
      await startProgram(programs, 'server', /API started/);
    },
    ask,
    run: async (body) => {
      const started = await ask('POST', '/api/v1/runs', body);
      if (started.status !== 202) throw new Error(`${started.status}: ${JSON.stringify(started.body)}`);
      return String(started.body['run_id']);
    },
    waiting: (runId, kind) =>
      toldWith(
        eventually(`a wait of run ${runId}`, async () => {
          const run = await look(runId);
          if (run['status'] !== 'running') throw new Error(`It has ended: ${JSON.stringify(run)}`);
          const wait = run['wait'] as Json | null;
          return wait === null || (kind !== undefined && wait['kind'] !== kind) ? undefined : wait;
        }),
      ),
    ended: (runId) =>
      toldWith(
        eventually(
          `the end of run ${runId}`,
          async () => {
            const run = await look(runId);
            return run['completed_at'] == null ? undefined : run;
          },
          60_000,
        ),
      ),
    output: () => [output, ...running.map((program) => program.log())].join('\n'),
    stop: async () => {
      await stopPrograms();
      await Promise.all([away.stop(), service.stop()]);
      await Promise.all([target, stage, local, ssh, temporal, meter].map((server) => server.stop()));
    },
  };
}

async function startBusyService() {
  let answers = false;
  const server = createServer((request, response) => {
    if (!answers) return response.writeHead(429, { 'retry-after': '600' }).end();
    const page = new URL(request.url ?? '', 'http://127.0.0.1').searchParams.get('page');
    response.setHeader('content-type', 'application/json');
    return response.end(JSON.stringify(page === '1' ? [{ id: '1' }, { id: '2' }] : []));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: () => {
      answers = true;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
