/** How fast a dump is scanned, counted and summed, on one core, without a server: `npm run bench -- index`. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildDumpIndex } from '../src/formats/mysql-dump/build-dump-index.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { median, printTable, timed } from './figures.js';
import { generateDump } from './generate-dump.js';

export async function benchIndex(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { mb: { type: 'string', default: '200' }, rounds: { type: 'string', default: '5' } },
  });
  const { file, bytes, rows } = await generateDump({ file: join(temporaryFolder('bench-index'), 'dump.sql'), megabytes: Number(values.mb) });
  const seconds: number[] = [];
  const cpu: number[] = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const before = process.cpuUsage();
    const chunks = createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>;
    const server = { flavor: 'mariadb', version: 101_100 } as const;
    seconds.push((await timed(() => buildDumpIndex(chunks, { database: 'federation', server, maxStatementBytes: 64 << 20, requireTrailer: true }))).seconds);
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1e6);
  }
  const rate = (time: number) => `${(bytes / 1e6 / time).toFixed(0)} MB/s`;
  printTable([
    ['median', 'seconds', 'rate'],
    ['wall', median(seconds).toFixed(2), rate(median(seconds))],
    ['processor', median(cpu).toFixed(2), rate(median(cpu))],
  ]);
  console.log(`${(bytes / 1e6).toFixed(0)} MB, ${rows.toLocaleString('en')} rows`);
  return 0;
}
