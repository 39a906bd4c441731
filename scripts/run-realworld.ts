/**
 * The example from end to end on private servers: makes the tables, starts the product, uploads every file, and shows
 * what became of its records. `npx tsx scripts/run-realworld.ts [--server postgres|mariadb] [--stay]`
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/free-port.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { startProduct } from '../test/support/worker-process.js';
import { untilStopped } from './until-stopped.js';

const FILES = [
  ['users', 'users.csv'],
  ['users', 'users.ndjson'],
  ['articles', 'articles.ndjson'],
  ['articles', 'articles.csv'],
  ['comments', 'comments.ndjson'],
  ['comments', 'comments.csv'],
] as const;

const { values } = parseArgs({
  options: { server: { type: 'string', default: 'postgres' }, stay: { type: 'boolean', default: false } },
});
process.exit(await main(values.server === 'mariadb' ? 'mariadb' : 'postgres'));

async function main(kind: 'postgres' | 'mariadb'): Promise<number> {
  const here = join(import.meta.dirname, '..', 'examples', 'realworld');
  const folder = temporaryFolder('realworld');
  const database = await (kind === 'postgres' ? onPostgres(here) : onMariadb(here));
  const port = await freePort();
  const product = await startProduct('cli', {
    args: ['dev', '--data', join(folder, 'temporal')],
    config: join(here, 'stevedore.yaml'),
    env: { ...database.env, API_PORT: String(port) },
    cwd: folder,
    ready: /^API\s+http/m,
  });
  const api = `http://127.0.0.1:${port}`;
  try {
    let failed = 0;
    for (const [resource, file] of FILES) {
      const job = await importFile(api, resource, join(here, 'files', file), file);
      if (job.status !== 'completed') failed += 1;
      console.log(`${file}: ${job.status}, ${job.success_count} of ${job.total_records} records`);
      for (const { line, errors } of job.errors) console.log(`  line ${line}: ${errors.join('; ')}`);
    }
    console.log(`\n${api}/v1/imports lists them, ${api}/docs has every request`);
    if (values.stay) await untilStopped();
    return failed === 0 ? 0 : 1;
  } finally {
    await product.stop(30_000);
    await database.stop();
  }
}

interface Job {
  readonly job_id: string;
  readonly status: string;
  readonly total_records: number;
  readonly success_count: number;
  readonly errors: readonly { readonly line: number; readonly errors: readonly string[] }[];
  readonly completed_at: string | null;
}

async function importFile(api: string, resource: string, path: string, name: string): Promise<Job> {
  const form = new FormData();
  form.append('resource_type', resource);
  form.append('file', new File([readFileSync(path)], name));
  const sent = await fetch(`${api}/v1/imports`, { method: 'POST', body: form, headers: { 'idempotency-key': name } });
  const created = (await sent.json()) as Job;
  if (sent.status !== 202) throw new Error(`Cannot import ${name}: ${JSON.stringify(created)}`);
  for (;;) {
    const job = (await (await fetch(`${api}/v1/imports/${created.job_id}`)).json()) as Job;
    if (job.completed_at !== null) return job;
    await sleep(200);
  }
}

interface Database {
  readonly env: Record<'DATABASE_KIND' | 'DATABASE_URL' | 'STORE_URL', string>;
  stop(): Promise<void>;
}

async function onPostgres(here: string): Promise<Database> {
  const server = await startPostgres();
  await server.query(readFileSync(join(here, 'tables.postgres.sql'), 'utf8'));
  const url = `postgres://${server.rootUser}:x@${server.host}:${server.port}/${server.database}`;
  return { env: { DATABASE_KIND: 'postgres', DATABASE_URL: url, STORE_URL: url }, stop: server.stop };
}

async function onMariadb(here: string): Promise<Database> {
  const server = await startMariadb();
  await server.query(
    `CREATE DATABASE realworld; USE realworld; ${readFileSync(join(here, 'tables.mysql.sql'), 'utf8')}`,
  );
  await server.query('CREATE DATABASE IF NOT EXISTS stevedore CHARACTER SET utf8mb4');
  const account = `mysql://${server.rootUser}:${encodeURIComponent(server.rootPassword)}@${server.host}:${server.port}`;
  const env = { DATABASE_KIND: 'mysql', DATABASE_URL: `${account}/realworld`, STORE_URL: `${account}/stevedore` };
  return { env, stop: server.stop };
}
