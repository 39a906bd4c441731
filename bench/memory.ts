/**
 * The worker's memory while it imports a large and a small dump from their ZIPs, from SFTP to live: the peak of the summed
 * proportional set size (PSS) of all its processes, sampled every 100 ms. A new worker for each import; the median of the rounds.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { copyFile, rename, rm } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { freePort } from '../test/support/free-port.js';
import { packDump } from '../test/support/make-archives.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startOpenSsh } from '../test/support/openssh-server.js';
import { writePortalConfig } from '../test/support/portal-config.js';
import { startRedis } from '../test/support/redis-server.js';
import { startTemporal } from '../test/support/temporal-server.js';
import { temporaryFolder } from '../test/support/temporary-folder.js';
import { runCli, startProduct } from '../test/support/worker-process.js';
import { describeMachine, median, printTable } from './figures.js';
import { generateDump } from './generate-dump.js';
import { sampleMemory } from './sample-memory.js';

const DATABASE = 'federation';
const LIMIT_BYTES = 400e6;
const LIMIT_GROWTH_BYTES = 40e6;

const secrets = {
  MYSQL_LOADER_PASSWORD: 'bench-loader',
  MYSQL_PUBLISHER_PASSWORD: 'bench-publisher',
  MYSQL_OWNER_PASSWORD: 'bench-owner',
  REDIS_PASSWORD: 'bench-redis',
  BENCH_ZIP_PASSWORD: 'bench-zip',
};

export async function benchMemory(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      large: { type: 'string', default: '500' },
      small: { type: 'string', default: '100' },
      rounds: { type: 'string', default: '3' },
      encryption: { type: 'string', default: 'AES256' },
    },
  });
  const method = values.encryption === 'ZipCrypto' ? 'ZipCrypto' : 'AES256';
  const folder = temporaryFolder('bench-memory');
  const stand = await startStand(folder);
  try {
    console.log(describeMachine({ cpus: cpus().length, model: cpus()[0]?.model ?? '', memoryBytes: totalmem() }));
    const sizes = [Number(values.large), Number(values.small)];
    const archives = new Map<number, string>();
    for (const megabytes of sizes) archives.set(megabytes, await makeArchive(folder, megabytes, method));
    const peaks = new Map<number, number[]>(sizes.map((size) => [size, []]));
    for (let round = 1; round <= Number(values.rounds); round++) {
      for (const megabytes of sizes) {
        const measured = await measureImport(stand, archives.get(megabytes) as string, round);
        peaks.get(megabytes)?.push(measured.peakBytes);
        const idle = inMegabytes(measured.idleBytes);
        console.log(
          `round ${round}, ${megabytes} MB: peak ${inMegabytes(measured.peakBytes)} MB in ${measured.seconds.toFixed(1)} s ` +
            `(idle ${idle} MB, ${measured.samples} samples, ${measured.processes} processes)`,
        );
      }
    }
    return verdict(sizes, peaks);
  } finally {
    await stand.stop();
  }
}

type Stand = Awaited<ReturnType<typeof startStand>>;

/** All servers that an import touches, private and real, and the product's API. */
async function startStand(folder: string) {
  const exports = join(folder, 'exports');
  mkdirSync(exports);
  const [mysql, redis, ssh, temporal, apiPort] = await Promise.all([
    startMariadb({ args: ['--innodb-buffer-pool-size=1G', '--innodb-log-file-size=512M'] }),
    startRedis({ password: secrets.REDIS_PASSWORD }),
    startOpenSsh(exports),
    startTemporal(),
    freePort(),
  ]);
  await createAccounts(mysql, {
    databases: [DATABASE],
    passwords: {
      loader: secrets.MYSQL_LOADER_PASSWORD,
      publisher: secrets.MYSQL_PUBLISHER_PASSWORD,
      owner: secrets.MYSQL_OWNER_PASSWORD,
    },
  });
  const config = writePortalConfig(
    folder,
    { mysql, redis, ssh, apiPort, temporalAddress: temporal.address },
    {
      redis: { flush_again_after: '0s' },
      import: {
        load_check: { enabled: false },
        scp: { file_patterns: [`${DATABASE}_*.zip`] },
        zip: { passwords: null, password: '${BENCH_ZIP_PASSWORD}', extract_timeout: '10m' },
        database: { target_databases: [{ name: DATABASE, file_pattern: `${DATABASE}_*` }] },
        // A small dump after a large one is meant to shrink.
        publish: { guards: { enabled: false } },
      },
    },
  );
  const product = { config, env: secrets, cwd: folder };
  const server = await startProduct('server', { ...product, ready: /API started/ });
  return {
    exports,
    product,
    stop: async () => {
      await server.kill9();
      await Promise.all([mysql.stop(), redis.stop(), ssh.stop(), temporal.stop()]);
    },
  };
}

async function makeArchive(folder: string, megabytes: number, method: 'ZipCrypto' | 'AES256'): Promise<string> {
  const { file, bytes, rows } = await generateDump({ file: join(folder, `${megabytes}.sql`), megabytes });
  const archive = join(folder, `${megabytes}.zip`);
  await packDump({
    dump: file,
    archive,
    entry: `${DATABASE}.sql`,
    password: secrets.BENCH_ZIP_PASSWORD,
    method,
    modified: new Date('2026-03-01T01:30:00Z'),
  });
  rmSync(file);
  console.log(`${(bytes / 1e6).toFixed(1)} MB dump, ${rows.toLocaleString('en')} rows, packed with ${method}`);
  return archive;
}

async function measureImport(stand: Stand, archive: string, round: number) {
  const offered = join(stand.exports, `${DATABASE}_2026030${round}.zip`);
  await copyFile(archive, `${offered}.part`);
  await rename(`${offered}.part`, offered);
  const worker = await startProduct('worker', { ...stand.product, ready: /Worker started/ });
  const memory = sampleMemory(worker.pid);
  try {
    await sleep(3_000);
    const idleBytes = memory.latestBytes();
    const started = performance.now();
    const run = await runCli(['run', 'import', '--wait', '--force', '--json'], stand.product);
    if (run.code !== 0) throw new Error(`The import was not published (exit code ${run.code})\n${run.stderr}\n${worker.log().slice(-4_000)}`);
    const seconds = (performance.now() - started) / 1_000;
    return { ...memory.stop(), idleBytes, seconds };
  } finally {
    memory.stop();
    await worker.stop();
    await rm(offered);
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
  printTable([['median', 'MB', 'limit'], ...rows.map(([name, bytes, limit]) => [name, inMegabytes(bytes), inMegabytes(limit)])]);
  return rows.every(([, bytes, limit]) => bytes <= limit) ? 0 : 1;
}
