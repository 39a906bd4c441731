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
const folder = temporaryFolder('csv');
let postgres: PostgresServer;
beforeAll(async () => {
  for (const name of ['dist', '.tools', 'config']) symlinkSync(join(root, name), join(folder, name));
  postgres = await startPostgres();
  await postgres.query('create database app');
});
afterAll(async () => {
  await postgres?.stop();
});

it('every command of the tutorial for CSV does what the page says', async () => {
  const script = tutorialScript('docs/tutorials/csv-to-postgresql.md', {
    own: { DATABASE_URL: `postgresql://postgres:x@127.0.0.1:${postgres.port}/app` },
    without: ['scripts/setup'],
    before: { 'stevedore dev': `sed -i 's/port: 8080/port: ${await freePort()}/' stevedore.yaml` },
  });
  const { code, output } = await runScript(script, {
    cwd: folder,
    env: { TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` },
    timeoutMs: 110_000,
  });
  expect(code, output).toBe(0);
  expect(await postgres.query('select id, name, balance from customers order by id', 'app')).toBe(
    [
      '1\tAda Lovelace\t99.00',
      '2\tGrace Hopper\t80.00',
      '3\tAlan Turing\t15.25',
      '4\tEdsger Dijkstra\t64.00',
      '5\tBarbara Liskov\t10.00',
    ].join('\n'),
  );
  // The table, as the last commands write and show it.
  expect(output).toContain('id,name,email,balance\r\n1,Ada Lovelace,ada@example.org,99.00\r\n');
});
