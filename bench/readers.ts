/**
 * Measures what readers notice of a publish: `npx tsx bench/readers.ts [--publishes 20] [--readers 4] [--mysql]`.
 * Processes continuously join tables of two databases while generations of 48 tables are published. A generation stamps
 * its number into every row, so that a join across two generations shows.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { isStevedoreError } from '../src/contracts/errors.js';
import { optionalGrants, renderGrants } from '../src/contracts/dump-import/grants.js';
import { publishGeneration } from '../src/dump-import/publish/publish-generation.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startMysql } from '../test/support/mysql-server.js';
import { stageTables } from '../test/support/stage-tables.js';
import { pipelineSettings, targetSettings } from '../test/support/target-settings.js';
import { median, printTable } from './figures.js';

type Mode = 'single statements' | 'transactions';

interface Seen {
  reads: number;
  failed: Record<string, number>;
  mixed: number;
  longestMs: number;
}

const TABLES_PER_DATABASE = 24;
const ROWS = 20;
const { values } = parseArgs({
  options: {
    publishes: { type: 'string', default: '20' },
    readers: { type: 'string', default: '4' },
    mysql: { type: 'boolean', default: false },
    // For the processes that this one starts.
    reader: { type: 'string' },
    mode: { type: 'string', default: 'single statements' },
  },
});

async function bench(): Promise<void> {
  const server = values.mysql ? await startMysql() : await startMariadb();
  const databases = ['shop', 'stock'];
  const accounts = await createAccounts(server, { databases });
  await server.query(renderGrants(optionalGrants(values.mysql ? 'mysql' : 'mariadb'), accounts).join(';'));
  const mysql = targetSettings(server, accounts);
  const base = pipelineSettings('bench', databases);
  const settings = { ...base, publish: { ...base.publish, lockTimeoutMs: 60_000 } };
  await server.query("CREATE USER reader IDENTIFIED BY 'reader'; GRANT SELECT ON *.* TO reader");
  let generation = 0;
  const stage = async () => {
    generation += 1;
    await stageTables(mysql, {
      settings,
      runId: `g${generation}`,
      tables: TABLES_PER_DATABASE,
      value: generation,
      rows: ROWS,
    });
  };
  await stage();
  await publishGeneration(mysql, { settings, runId: 'g1' });

  const rows: (string | number)[][] = [
    ['readers', 'reads', 'failed', 'mixed', 'longest stall', 'publishes', 'publish, median', 'longest', 'locked'],
  ];
  for (const mode of ['single statements', 'transactions'] as const) {
    const readers = Array.from({ length: Number(values.readers) }, () =>
      fork(fileURLToPath(import.meta.url), ['--reader', String(server.port), '--mode', mode], {
        execArgv: ['--import', 'tsx'],
      }),
    );
    await Promise.all(readers.map((reader) => new Promise((resolve) => reader.once('message', resolve))));
    const durations: number[] = [];
    let locked = 0;
    for (let i = 0; i < Number(values.publishes); i++) {
      await stage();
      await sleep(200);
      const started = performance.now();
      try {
        await publishGeneration(mysql, { settings, runId: `g${generation}` });
        durations.push(performance.now() - started);
      } catch (error) {
        if (!isStevedoreError(error) || error.code !== 'PUBLISH_LOCKED') throw error;
        locked += 1;
      }
    }
    const seen = await Promise.all(readers.map(stop));
    const failures = new Map<string, number>();
    for (const { failed } of seen)
      for (const [code, count] of Object.entries(failed)) failures.set(code, (failures.get(code) ?? 0) + count);
    const total = (count: (one: Seen) => number) => seen.reduce((sum, one) => sum + count(one), 0);
    rows.push([
      `${readers.length}, ${mode}`,
      total(({ reads }) => reads),
      failures.size === 0 ? 0 : [...failures].map(([code, count]) => `${count} × ${code}`).join(', '),
      total(({ mixed }) => mixed),
      `${Math.round(Math.max(...seen.map(({ longestMs }) => longestMs)))} ms`,
      durations.length,
      `${Math.round(median(durations))} ms`,
      `${Math.round(Math.max(...durations))} ms`,
      locked,
    ]);
  }
  const kind = values.mysql ? 'MySQL' : 'MariaDB';
  console.log(
    `\n${kind} ${await server.query('SELECT VERSION()')}, ${TABLES_PER_DATABASE * databases.length} tables in ${databases.length} databases`,
  );
  printTable(rows);
  await server.stop();
}

const stop = (reader: ChildProcess): Promise<Seen> =>
  new Promise((resolve, reject) => {
    reader.once('message', (seen) => resolve(seen as Seen));
    reader.once('exit', () => reject(new Error('A reader ended before its time')));
    reader.send('stop');
  });

/** One reader: reads until the parent stops it, then reports what it saw. */
async function read(port: number, mode: Mode): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port, user: 'reader', password: 'reader' });
  const seen: Seen = { reads: 0, failed: {}, mixed: 0, longestMs: 0 };
  let stopped = false;
  process.once('message', () => (stopped = true));
  process.send?.('ready');
  while (!stopped) {
    const started = performance.now();
    try {
      if (mode === 'single statements') {
        const [a, b] = await join(connection);
        seen.mixed += a === b ? 0 : 1;
        seen.reads += 1;
      } else {
        const stamps = new Set<number>();
        await connection.query('START TRANSACTION');
        for (let i = 0; i < 3; i++) {
          for (const stamp of await join(connection)) stamps.add(stamp);
          seen.reads += 1;
        }
        await connection.query('COMMIT');
        seen.mixed += stamps.size === 1 ? 0 : 1;
      }
    } catch (error) {
      const { errno = 0, code = '' } = error as { errno?: number; code?: string };
      seen.failed[`${errno} ${code}`] = (seen.failed[`${errno} ${code}`] ?? 0) + 1;
      await connection.query('ROLLBACK').catch(() => undefined);
    }
    seen.longestMs = Math.max(seen.longestMs, performance.now() - started);
    await sleep(Math.random() * 10);
  }
  await new Promise((resolve) => process.send?.(seen, resolve));
}

/** The stamps of both sides of a join of one table of each database, in random order. */
async function join(connection: Connection): Promise<[number, number]> {
  const pick = () => `t${Math.floor(Math.random() * TABLES_PER_DATABASE)}`;
  const [first, second] = Math.random() < 0.5 ? ['shop', 'stock'] : ['stock', 'shop'];
  const [rows] = await connection.query<RowDataPacket[]>(
    `SELECT a.v AS a, b.v AS b FROM ${first}.${pick()} a JOIN ${second}.${pick()} b ON b.id = a.id`,
  );
  const [row] = rows;
  if (rows.length !== ROWS) throw Object.assign(new Error('Rows are missing'), { errno: 1, code: 'SHORT' });
  const odd = rows.find((one) => one['a'] !== row?.['a'] || one['b'] !== row?.['b']);
  return odd === undefined ? [Number(row?.['a']), Number(row?.['b'])] : [Number(odd['a']), Number(row?.['a'])];
}

// A reader without its parent has nobody to report to.
process.once('disconnect', () => process.exit(1));
if (values.reader !== undefined) await read(Number(values.reader), values.mode as Mode);
else await bench();
process.exit(0);
