/** Exports one database: its arguments are host, port, the database and a folder. Prints what it did as JSON. */
import { dumpFiles } from '../src/database-sync/dump-files.js';
import { exportDatabase } from '../src/database-sync/sql-file/write/export-database.js';

export interface ExportedByOurs {
  readonly seconds: number;
  readonly bytes: number;
  /** The most memory that the process had. */
  readonly megabytes: number;
}

const [, , host = '', port = '', database = '', folder = ''] = process.argv;
const files = dumpFiles(folder);
const started = performance.now();
const { bytes } = await exportDatabase(
  { address: { host, port: Number(port) }, tls: 'off', account: { user: 'postgres', password: '' }, database },
  files,
  { applicationName: 'bench' },
);
const exported: ExportedByOurs = {
  seconds: (performance.now() - started) / 1_000,
  bytes,
  megabytes: process.resourceUsage().maxRSS / 1024,
};
for (const { name } of await files.list()) await files.remove(name);
process.stdout.write(JSON.stringify(exported));
