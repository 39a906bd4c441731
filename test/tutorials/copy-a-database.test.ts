import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { runScript } from '../support/run-script.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { tutorialScript } from '../support/tutorial-script.js';

const root = join(import.meta.dirname, '..', '..');
const folder = temporaryFolder('copy');
let production: PostgresServer;
let local: PostgresServer;
beforeAll(async () => {
  for (const name of ['dist', '.tools']) symlinkSync(join(root, name), join(folder, name));
  [production, local] = await Promise.all([startPostgres(), startPostgres()]);
  await Promise.all([production.query('create database shop'), local.query('create database shop_local')]);
  await production.query(
    `create table public.orders (id int primary key, total numeric(10,2));
     insert into public.orders select i, i from generate_series(1, 1000) i`,
    'shop',
  );
});
afterAll(async () => {
  await Promise.all([production?.stop(), local?.stop()]);
});

it('every command of the tutorial for copies does what the page says', async () => {
  const script = tutorialScript('docs/tutorials/copy-a-database.md', {
    own: {
      SYNC_DATABASE_PRODUCTION: `postgresql://postgres:x@127.0.0.1:${production.port}/shop`,
      SYNC_DATABASE_LOCAL: `postgresql://postgres:x@127.0.0.1:${local.port}/shop_local`,
    },
    without: ['scripts/setup'],
  });
  const { code, output } = await runScript(script, {
    cwd: folder,
    env: { PORT: String(await freePort()), TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` },
    timeoutMs: 110_000,
  });
  expect(code, output).toBe(0);
  expect(await local.query('select count(*), sum(total) from public.orders', 'shop_local')).toBe('1000\t500500.00');
});
