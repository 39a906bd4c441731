/**
 * A database to a compressed file: the export's core beside `pg_dump | gzip -1`, in turn, on one server. Reports the
 * ratio of the seconds, and the most memory that the export's process had.
 */
import { execFile, spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { postgresPrograms } from '../test/support/postgres-programs.js';
import { removeTemporaryFolder, temporaryFolder } from '../test/support/temporary-folder.js';
import { describeMachine, median, printTable, timed } from './figures.js';
import { startSyncStand } from './sync-stand.js';
import type { ExportedByOurs } from './sync-export-ours.js';

const OPTIONS = {
  /** Of the database with its indexes. */
  megabytes: { type: 'string', default: '1000' },
  rounds: { type: 'string', default: '5' },
} as const;

/** Of the seconds of the peer. */
const MOST = 1;
const MOST_MEMORY = 350;

export async function benchSyncExport(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const stand = await startSyncStand(Number(values.megabytes));
  const folder = temporaryFolder('bench-sync-export');
  console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
  console.log(`${await stand.describe()}; database of ${(stand.bytes / 1e6).toFixed(0)} MB`);
  const { address } = stand.settings('shop');
  const dump = postgresPrograms('machine').psql.replace(/psql$/, 'pg_dump');
  const theirFile = join(folder, 'theirs.sql.gz');
  const pipe = `'${dump}' -h ${address.host} -p ${address.port} -U postgres shop | gzip -1 > '${theirFile}'`;
  const seconds = { ours: [] as number[], theirs: [] as number[] };
  const memory: number[] = [];
  try {
    let bytes = 0;
    for (let round = 0; round < Number(values.rounds); round++) {
      const ours = await exportByOurs([address.host, `${address.port}`, 'shop', join(folder, 'ours')]);
      seconds.ours.push(ours.seconds);
      memory.push(ours.megabytes);
      bytes = ours.bytes;
      seconds.theirs.push((await timed(() => promisify(execFile)('sh', ['-ec', pipe]))).seconds);
    }
    const [ours, theirs] = [median(seconds.ours), median(seconds.theirs)];
    const ratio = ours / theirs;
    printTable([
      ['way', 's', 'MB of the file', 'ratio', 'MB of memory'],
      ['export', ours.toFixed(2), (bytes / 1e6).toFixed(0), ratio.toFixed(2), Math.max(...memory).toFixed(0)],
      ['pg_dump | gzip -1', theirs.toFixed(2), (statSync(theirFile).size / 1e6).toFixed(0), '1.00', ''],
    ]);
    console.log(`bar: at most ${MOST} of the seconds of pg_dump | gzip -1, and ${MOST_MEMORY} MB`);
    return ratio <= MOST && Math.max(...memory) <= MOST_MEMORY ? 0 : 1;
  } finally {
    await stand.stop();
    removeTemporaryFolder(folder);
  }
}

/** In a process of its own, whose start is not counted. */
const exportByOurs = async (args: readonly string[]): Promise<ExportedByOurs> => {
  const script = join(import.meta.dirname, 'sync-export-ours.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const piece of child.stdout) text += String(piece);
  return JSON.parse(text) as ExportedByOurs;
};
