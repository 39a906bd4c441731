/**
 * Builds a proved generation of one database in a database of its own, as a sync does before its publish: its arguments
 * are host, port, the two databases and the jobs. Prints `ready`, waits for a line, and prints what it did as JSON.
 */
import { once } from 'node:events';
import { buildGeneration } from '../src/database-sync/build-generation.js';
import { openDatabaseSource } from '../src/database-sync/source/database-source.js';

export interface SyncedByOurs {
  readonly seconds: number;
  readonly rows: number;
  /** Of rows, as text. */
  readonly bytes: number;
}

const [, , host = '', port = '', from = '', to = '', jobs = ''] = process.argv;
const settingsOf = (database: string) => ({
  address: { host, port: Number(port) },
  tls: 'off' as const,
  account: { user: 'postgres', password: '' },
  database,
});
process.stdout.write('ready\n');
await once(process.stdin, 'data');
const started = performance.now();
const { tables } = await buildGeneration(
  ({ version }) => openDatabaseSource(settingsOf(from), { applicationName: 'bench', targetVersion: version }),
  settingsOf(to),
  { applicationName: 'bench', jobs: Number(jobs) },
);
const synced: SyncedByOurs = {
  seconds: (performance.now() - started) / 1_000,
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
};
process.stdout.write(`${JSON.stringify(synced)}\n`);
process.exit(0);
