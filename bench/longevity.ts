/**
 * Measures the memory of one process that imports many times, from SFTP to live: its resident set size, as `ps` and
 * `top` show it, idle after each import, and its maximum. By default the process is `stevedore dev` (worker and API in
 * one), or else a worker.
 */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { runCli, startProduct } from '../test/support/worker-process.js';
import { describeMachine, median, printTable } from './figures.js';
import { makeArchives, startImportStand } from './import-stand.js';
import { ALLOCATOR } from './allocator.js';

const LIMIT_BYTES = 350e6;
/** How much more the last tenth of the imports may hold than the second tenth. */
const LIMIT_GROWTH_BYTES = 40e6;
/** A worker at rest collects its garbage after a second. */
const IDLE_MS = 3_000;

export async function benchLongevity(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      mb: { type: 'string', default: '16' },
      imports: { type: 'string', default: '60' },
      encryption: { type: 'string', default: 'AES256' },
      program: { type: 'string', default: 'dev' },
      /** `plain` keeps glibc's default. */
      allocator: { type: 'string', default: 'set' },
    },
  });
  const method = values.encryption === 'ZipCrypto' ? 'ZipCrypto' : 'AES256';
  const folder = temporaryFolder('bench-longevity');
  const dev = values.program === 'dev';
  const stand = await startImportStand(folder, undefined, { serve: !dev });
  const product = {
    ...stand.product,
    env: { ...stand.product.env, ...(values.allocator === 'plain' ? {} : ALLOCATOR) },
  };
  const worker = dev
    ? await startProduct('cli', { ...product, args: ['dev'], ready: /Stop with Ctrl-C/ })
    : await startProduct('worker', { ...product, ready: /Worker started/ });
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const archives = await makeArchives(folder, { megabytes: Number(values.mb), method });
    await sleep(IDLE_MS);
    console.log(`before the first import: ${inMegabytes(bytesOf(worker.pid, 'VmRSS'))} MB`);
    const idle: number[] = [];
    for (let round = 1; round <= Number(values.imports); round++) {
      const offered = await stand.offer(archives, round);
      const run = await runCli(['run', 'import', '--wait', '--force', '--json'], stand.product);
      if (run.code !== 0)
        throw new Error(
          `The import was not published (exit code ${run.code})\n${run.stderr}\n${worker.log().slice(-4_000)}`,
        );
      await sleep(IDLE_MS);
      idle.push(bytesOf(worker.pid, 'VmRSS'));
      await Promise.all(offered.map(({ path }) => rm(path)));
      console.log(`after import ${round}: ${inMegabytes(bytesOf(worker.pid, 'VmRSS'))} MB`);
    }
    return verdict(idle, bytesOf(worker.pid, 'VmHWM'));
  } finally {
    await worker.stop();
    await stand.stop();
  }
}

/** Linux only. */
const bytesOf = (pid: number, field: 'VmRSS' | 'VmHWM'): number =>
  1_024 *
  Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

const inMegabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

function verdict(idle: readonly number[], peak: number): number {
  const tenth = Math.max(1, Math.round(idle.length / 10));
  const early = median(idle.slice(tenth, 2 * tenth));
  const late = median(idle.slice(-tenth));
  const rows: [string, number, number | undefined][] = [
    ['idle, after the first import', idle[0] ?? 0, undefined],
    ['idle, the second tenth of the imports', early, undefined],
    ['idle, the last tenth', late, LIMIT_BYTES],
    ['growth between them', late - early, LIMIT_GROWTH_BYTES],
    ['largest at any time', peak, LIMIT_BYTES],
  ];
  console.log('');
  printTable([
    ['median', 'MB', 'limit'],
    ...rows.map(([name, bytes, limit]) => [name, inMegabytes(bytes), limit === undefined ? '' : inMegabytes(limit)]),
  ]);
  return rows.every(([, bytes, limit]) => limit === undefined || bytes <= limit) ? 0 : 1;
}
