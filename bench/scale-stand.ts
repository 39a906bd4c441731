/** Everything that many pipelines and several workers use, private and real, for `scale.ts`. */
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { stringify } from 'yaml';
import { freePort } from '../test/support/free-port.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startOpenSsh } from '../test/support/openssh-server.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { startTemporal } from '../test/support/temporal-server.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import type { ProductProcess } from '../test/support/worker-process.js';
import { startProduct } from '../test/support/worker-process.js';
import { ALLOCATOR } from './allocator.js';
import { generateDump } from './generate-dump.js';

export interface ScaleOptions {
  /** Pipelines that import a dump, each into a database of its own. */
  readonly imports: number;
  /** The size of each dump. */
  readonly megabytes: number;
  /** Pipelines that import a CSV file, each into a table of its own. */
  readonly tables: number;
  /** Records of each file. */
  readonly records: number;
}

export type ScaleStand = Awaited<ReturnType<typeof startScaleStand>>;
export type RunJson = Readonly<Record<string, unknown>>;

export async function startScaleStand(options: ScaleOptions) {
  const folder = temporaryFolder('bench-scale');
  const [exports, inbox] = [join(folder, 'exports'), join(folder, 'inbox')];
  for (const each of [exports, inbox]) mkdirSync(each);
  const databases = Array.from({ length: options.imports }, (_, at) => `db${at}`);
  const tables = Array.from({ length: options.tables }, (_, at) => `t${at}`);
  const [mysql, postgres, ssh, temporal, port] = await Promise.all([
    startMariadb({ args: ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M'] }),
    startPostgres(),
    startOpenSsh(exports),
    startTemporal(),
    freePort(),
  ]);
  const accounts = await createAccounts(mysql, { databases });
  await postgres.query('create database app');
  const halfAnHourAgo = new Date(Date.now() - 30 * 60_000);
  for (const name of databases) {
    const file = join(exports, `${name}_1.sql`);
    await generateDump({ file, megabytes: options.megabytes, database: name });
    utimesSync(file, halfAnHourAgo, halfAnHourAgo);
  }
  for (const name of tables) {
    const rows = Array.from({ length: options.records }, (_, at) => `${at},name ${at},${at}.25,2026-01-01`);
    writeFileSync(join(inbox, `${name}.csv`), `id,name,price,since\n${rows.join('\n')}\n`);
  }
  const key = join(folder, 'key');
  writeFileSync(key, ssh.privateKey, { mode: 0o600 });
  const imports = databases.map((name) => [
    name,
    {
      kind: 'dump-import',
      schedule: '',
      scp: {
        host: ssh.host,
        port: ssh.port,
        username: ssh.username,
        private_key: key,
        host_key: ssh.hostKey,
        remote_path: exports,
        file_patterns: [`${name}_*.sql`],
      },
      load_check: { enabled: false },
      database: { target_databases: [{ name, file_pattern: `${name}_*` }] },
      publish: { guards: { enabled: false } },
    },
  ]);
  const tableImports = tables.map((name) => [
    name,
    {
      kind: 'table-import',
      schedule: '',
      source: { path: join(inbox, `${name}.csv`) },
      target: { connection: 'main' },
      tables: [{ file_pattern: '*', target_table: name, primary_key: 'id' }],
    },
  ]);
  /** Each worker has a disk of its own: a folder below which all its files are. */
  const configOf = (host: string): string => {
    const disk = join(folder, host);
    mkdirSync(disk, { recursive: true });
    const file = join(disk, 'stevedore.yaml');
    const pipelines = [...imports, ...tableImports].map(([name, block]) => {
      const own = (block as { kind: string }).kind === 'dump-import';
      const place = own ? { storage: { temp_dir: join(disk, 'temp') } } : { work_dir: join(disk, 'tables') };
      return [name, { ...(block as object), ...place }] as [string, object];
    });
    writeFileSync(
      file,
      stringify({
        temporal: { address: temporal.address },
        mysql: { host: mysql.host, port: mysql.port, ...accounts },
        connections: {
          main: { kind: 'postgres', url: `postgres://postgres:x@127.0.0.1:${postgres.port}/app` },
        },
        files: { allow: [inbox] },
        api: { host: '127.0.0.1', port },
        worker: { host_id: host },
        pipelines: Object.fromEntries(pipelines),
      }),
      { mode: 0o600 },
    );
    return file;
  };
  const start = (program: 'worker' | 'server', host: string, ready: RegExp): Promise<ProductProcess> => {
    const config = configOf(host);
    return startProduct(program, { config, env: ALLOCATOR, cwd: join(folder, host), ready });
  };
  // The first start migrates the store, and registers what runs are found by.
  await (await start('worker', 'first', /Worker started/)).stop();
  const server = await start('server', 'api', /API started/);
  const api = `http://127.0.0.1:${port}`;
  const connection = await Connection.connect({ address: temporal.address });
  const refused = new Map<string, number>();
  const ask = async (method: string, path: string, body?: object): Promise<RunJson> => {
    const answer = await fetch(api + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (answer.status === 503) {
      // A reading that took longer than it may; whoever asks asks again.
      const { code } = (await answer.json()) as { code: string };
      const what = `${method} ${code}`;
      refused.set(what, (refused.get(what) ?? 0) + 1);
      await sleep(500);
      return ask(method, path, body);
    }
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as RunJson;
  };
  return {
    api,
    databases,
    tables,
    client: new Client({ connection }),
    pids: { api: server.pid, temporal: temporal.pid, mysql: mysql.pid },
    postgresPid: postgres.pid,
    startWorkers: (count: number) =>
      Promise.all(Array.from({ length: count }, (_, at) => start('worker', `host-${at + 1}`, /Worker started/))),
    ask,
    /** How many requests were answered 503 since the last call, and of what kind they were. */
    refused: () => {
      const told = [...refused].map(([what, count]) => `${count} ${what}`).join(', ');
      refused.clear();
      return told === '' ? 0 : told;
    },
    /** Starts a run; gives its id. */
    run: async (pipeline: string) => String((await ask('POST', '/api/v1/runs', { pipeline, force: true }))['run_id']),
    /** Waits until these runs have ended, by one request a second. */
    ended: async (ids: readonly string[]): Promise<RunJson[]> => {
      const wanted = new Set(ids);
      for (;;) {
        await sleep(1_000);
        const { runs } = (await ask('GET', '/api/v1/runs?status=running&limit=200')) as { runs: RunJson[] };
        if (!runs.some((run) => wanted.has(String(run['run_id'])))) break;
      }
      return Promise.all(ids.map((id) => ask('GET', `/api/v1/runs/${id}`)));
    },
    stop: async () => {
      await connection.close();
      await server.stop();
      await Promise.all([mysql, postgres, ssh, temporal].map((one) => one.stop()));
    },
  };
}
