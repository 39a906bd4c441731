/**
 * Measures how fast a dump is read on one core, without a server: `npm run bench -- index`. Once it scans, counts and
 * sums the dump like the index; once it scans its INSERT statements and writes their rows as lines of LOAD DATA, like
 * the load.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readChunks } from '../src/connectors/disk/read-chunks.js';
import { buildDumpIndex } from '../src/formats/mysql-dump/index/build-dump-index.js';
import type { DumpIndex } from '../src/formats/mysql-dump/dump-index.js';
import { RowEncoder } from '../src/formats/mysql-dump/rows/encode-rows.js';
import { readStatements } from '../src/formats/mysql-dump/scan/read-statements.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { median, printTable, timed } from './figures.js';
import { generateDump } from './generate-dump.js';

const MAX_STATEMENT_BYTES = 64 << 20;

export async function benchIndex(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { mb: { type: 'string', default: '200' }, rounds: { type: 'string', default: '5' } },
  });
  const { file, bytes, rows } = await generateDump({
    file: join(temporaryFolder('bench-index'), 'dump.sql'),
    megabytes: Number(values.mb),
  });
  const indexing = series();
  const encoding = series();
  const alone: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const index = await indexing.add(() => indexFile(file));
    alone.push(await encoding.add(() => encodeFile(file, index)));
  }
  const rate = (time: number) => `${(bytes / 1e6 / time).toFixed(0)} MB/s`;
  const row = (what: string, seconds: readonly number[]) => [what, median(seconds).toFixed(2), rate(median(seconds))];
  printTable([
    ['median', 'seconds', 'rate'],
    row('scan, count and sum, wall', indexing.wall),
    row('scan, count and sum, processor', indexing.cpu),
    row('scan and write as lines, wall', encoding.wall),
    row('scan and write as lines, processor', encoding.cpu),
    row('write as lines, of that', alone),
  ]);
  console.log(`${(bytes / 1e6).toFixed(0)} MB, ${rows.toLocaleString('en')} rows`);
  return 0;
}

function series() {
  const wall: number[] = [];
  const cpu: number[] = [];
  return {
    wall,
    cpu,
    add: async <T>(action: () => Promise<T>): Promise<T> => {
      const before = process.cpuUsage();
      const { result, seconds } = await timed(action);
      const used = process.cpuUsage(before);
      wall.push(seconds);
      cpu.push((used.user + used.system) / 1e6);
      return result;
    },
  };
}

const indexFile = (file: string): Promise<DumpIndex> =>
  buildDumpIndex(readChunks(file), {
    database: 'federation',
    server: { flavor: 'mariadb', version: 101_100 },
    maxStatementBytes: MAX_STATEMENT_BYTES,
    requireTrailer: true,
  });

/**
 * Returns the seconds spent on the rows themselves, without reading the file and finding the ends of its statements.
 */
async function encodeFile(file: string, { tables }: DumpIndex): Promise<number> {
  let milliseconds = 0;
  for (const { lines, statements } of tables) {
    const encoder = new RowEncoder(lines.kind === 'possible' ? lines.columns.map(({ skipped }) => skipped) : [], {
      noBackslashEscapes: false,
      ansiQuotes: false,
      names: 'utf8mb4',
    });
    for (const { start, end, delimiter, valuesAt = 0 } of statements.filter(({ kind }) => kind === 'insert')) {
      const segments = readStatements(readChunks(file, { start, end }), {
        start,
        delimiter,
        maxStatementBytes: MAX_STATEMENT_BYTES,
      });
      for await (const segment of segments) {
        if (segment.kind !== 'statement') continue;
        const started = performance.now();
        encoder.encode(segment.body, valuesAt);
        milliseconds += performance.now() - started;
      }
    }
  }
  return milliseconds / 1_000;
}
