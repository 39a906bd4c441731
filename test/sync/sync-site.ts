import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import type { CliResult, ProductProcess } from '../support/worker-process.js';
import { runCli, startProduct } from '../support/worker-process.js';

export type Json = Record<string, unknown>;

/** Two servers, `stage` and `local`, and the product's programs, which know them by variables alone. */
export interface SyncSite {
  readonly stage: PostgresServer;
  readonly local: PostgresServer;
  /** Address of the API. */
  readonly api: string;
  readonly folder: string;
  /** What the programs have from the environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly worker: () => ProductProcess;
  readonly startWorker: () => Promise<ProductProcess>;
  readonly ask: (
    method: string,
    path: string,
    body?: Json,
  ) => Promise<{ readonly status: number; readonly body: Json }>;
  /** Starts a run of a pipeline; gives its id. */
  readonly start: (body: Json) => Promise<string>;
  readonly run: (id: string) => Promise<Json>;
  readonly ended: (id: string, timeoutMs?: number) => Promise<Json>;
  readonly cli: (...args: string[]) => Promise<CliResult>;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

type Env = Readonly<Record<string, string>>;

/**
 * `env` is added to what the programs have; it may be made when the servers are there. `config` is the text of a
 * configuration file. @default there is none
 */
export const startSyncSite = async (
  env: Env | ((servers: Pick<SyncSite, 'stage' | 'local'>) => Promise<Env>) = {},
  config?: string,
): Promise<SyncSite> => {
  const folder = temporaryFolder('sync-site');
  const [temporal, stage, local, port] = await Promise.all([
    startTemporal(),
    startPostgres(),
    startPostgres(),
    freePort(),
  ]);
  await Promise.all([stage.query('create database shop'), local.query('create database app')]);
  // Private servers have one identity: they are copies of one data folder.
  const urlOf = ({ port: at }: PostgresServer, database: string) => `postgres://postgres:x@127.0.0.1:${at}/${database}`;
  const all = {
    TEMPORAL_ADDRESS: temporal.address,
    PORT: String(port),
    DUMP_DIRECTORY: join(folder, 'dumps'),
    SYNC_DATABASE_STAGE: urlOf(stage, 'shop'),
    SYNC_DATABASE_LOCAL: urlOf(local, 'app'),
    ...(typeof env === 'function' ? await env({ stage, local }) : env),
  };
  const file = join(folder, 'stevedore.yaml');
  if (config !== undefined) writeFileSync(file, config);
  const product = { cwd: folder, env: all, ...(config === undefined ? {} : { config: file }) };
  const programs: ProductProcess[] = [];
  const start = async (program: 'worker' | 'server', ready: RegExp): Promise<ProductProcess> => {
    const started = await startProduct(program, { ...product, ready });
    programs.push(started);
    return started;
  };
  const startWorker = async () => {
    worker = await start('worker', /Worker started/);
    return worker;
  };
  let worker: ProductProcess;
  const [first] = await Promise.all([startWorker(), start('server', /API started/)]);
  worker = first;
  const api = `http://127.0.0.1:${port}`;
  const ask: SyncSite['ask'] = async (method, path, body) => {
    const answer = await fetch(api + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Json };
  };
  const run = async (id: string) => (await ask('GET', `/api/v1/runs/${id}`)).body;
  return {
    stage,
    local,
    api,
    folder,
    env: all,
    worker: () => worker,
    startWorker,
    ask,
    start: async (body) => {
      const started = await ask('POST', '/api/v1/runs', body);
      if (started.status !== 202) throw new Error(`${started.status}: ${JSON.stringify(started.body)}`);
      return String(started.body['run_id']);
    },
    run,
    ended: async (id, timeoutMs = 60_000) => {
      let now: Json = {};
      const look = async () => {
        now = await run(id);
        return now['status'] === undefined || now['status'] === 'running' ? undefined : now;
      };
      return eventually(`the end of run ${id}`, look, timeoutMs).catch((error: unknown) => {
        const logs = programs.map((program) => program.log().slice(-3_000)).join('\n');
        throw new Error(`${String(error)}; it is ${JSON.stringify(now)}\n${logs}`);
      });
    },
    cli: (...args) => runCli(args, product),
    output: () => programs.map((program) => program.log()).join('\n'),
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop()));
      await Promise.all([temporal.stop(), stage.stop(), local.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
