/**
 * The example from end to end on private servers: two PostgreSQL servers, the product, which knows them by variables
 * alone, and a reader that never rests. Syncs, changes the source, syncs again, rolls back, and ends with 1 where
 * something is not what it has to be. `npx tsx scripts/run-database-sync.ts [--stay]`
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/free-port.js';
import type { PostgresServer } from '../test/support/postgres-server.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { runCli, startProduct } from '../test/support/worker-process.js';
import { pollDatabase } from './poll-database.js';
import { untilStopped } from './until-stopped.js';

/** Changes that a sync has to bring: rows, a row that is gone, a definition. */
const CHANGES = `update public.products set price = price * 2;
  delete from public.lines where order_id = 1; delete from public.orders where id = 1;
  alter table public.customers add column phone text not null default '-'`;

/** The application that reads at the destination: the first generation it knows is that of three rows. */
const BEFORE = `create table public.products (id bigint primary key, title text not null, price numeric(10, 2) not null);
  insert into public.products select i, 'old ' || i, 0 from generate_series(1, 3) i`;
const READ = 'select count(*)::int as rows, sum(price)::text as sum from public.products';

const { values } = parseArgs({ options: { stay: { type: 'boolean', default: false } } });
process.exit(await main(values.stay));

async function main(stay: boolean): Promise<number> {
  const folder = temporaryFolder('database-sync');
  const [stage, local, port] = await Promise.all([startPostgres(), startPostgres(), freePort()]);
  await Promise.all([stage.query('create database shop'), local.query('create database app')]);
  await stage.query(readFileSync(join(import.meta.dirname, '../examples/database-sync/shop.sql'), 'utf8'), 'shop');
  await local.query(BEFORE, 'app');
  const env = {
    SYNC_DATABASE_STAGE: `postgresql://postgres:x@127.0.0.1:${stage.port}/shop`,
    SYNC_DATABASE_LOCAL: `postgresql://postgres:x@127.0.0.1:${local.port}/app`,
    SYNC_DESTINATIONS: 'local',
    DUMP_DIRECTORY: join(folder, 'dumps'),
    PORT: String(port),
  };
  const product = { env, cwd: folder };
  const program = await startProduct('cli', {
    ...product,
    args: ['dev', '--data', join(folder, 'temporal')],
    ready: /^API\s+http/m,
  });
  const stevedore = async (...args: string[]): Promise<void> => {
    console.log(`$ stevedore ${args.join(' ')}`);
    const { code, stdout, stderr } = await runCli(args, product);
    if (code !== 0) throw new Error(`it ended with ${code ?? 'a signal'}: ${stdout}${stderr}`);
    console.log(stdout.trimEnd());
  };
  const wrong: string[] = [];
  const expectSame = (what: string, found: unknown, wanted: unknown): void => {
    const same = JSON.stringify(found) === JSON.stringify(wanted);
    if (same) console.log(`  ${what}: as it has to be`);
    else wrong.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`);
  };
  const shopAt = (server: PostgresServer) => contentOf(server, server === stage ? 'shop' : 'app');
  const generations = ['3 0.00'];
  const known = async () => {
    const [rows, sum] = (await stage.query(READ, 'shop')).split('\t');
    generations.push(`${rows} ${sum}`);
  };
  try {
    await known();
    const reader = await pollDatabase({ host: local.host, port: local.port, database: 'app', sql: READ });
    await stevedore('sync', 'stage', 'local', '--wait');
    await stevedore('compare', 'stage', 'local');
    const first = await shopAt(stage);
    expectSame(`${Object.keys(first).length} tables of the shop, row by row`, await shopAt(local), first);

    await stage.query(CHANGES, 'shop');
    await known();
    const second = await shopAt(stage);
    expectSame('changes at stage, which local does not have yet', await shopAt(local), first);
    await stevedore('sync', 'stage', 'local', '--wait');
    await stevedore('compare', 'stage', 'local');
    expectSame('the changes, row by row', await shopAt(local), second);

    await stevedore('rollback', 'local', '--wait');
    expectSame('what was live before, row by row', await shopAt(local), first);
    const { reads, failed, empty, found, longestMs } = await reader.stop();
    console.log(`a reader: ${reads} reads, ${failed.length} failed, ${empty} empty, the longest ${longestMs} ms`);
    expectSame('failed reads', failed.slice(0, 3), []);
    expectSame('reads of an empty table', empty, 0);
    expectSame('what the reader saw, one whole generation after the other', found, [
      ...generations,
      generations[1] ?? '',
    ]);
    for (const text of wrong) console.error(`WRONG  ${text}`);
    console.log(`\nhttp://127.0.0.1:${port}/ has both databases, and what was done`);
    if (stay) await untilStopped();
    return wrong.length === 0 ? 0 : 1;
  } finally {
    await program.stop(30_000);
    await Promise.all([stage.stop(), local.stop()]);
    removeTemporaryFolder(folder);
  }
}

/** For each table of the shop the number of its rows, and a sum of them as PostgreSQL prints them. */
async function contentOf(server: PostgresServer, database: string): Promise<Record<string, string>> {
  const tables = await server.query(
    `select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`,
    database,
  );
  const content = tables.split('\n').map(async (table) => {
    const rows = await server.query(`select t::text from public.${table} t order by 1`, database);
    const sum = createHash('sha256').update(rows).digest('hex').slice(0, 16);
    return [table, `${rows.split('\n').length} ${sum}`] as const;
  });
  return Object.fromEntries(await Promise.all(content));
}
