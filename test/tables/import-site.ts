import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { eventually } from '../support/eventually.js';
import { freePort } from '../support/free-port.js';
import type { MariadbServer } from '../support/mariadb-server.js';
import { startMariadb } from '../support/mariadb-server.js';
import type { OpenSshServer } from '../support/openssh-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import type { CliResult, ProductProcess } from '../support/worker-process.js';
import { runCli, startProduct } from '../support/worker-process.js';

export type Json = Record<string, unknown>;

/** Everything that table imports need: servers of every kind, and the product's programs as processes. */
export interface ImportSite {
  readonly folder: string;
  /** Address of the API. */
  readonly api: string;
  /** Files of the SFTP server, of which the pipelines read `out`. */
  readonly remote: string;
  /** The local folder that is allowed. */
  readonly inbox: string;
  /** Address of Temporal. */
  readonly temporal: string;
  readonly ssh: OpenSshServer;
  readonly postgres: PostgresServer;
  readonly mariadb: MariadbServer | undefined;
  readonly worker: () => ProductProcess;
  readonly startWorker: () => Promise<ProductProcess>;
  readonly server: () => ProductProcess;
  /** Kills the server, and starts another on its address. */
  readonly replaceServer: () => Promise<void>;
  readonly ask: (method: string, path: string, body?: Json) => Promise<{ status: number; text: string; body: Json }>;
  /** Starts a run; gives its id. */
  readonly start: (body: Json) => Promise<string>;
  readonly run: (id: string) => Promise<Json>;
  readonly ended: (id: string, timeoutMs?: number) => Promise<Json>;
  readonly cli: (...args: string[]) => Promise<CliResult>;
  /** How its programs are started. */
  readonly product: { readonly config: string; readonly cwd: string };
  /** What all of its programs have written, those that have ended too. */
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

export interface SiteOptions {
  readonly mariadb?: boolean;
  /** Beside files; `connections` are added to those of the servers. */
  readonly config: Json;
  readonly env?: Readonly<Record<string, string>>;
}

export const startImportSite = async ({
  mariadb: withMariadb = false,
  config: given,
}: SiteOptions): Promise<ImportSite> => {
  const folder = temporaryFolder('import-site');
  const { connections = {}, ...config } = given;
  const [remote, inbox] = [join(folder, 'remote'), join(folder, 'inbox')];
  for (const path of [remote, join(remote, 'out'), inbox]) mkdirSync(path);
  const [temporal, postgres, mariadb, ssh] = await Promise.all([
    startTemporal(),
    startPostgres(),
    withMariadb ? startMariadb() : undefined,
    startOpenSsh(remote),
  ]);
  if (mariadb !== undefined) await mariadb.query('create database catalog');
  const port = await freePort();
  const key = join(folder, 'id');
  writeFileSync(key, ssh.privateKey, { mode: 0o600 });
  const file = join(folder, 'stevedore.yaml');
  writeFileSync(
    file,
    stringify({
      temporal: { address: temporal.address },
      api: { port },
      store: { url: `postgres://${postgres.rootUser}:x@127.0.0.1:${postgres.port}/postgres` },
      worker: { heartbeat_timeout: '5s' },
      connections: { ...connectionsOf(postgres, mariadb, ssh, key), ...(connections as Json) },
      files: { allow: ['./inbox'] },
      ...config,
    }),
  );
  const api = `http://127.0.0.1:${port}`;
  const product = { config: file, cwd: folder };
  const programs: ProductProcess[] = [];
  const start = async (program: 'worker' | 'server', ready: RegExp): Promise<ProductProcess> => {
    const started = await startProduct(program, { ...product, ready });
    programs.push(started);
    return started;
  };
  const startWorker = () => start('worker', /Worker started/);
  const [, first] = await Promise.all([startWorker(), start('server', /API started/)]);
  let server = first;

  const ask: ImportSite['ask'] = async (method, path, body) => {
    const answer = await fetch(api + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, text, body: parsed(text) };
  };
  const run = async (id: string) => (await ask('GET', `/api/v1/runs/${id}`)).body;
  return {
    folder,
    api,
    remote: join(remote, 'out'),
    inbox,
    temporal: temporal.address,
    ssh,
    postgres,
    mariadb,
    worker: () => programs.filter((program) => /worker/.test(program.log())).at(-1),
    startWorker,
    server: () => server,
    replaceServer: async () => {
      await server.kill9();
      server = await start('server', /API started/);
    },
    ask,
    start: async (body) => {
      const started = await ask('POST', '/api/v1/runs', body);
      if (started.status !== 202) throw new Error(`${started.status}: ${started.text}`);
      return String(started.body['run_id']);
    },
    run,
    ended: async (id, timeoutMs = 60_000) => {
      let now: Json = {};
      const look = async (): Promise<Json | undefined> => {
        now = await run(id);
        return now['status'] === undefined || now['status'] === 'running' ? undefined : now;
      };
      return eventually(`the end of run ${id}`, look, timeoutMs).catch((error: unknown) => {
        throw new Error(
          `${String(error)}; it is ${JSON.stringify(now)}\n${programs.map((program) => program.log().slice(-3_000)).join('\n')}`,
        );
      });
    },
    cli: (...args) => runCli(args, product),
    product,
    output: () => programs.map((program) => program.log()).join('\n'),
    stop: async () => {
      await Promise.all(programs.map((program) => program.stop()));
      await Promise.all([temporal.stop(), postgres.stop(), mariadb?.stop(), ssh.stop()]);
      removeTemporaryFolder(folder);
    },
  };
};

const connectionsOf = (
  postgres: PostgresServer,
  mariadb: MariadbServer | undefined,
  ssh: OpenSshServer,
  key: string,
): Json => ({
  main: {
    kind: 'postgres',
    host: '127.0.0.1',
    port: postgres.port,
    database: postgres.database,
    user: postgres.rootUser,
    password: 'x',
  },
  ...(mariadb === undefined
    ? {}
    : {
        catalog: {
          kind: 'mysql',
          host: '127.0.0.1',
          port: mariadb.port,
          database: 'catalog',
          user: mariadb.rootUser,
          password: mariadb.rootPassword,
        },
      }),
  files: {
    kind: 'sftp',
    host: ssh.host,
    port: ssh.port,
    username: ssh.username,
    key_path: key,
    host_key: ssh.hostKey,
  },
});

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return {};
  }
};
