/**
 * A table as CSV to nowhere: the export's core beside the database's own client, in turn, on one server. Reports the
 * ratio of rows a second; NDJSON has no peer.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { ConnectionSettings } from '../src/contracts/connections/connection.js';
import type { ExportFormat } from '../src/contracts/table-export/export-request.js';
import { openExport } from '../src/table-export/open-export.js';
import { findProgram } from '../test/support/find-program.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { mysqlProgram, startMysql } from '../test/support/mysql-server.js';
import { startPostgres } from '../test/support/postgres-server.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { generateCsv } from './generate-csv.js';
import { LOADED, MYSQL_COLUMNS } from './mysql-stand.js';
import { BY_TCP, POSTGRES_COLUMNS } from './postgres-stand.js';

const OPTIONS = {
  /** `postgres`, `mariadb` or `mysql`. */
  server: { type: 'string', default: 'postgres' },
  rows: { type: 'string', default: '1000000' },
  rounds: { type: 'string', default: '5' },
} as const;

/** Of the peer's rows a second. */
const LEAST: Readonly<Record<string, number>> = { postgres: 0.85, mariadb: 0.5, mysql: 0.5 };

export async function benchExport(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const rows = Number(values.rows);
  const folder = temporaryFolder('bench-export');
  const file = join(folder, 'rows.csv');
  await generateCsv(file, 'narrow', { from: 1, to: rows });
  const stand = await (values.server === 'postgres' ? onPostgres(file) : onMysql(values.server, file));
  console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
  try {
    const seconds: Record<'csv' | 'ndjson' | 'peer', number[]> = { csv: [], ndjson: [], peer: [] };
    let bytes = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const format of ['csv', 'ndjson'] as const) {
        const done = await timed(() => exportOnce(stand.connection, format));
        if (done.result.rows !== rows) throw new Error(`${done.result.rows} of ${rows} rows came`);
        if (format === 'csv') bytes = done.result.bytes;
        seconds[format].push(done.seconds);
      }
      seconds.peer.push((await timed(() => stand.peer())).seconds);
    }
    const [csv, ndjson, peer] = [seconds.csv, seconds.ndjson, seconds.peer].map(median) as [number, number, number];
    console.log(`\n${rows} rows, ${(bytes / 1e6).toFixed(0)} MB of CSV, median of ${values.rounds}`);
    const line = (name: string, spent: number) => [
      name,
      spent.toFixed(2),
      String(Math.round(rows / spent)),
      (peer / spent).toFixed(2),
    ];
    printTable([['way', 's', 'rows/s', 'ratio'], line('CSV', csv), line('NDJSON', ndjson), line(stand.peerName, peer)]);
    const least = LEAST[values.server] ?? 0;
    console.log(`bar: CSV at least ${least} of the peer`);
    return peer / csv >= least ? 0 : 1;
  } finally {
    await stand.stop();
    removeTemporaryFolder(folder);
  }
}

const exportOnce = async (connection: ConnectionSettings, format: ExportFormat) => {
  const opened = await openExport(
    { connections: [connection], resources: {} },
    { connection: connection.name, table: 'items', format },
    { mayReadSecrets: true, longestMs: 600_000 },
  );
  const nowhere = openSync('/dev/null', 'w');
  let bytes = 0;
  try {
    for await (const piece of opened.bytes) bytes += writeSync(nowhere, piece);
    return { rows: opened.rows(), bytes };
  } finally {
    closeSync(nowhere);
    await opened.close();
  }
};

interface ExportStand {
  readonly connection: ConnectionSettings;
  readonly peerName: string;
  peer(): Promise<void>;
  stop(): Promise<void>;
}

const onPostgres = async (file: string): Promise<ExportStand> => {
  const server = await startPostgres({ settings: ['shared_buffers=1GB'] });
  await server.query(`create table items (${POSTGRES_COLUMNS.narrow})`);
  await server.query(`\\copy items from '${file}' with (format csv, header)`);
  await server.query('vacuum (freeze, analyze) items');
  const { host, port } = server;
  return {
    connection: {
      name: 'main',
      kind: 'postgres',
      address: { host, port },
      tls: 'off',
      account: { user: 'postgres', password: '' },
      database: 'postgres',
    },
    peerName: 'psql \\copy',
    peer: async () => {
      await server.query(`\\copy items to '/dev/null' with (format csv)`, BY_TCP);
    },
    stop: () => server.stop(),
  };
};

const onMysql = async (flavor: string, file: string): Promise<ExportStand> => {
  const isMysql = flavor === 'mysql';
  const server = await (isMysql ? startMysql : startMariadb)({ args: ['--innodb-buffer-pool-size=1G'] });
  await server.query('CREATE DATABASE bench CHARACTER SET utf8mb4');
  const load = `LOAD DATA LOCAL INFILE '${file}' INTO TABLE items CHARACTER SET utf8mb4
    FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '"' ESCAPED BY '' ${LOADED.narrow}`;
  await server.query(`CREATE TABLE items (${MYSQL_COLUMNS.narrow}); ${load}`, { database: 'bench', sendsFiles: true });
  const root = { user: 'root', password: '' };
  return {
    connection: {
      name: 'main',
      kind: 'mysql',
      address: { socket: server.socket },
      tls: 'off',
      loader: root,
      publisher: root,
      owner: root,
      database: 'bench',
    },
    peerName: `${flavor} --quick`,
    peer: () =>
      new Promise((resolve, reject) => {
        const fixed = ['--no-defaults', '--user=root', `--socket=${server.socket}`];
        const how = ['--quick', '--batch', '--default-character-set=utf8mb4', '-e', 'SELECT * FROM items', 'bench'];
        const nowhere = openSync('/dev/null', 'w');
        const client = spawn(isMysql ? mysqlProgram('mysql') : findProgram('mariadb'), [...fixed, ...how], {
          stdio: ['ignore', nowhere, 'inherit'],
        });
        client.once('error', reject);
        client.once('close', (code) => {
          closeSync(nowhere);
          if (code === 0) resolve();
          else reject(new Error(`The client exited with ${code}`));
        });
      }),
    stop: () => server.stop(),
  };
};
