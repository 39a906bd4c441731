import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { DEMO_DATABASES } from '../test/support/dump-data.js';
import type { PerDemoDatabase } from '../test/support/dump-data.js';
import { compareDatabases } from '../test/support/compare-databases.js';
import { freePort } from '../test/support/free-port.js';
import { makeArchives } from '../test/support/make-archives.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import type { MariadbServer } from '../test/support/mariadb-server.js';
import { startOpenSsh } from '../test/support/openssh-server.js';
import { writePortalConfig } from '../test/support/portal-config.js';
import { startRedis } from '../test/support/redis-server.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { builtProgram, startProduct } from '../test/support/worker-process.js';
import type { ProductProcess } from '../test/support/worker-process.js';

const { values } = parseArgs({
  options: { once: { type: 'boolean', default: false }, scale: { type: 'string', default: '0.01' } },
});
const secret = () => randomBytes(18).toString('base64url');
const secrets = {
  MYSQL_LOADER_PASSWORD: secret(),
  MYSQL_PUBLISHER_PASSWORD: secret(),
  MYSQL_OWNER_PASSWORD: secret(),
  REDIS_PASSWORD: secret(),
  MVDSB_ZIP_PASSWORD: secret(),
  PORTAL64_ZIP_PASSWORD: secret(),
};

const stopped = new Promise<'stopped'>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve('stopped'));
});

process.exit(await main());

async function main(): Promise<number> {
  const folder = temporaryFolder('demo');
  heading('Starting private servers and making the archives');
  const servers = await startServers(folder);
  const { target: mysql, redis, ssh } = servers;
  heading('stevedore dev: Temporal, a worker, the API and the console');
  const config = writePortalConfig(folder, { mysql, redis, ssh, apiPort: await freePort() });
  const product = await startProduct('cli', {
    args: ['dev', '--data', join(folder, 'temporal')],
    config,
    env: secrets,
    cwd: folder,
    ready: /^API\s+http/m,
  });
  try {
    const code = await importAndCompare(config, servers, product);
    if (values.once) return code;
    showAddresses(product, config, servers.target);
    // Neither the servers nor a signal handler keep this process alive.
    const alive = setInterval(() => undefined, 60_000);
    await Promise.race([stopped, product.exited]);
    clearInterval(alive);
    return code;
  } finally {
    heading('Stopping');
    await product.stop(30_000);
    await Promise.all([servers.target.stop(), servers.redis.stop(), servers.ssh.stop()]);
  }
}

interface DemoServers {
  readonly target: MariadbServer;
  readonly redis: Awaited<ReturnType<typeof startRedis>>;
  readonly ssh: Awaited<ReturnType<typeof startOpenSsh>>;
  readonly dumps: PerDemoDatabase<string>;
}

async function startServers(folder: string): Promise<DemoServers> {
  const exports = join(folder, 'exports');
  mkdirSync(exports);
  const [target, redis, ssh, { dumps }] = await Promise.all([
    told('MariaDB', startTarget(), ({ port }) => `127.0.0.1:${port}, three accounts with the documented grants`),
    told('Redis', startCache(), ({ port }) => `127.0.0.1:${port}, one cached answer`),
    told('SFTP', startOpenSsh(exports), ({ port }) => `127.0.0.1:${port}`),
    told(
      'Archives',
      makeArchives({
        directory: exports,
        date: new Date().toISOString().slice(0, 10).replaceAll('-', ''),
        zipPasswords: { mvdsb: secrets.MVDSB_ZIP_PASSWORD, portal64_bdw: secrets.PORTAL64_ZIP_PASSWORD },
        scale: Number(values.scale),
      }),
      ({ archives }) =>
        Object.values(archives)
          .map((file) => relative(exports, file))
          .join(', '),
    ),
  ]);
  return { target, redis, ssh, dumps };
}

/** Each is told when it is ready: together they may take a while on a small machine. */
async function told<T>(name: string, starting: Promise<T>, text: (ready: T) => string): Promise<T> {
  const ready = await starting;
  row(name, text(ready));
  return ready;
}

async function startTarget(): Promise<MariadbServer> {
  const target = await startMariadb();
  await createAccounts(target, {
    databases: DEMO_DATABASES,
    passwords: {
      loader: secrets.MYSQL_LOADER_PASSWORD,
      publisher: secrets.MYSQL_PUBLISHER_PASSWORD,
      owner: secrets.MYSQL_OWNER_PASSWORD,
    },
  });
  return target;
}

async function startCache(): Promise<DemoServers['redis']> {
  const redis = await startRedis({ password: secrets.REDIS_PASSWORD });
  await redis.command('SET', 'api:players', 'an answer from yesterday');
  return redis;
}

async function importAndCompare(config: string, servers: DemoServers, product: ProductProcess): Promise<number> {
  heading('stevedore run import --wait');
  const code = await runImport(config);
  if (code !== 0) {
    console.log(`The run was not published (exit code ${code}). The last lines of the product:\n`);
    console.log(product.log().split('\n').slice(-30).join('\n'));
    return code;
  }
  heading('Comparing with `mariadb < dump.sql` on another server');
  const reference = await startMariadb();
  try {
    await reference.query('CREATE DATABASE mvdsb');
    await reference.load(servers.dumps.mvdsb, 'mvdsb');
    await reference.load(servers.dumps.portal64_bdw);
    const equal = await printComparison(servers.target, reference);
    const keys = (await servers.redis.command('DBSIZE')).trim().slice(1);
    console.log(`\nThe cache holds ${keys} keys.`);
    return equal && keys === '0' ? 0 : 1;
  } finally {
    await reference.stop();
  }
}

/** Runs the command as a user types it, on this terminal. */
function runImport(config: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [builtProgram('cli'), 'run', 'import', '--wait', '--config', config], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...secrets },
    });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

async function printComparison(target: MariadbServer, reference: MariadbServer): Promise<boolean> {
  const columns = ['database', 'tables', 'rows', 'views', 'triggers', 'routines', 'events', 'result'];
  const line = (cells: readonly (string | number)[]) =>
    console.log(cells.map((cell, index) => (index === 0 ? `${cell}`.padEnd(14) : `${cell}`.padStart(10))).join(''));
  line(columns);
  let equal = true;
  for (const database of DEMO_DATABASES) {
    const { tables, rows, views, triggers, routines, events, differences } = await compareDatabases(
      target,
      reference,
      database,
    );
    const result = differences.length === 0 ? 'equal' : 'DIFFERENT';
    line([database, tables, rows.toLocaleString('en'), views, triggers, routines, events, result]);
    for (const difference of differences) console.log(`  ${difference}`);
    equal &&= differences.length === 0;
  }
  return equal;
}

function showAddresses(product: ProductProcess, config: string, target: MariadbServer): void {
  heading('Everything is up; Ctrl-C stops and removes it');
  const address = (pattern: RegExp) => pattern.exec(product.log())?.[1];
  const api = address(/^API\s+(http\S+)/m);
  row('API', `${api}/api/v1/import/status`);
  row('', `${api}/api/v1/import/logs`);
  row('Temporal UI', address(/^Temporal (?:Web )?UI\s+(http\S+)/m) ?? 'not started');
  row('MariaDB', `mariadb --no-defaults --user=root --socket=${target.socket} mvdsb`);
  row('Again', `node dist/cli.js run import --wait --force --url ${api}`);
  row('Configuration', config);
}

function heading(text: string): void {
  console.log(`\n== ${text}`);
}

function row(name: string, text: string): void {
  console.log(`${name.padEnd(14)} ${text}`);
}
