import { spawn } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.js';
import type { PostgresServer } from '../support/postgres-server.js';
import { startPostgres } from '../support/postgres-server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const root = join(import.meta.dirname, '..', '..');
let production: PostgresServer;
let local: PostgresServer;
let folder: string;
beforeAll(async () => {
  folder = temporaryFolder('tutorial');
  symlinkSync(join(root, 'dist'), join(folder, 'dist'));
  symlinkSync(join(root, '.tools'), join(folder, '.tools'));
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
  rmSync(folder, { recursive: true, force: true });
});

/** The page's commands in their order; what needs a network or a place of one's own is exchanged. */
const scriptOf = (page: string, port: number): string => {
  const blocks = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block ?? '');
  expect(blocks.length).toBeGreaterThan(7);
  const commands = blocks
    .filter((block) => !block.includes('scripts/setup'))
    .join('')
    .replace(/(PRODUCTION=)'.*'/, `$1'postgresql://postgres:x@127.0.0.1:${production.port}/shop'`)
    .replace(/(LOCAL=)'.*'/, `$1'postgresql://postgres:x@127.0.0.1:${local.port}/shop_local'`)
    // A terminal of its own.
    .replace(
      /^stevedore dev$/m,
      `node dist/cli.js dev > dev.log 2>&1 & dev=$!; trap 'kill $dev; wait $dev' EXIT
for i in $(seq 300); do grep -q 'API started' dev.log && grep -q 'Worker started' dev.log && break; sleep 0.2; done`,
    );
  return `set -eu\nexport PORT=${port}\n${commands}`;
};

it('every command of the tutorial does what the page says', async () => {
  const page = readFileSync(join(root, 'docs', 'tutorials', 'copy-a-database.md'), 'utf8');
  const script = scriptOf(page, await freePort());
  expect(script).toContain(`:${production.port}/shop'`);
  expect(script).toContain(`:${local.port}/shop_local'`);
  const shell = spawn('bash', ['-c', script], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
  const code = await new Promise((resolve) => shell.on('close', resolve));
  const log = (() => readFileSync(join(folder, 'dev.log'), 'utf8').slice(-3_000))();
  expect(code, `${output}\n${log}`).toBe(0);
  expect(await local.query('select count(*), sum(total) from public.orders', 'shop_local')).toBe('1000\t500500.00');
});
