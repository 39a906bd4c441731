/**
 * Measures the worker's memory while it imports a large and a small dump from their ZIPs, from SFTP to live: the peak
 * of the summed proportional set size (PSS) of all its processes, sampled every 100 ms. Uses a new worker for each
 * import and reports the median of the rounds.
 */
import { rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { runCli, startProduct } from '../test/support/worker-process.js';
import { describeMachine, median, printTable } from './figures.js';
import type { DumpArchive, ImportStand } from './import-stand.js';
import { makeArchives, startImportStand } from './import-stand.js';
import type { MemoryBound } from './memory-bound.js';
import { boundMemory } from './memory-bound.js';
import { sampleMemory } from './sample-memory.js';

const LIMIT_BYTES = 400e6;
const LIMIT_GROWTH_BYTES = 40e6;

export async function benchMemory(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      large: { type: 'string', default: '500' },
      small: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '3' },
      encryption: { type: 'string', default: 'AES256' },
      bound: { type: 'string' },
    },
  });
  const method = values.encryption === 'ZipCrypto' ? 'ZipCrypto' : 'AES256';
  const folder = temporaryFolder('bench-memory');
  const stand = await startImportStand(folder);
  const bound = values.bound === undefined ? undefined : boundMemory(Number(values.bound) * 1e6);
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const sizes = [Number(values.large), Number(values.small)];
    const archives = new Map<number, DumpArchive[]>();
    for (const megabytes of sizes) archives.set(megabytes, await makeArchives(folder, { megabytes, method }));
    const peaks = new Map<number, number[]>(sizes.map((size) => [size, []]));
    for (let round = 1; round <= Number(values.rounds); round++) {
      for (const megabytes of sizes) {
        const measured = await measureImport(stand, archives.get(megabytes) ?? [], round, bound);
        peaks.get(megabytes)?.push(measured.peakBytes);
        const idle = inMegabytes(measured.idleBytes);
        console.log(
          `round ${round}, ${megabytes} MB: peak ${inMegabytes(measured.peakBytes)} MB in ${measured.seconds.toFixed(1)} s ` +
            `(idle ${idle} MB, ${measured.samples} samples, ${measured.processes} processes)`,
        );
      }
    }
    if (bound)
      console.log(
        `The worker was limited to ${values.bound} MB; ${bound.killed()} of its processes were killed for exceeding it`,
      );
    return verdict(sizes, peaks);
  } finally {
    bound?.remove();
    await stand.stop();
  }
}

async function measureImport(stand: ImportStand, archives: readonly DumpArchive[], round: number, bound?: MemoryBound) {
  const offered = await stand.offer(archives, round);
  const worker = await startProduct('worker', {
    ...stand.product,
    ready: /Worker started/,
    ...(bound && { under: bound.under }),
  });
  const memory = sampleMemory(worker.pid);
  try {
    await sleep(3_000);
    const idleBytes = memory.latestBytes();
    const started = performance.now();
    const run = await runCli(['run', 'import', '--wait', '--force', '--json'], stand.product);
    if (run.code !== 0)
      throw new Error(
        `The import was not published (exit code ${run.code})\n${run.stderr}\n${worker.log().slice(-4_000)}`,
      );
    const seconds = (performance.now() - started) / 1_000;
    return { ...memory.stop(), idleBytes, seconds };
  } finally {
    memory.stop();
    await worker.stop();
    await Promise.all(offered.map(({ path }) => rm(path)));
  }
}

const inMegabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

function verdict([large = 0, small = 0]: readonly number[], peaks: ReadonlyMap<number, number[]>): number {
  const of = (size: number) => median(peaks.get(size) ?? []);
  const growth = of(large) - of(small);
  const rows: [string, number, number][] = [
    [`peak, ${large} MB dump`, of(large), LIMIT_BYTES],
    [`peak, ${small} MB dump`, of(small), LIMIT_BYTES],
    ['growth', growth, LIMIT_GROWTH_BYTES],
  ];
  console.log('');
  printTable([
    ['median', 'MB', 'limit'],
    ...rows.map(([name, bytes, limit]) => [name, inMegabytes(bytes), inMegabytes(limit)]),
  ]);
  return rows.every(([, bytes, limit]) => bytes <= limit) ? 0 : 1;
}
