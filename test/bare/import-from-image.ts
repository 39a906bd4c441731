import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import type { RunningProcess } from '../support/child-process.js';
import { startProcess } from '../support/child-process.js';
import { compareDatabases } from '../support/compare-databases.js';
import { DEMO_DATABASES } from '../support/dump-data.js';
import { freePort } from '../support/free-port.js';
import { makeArchives } from '../support/make-archives.js';
import { createAccounts } from '../support/mariadb-accounts.js';
import { startMariadb } from '../support/mariadb-server.js';
import { startOpenSsh } from '../support/openssh-server.js';
import { PORTAL_SECRETS, writePortalConfig } from '../support/portal-config.js';
import type { PortalSecrets } from '../support/portal-config.js';
import { startRedis } from '../support/redis-server.js';
import { startTemporal } from '../support/temporal-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

/**
 * Runs one import by the product inside an image, against private servers: import-from-image.ts TREE FOLDER COMMAND...,
 * where COMMAND runs the image's entry point. Its secrets are files, as docker-compose.yml gives them; then it asks for
 * the console, and runs what docker-compose.yml watches the programs by.
 */
const [tree = '', workFolder = '', ...enter] = process.argv.slice(2);
const folder = temporaryFolder('image');
const exports = join(folder, 'exports');
mkdirSync(exports);
const secrets = Object.fromEntries(
  PORTAL_SECRETS.map((name) => [name, randomBytes(12).toString('hex')]),
) as PortalSecrets;
const SECRETS = 'run/secrets';
const running: RunningProcess[] = [];
const [target, reference, redis, ssh, temporal, apiPort] = await Promise.all([
  startMariadb(),
  startMariadb(),
  startRedis({ password: secrets.REDIS_PASSWORD }),
  startOpenSsh(exports),
  startTemporal(),
  freePort(),
]);
try {
  process.exitCode = await importOnce();
} finally {
  await Promise.all(running.map((one) => one.stop()));
  await Promise.all([target.stop(), reference.stop(), redis.stop(), ssh.stop(), temporal.stop()]);
}

async function importOnce(): Promise<number> {
  const passwords = {
    loader: secrets.MYSQL_LOADER_PASSWORD,
    publisher: secrets.MYSQL_PUBLISHER_PASSWORD,
    owner: secrets.MYSQL_OWNER_PASSWORD,
  };
  await createAccounts(target, { databases: DEMO_DATABASES, passwords });
  const zipPasswords = { mvdsb: secrets.MVDSB_ZIP_PASSWORD, portal64_bdw: secrets.PORTAL64_ZIP_PASSWORD };
  const { dumps } = await makeArchives({ directory: exports, date: '20260301', zipPasswords });
  const addresses = { mysql: target, redis, ssh, apiPort, temporalAddress: temporal.address };
  const written = writePortalConfig(folder, addresses, { import: { scp: { private_key: ssh.privateKey } } });
  const config = join(tree, workFolder, 'stevedore.yaml');
  copyFileSync(written, config);
  chmodSync(config, 0o644);
  mkdirSync(join(tree, SECRETS), { recursive: true });
  for (const [name, value] of Object.entries(secrets)) {
    const file = join(tree, SECRETS, name);
    writeFileSync(file, `${value}\n`);
    chmodSync(file, 0o444);
  }

  await start('worker', 'Worker started');
  await start('server', 'API started');
  const code = await run(...command('run', 'import', '--wait'));
  if (code !== 0) {
    for (const { log } of running) console.log(log().slice(-3_000));
    return code;
  }
  await watchedAsConfigured();
  await reference.query('CREATE DATABASE mvdsb');
  await reference.load(dumps.mvdsb, 'mvdsb');
  await reference.load(dumps.portal64_bdw);
  let different = 0;
  for (const database of DEMO_DATABASES) {
    const { tables, rows, differences } = await compareDatabases(target, reference, database);
    console.log(
      `${database}: ${tables} tables, ${rows} rows, ${differences.length === 0 ? 'equal' : differences.join('; ')}`,
    );
    different += differences.length;
  }
  return different === 0 ? 0 : 1;
}

/** The console, whether the programs run as an ordinary user, and the health checks of docker-compose.yml. */
async function watchedAsConfigured(): Promise<void> {
  const page = await fetch(`http://127.0.0.1:${apiPort}/`);
  const text = await page.text();
  const [, script] = /<script[^>]* src="([^"]+)"/.exec(text) ?? [];
  if (!page.ok || script === undefined)
    throw new Error(`The image has no console: ${page.status} ${text.slice(0, 200)}`);
  const loaded = await fetch(new URL(script, page.url));
  if (!loaded.ok) throw new Error(`The console's script ${script} is answered ${loaded.status}`);
  if ((await run(...inImage('node', '-e', 'process.exit(process.getuid() === 0 ? 1 : 0)'))) !== 0)
    throw new Error('The programs of the image run as root');
  const { services } = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
    services: Record<string, { healthcheck?: { test: string[] } }>;
  };
  for (const name of ['worker', 'server']) {
    const [kind, ...test] = services[name]?.healthcheck?.test ?? [];
    if (kind !== 'CMD') throw new Error(`The service "${name}" has no health check`);
    const here = test.map((word) =>
      word.replace(/http:\/\/(?:server|127\.0\.0\.1):8080/, `http://127.0.0.1:${apiPort}`),
    );
    if ((await run(...inImage(...here))) !== 0) throw new Error(`The health check of "${name}" fails`);
  }
  console.log('console served, programs not run by root, both health checks pass');
}

/** The entry point with these arguments; variables name the files that have its secrets. */
function command(...args: string[]): [string, string[]] {
  const [program = '', ...rest] = enter;
  const variables = Object.keys(secrets).map((name) => `${name}_FILE=/${SECRETS}/${name}`);
  // `env -i NAME=VALUE… chroot …`: further values go before the program that env runs.
  const at = rest.indexOf('chroot');
  return [program, [...rest.slice(0, at), ...variables, ...rest.slice(at), ...args]];
}

/** Another program than the entry point, by the same user in the same folder. */
function inImage(...args: string[]): [string, string[]] {
  const [program, before] = command();
  const words = before.map((word) =>
    word.startsWith(`cd ${workFolder} && exec `) ? `cd ${workFolder} && exec "$@"` : word,
  );
  return [program, [...words, ...args]];
}

async function start(name: string, ready: string): Promise<void> {
  const [program, args] = command(name);
  const started = await startProcess({
    command: program,
    args,
    logFile: join(folder, `${name}.log`),
    ready: () => true,
  });
  running.push(started);
  for (let tries = 0; !started.log().includes(ready); tries++) {
    if (tries > 600 || !started.isRunning())
      throw new Error(`"${name}" in the image does not start:\n${started.log().slice(-3_000)}`);
    await sleep(100);
  }
}

function run(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
