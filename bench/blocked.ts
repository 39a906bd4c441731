/**
 * Measures what readers notice while a publish cannot get its locks: `npx tsx bench/blocked.ts [--transactions
 * 0,1,2,4,8] [--seconds 5] [--mysql]`. That many idle transactions each hold a lock on one live table while the publish
 * asks for its locks and gives up; then they end and it publishes. The readers are those of `readers.ts`.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { isStevedoreError } from '../src/contracts/errors.js';
import { publishGeneration } from '../src/dump-import/publish/publish-generation.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startMysql } from '../test/support/mysql-server.js';
import { stageTables } from '../test/support/stage-tables.js';
import { pipelineSettings, targetSettings } from '../test/support/target-settings.js';
import { printTable } from './figures.js';

const TABLES_PER_DATABASE = 24;
const READERS = 4;
const { values } = parseArgs({
  options: {
    transactions: { type: 'string', default: '0,1,2,4,8' },
    seconds: { type: 'string', default: '5' },
    mysql: { type: 'boolean', default: false },
  },
});

const server = await (values.mysql ? startMysql() : startMariadb());
const databases = ['shop', 'stock'];
const mysql = targetSettings(server, await createAccounts(server, { databases }));
const base = pipelineSettings('bench', databases);
const settings = { ...base, publish: { ...base.publish, lockTimeoutMs: Number(values.seconds) * 1000 } };
await server.query("CREATE USER reader IDENTIFIED BY 'reader'; GRANT SELECT ON *.* TO reader");
let generation = 0;
const stage = async (): Promise<string> => {
  generation += 1;
  await stageTables(mysql, {
    settings,
    runId: `g${generation}`,
    tables: TABLES_PER_DATABASE,
    value: generation,
    rows: 20,
  });
  return `g${generation}`;
};
const publish = async (runId: string): Promise<string> => {
  try {
    await publishGeneration(mysql, { settings, runId });
    return 'published';
  } catch (error) {
    if (!isStevedoreError(error)) throw error;
    return error.code;
  }
};
await publish(await stage());

const rows: (string | number)[][] = [
  ['blocking transactions', 'publish', 'reads', 'failed', 'mixed', 'longest stall', 'then'],
];
for (const count of values.transactions.split(',').map(Number)) {
  const runId = await stage();
  const blockers = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const connection = await createConnection({
        host: server.host,
        port: server.port,
        user: 'reader',
        password: 'reader',
      });
      await connection.query('START TRANSACTION');
      await connection.query(`SELECT * FROM ${n % 2 === 0 ? 'shop' : 'stock'}.t${(n * 5) % TABLES_PER_DATABASE}`);
      return connection;
    }),
  );
  const readers = Array.from({ length: READERS }, () =>
    fork(
      fileURLToPath(new URL('readers.ts', import.meta.url)),
      ['--reader', String(server.port), '--mode', 'single statements'],
      {
        execArgv: ['--import', 'tsx'],
      },
    ),
  );
  await Promise.all(readers.map((reader) => new Promise((resolve) => reader.once('message', resolve))));
  const outcome = await publish(runId);
  const seen = await Promise.all(
    readers.map(
      (reader) =>
        new Promise<{ reads: number; failed: Record<string, number>; mixed: number; longestMs: number }>((resolve) => {
          reader.once('message', (message) => resolve(message as never));
          reader.send('stop');
        }),
    ),
  );
  for (const blocker of blockers) await blocker.end();
  const then = outcome === 'published' ? '-' : await publish(runId);
  const total = (of: (one: (typeof seen)[number]) => number) => seen.reduce((sum, one) => sum + of(one), 0);
  rows.push([
    count,
    outcome,
    total(({ reads }) => reads),
    total(({ failed }) => Object.values(failed).reduce((sum, one) => sum + one, 0)),
    total(({ mixed }) => mixed),
    `${Math.round(Math.max(...seen.map(({ longestMs }) => longestMs)))} ms`,
    then,
  ]);
}
console.log(
  `\n${values.mysql ? 'MySQL' : 'MariaDB'} ${await server.query('SELECT VERSION()')}, ${READERS} readers, ${TABLES_PER_DATABASE * databases.length} tables, publish.lock_timeout ${values.seconds} s`,
);
printTable(rows);
await server.stop();
process.exit(0);
