/**
 * Builds a proved generation of a dump in a database, as an import does before its publish: its arguments are host,
 * port, the database and the file. Prints what it did as JSON.
 */
import { buildGeneration } from '../src/database-sync/build-generation.js';
import { openFileSource } from '../src/database-sync/sql-file/read/file-source.js';

export interface ImportedByOurs {
  readonly seconds: number;
  /** Until every statement was judged. */
  readonly readSeconds: number;
  readonly rows: number;
  /** The most memory that the process had. */
  readonly megabytes: number;
}

const [, , host = '', port = '', database = '', file = ''] = process.argv;
const started = performance.now();
const since = (): number => (performance.now() - started) / 1_000;
let readSeconds = 0;
const { tables } = await buildGeneration(
  async () => {
    const source = await openFileSource(file);
    readSeconds = since();
    return source;
  },
  { address: { host, port: Number(port) }, tls: 'off', account: { user: 'postgres', password: '' }, database },
  { applicationName: 'bench' },
);
const imported: ImportedByOurs = {
  seconds: since(),
  readSeconds,
  rows: tables.reduce((sum, { rows }) => sum + rows, 0),
  megabytes: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify(imported), () => process.exit(0));
