/** Everything that an import uses, private and real, for the benchmarks of a whole run. */
import { mkdirSync, rmSync } from 'node:fs';
import { copyFile, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../test/support/free-port.js';
import { packDump } from '../test/support/make-archives.js';
import { createAccounts } from '../test/support/mariadb-accounts.js';
import { startMariadb } from '../test/support/mariadb-server.js';
import { startOpenSsh } from '../test/support/openssh-server.js';
import { writePortalConfig } from '../test/support/portal-config.js';
import { startRedis } from '../test/support/redis-server.js';
import { startTemporal } from '../test/support/temporal-server.js';
import { startProduct } from '../test/support/worker-process.js';
import type { ShapeDatabase } from './federation-shape.js';
import { SIX_TABLES } from './federation-shape.js';
import { generateDump } from './generate-dump.js';

export const DATABASE = 'federation';

export const secrets = {
  MYSQL_LOADER_PASSWORD: 'bench-loader',
  MYSQL_PUBLISHER_PASSWORD: 'bench-publisher',
  MYSQL_OWNER_PASSWORD: 'bench-owner',
  REDIS_PASSWORD: 'bench-redis',
  BENCH_ZIP_PASSWORD: 'bench-zip',
};

export type ImportStand = Awaited<ReturnType<typeof startImportStand>>;

/** Starts all servers that an import uses, and the product's API unless another program serves it. */
export async function startImportStand(
  folder: string,
  databases: readonly string[] = [DATABASE],
  { serve = true } = {},
) {
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
    databases,
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
      import: {
        load_check: { enabled: false },
        // The product's own defaults, in place of the tests'.
        freshness: { stable_for: null },
        scp: { file_patterns: databases.map((name) => `${name}_*.zip`) },
        zip: { passwords: null, password: '${BENCH_ZIP_PASSWORD}', extract_timeout: '10m' },
        database: { target_databases: databases.map((name) => ({ name, file_pattern: `${name}_*` })) },
        // A small dump after a large one must be allowed to shrink.
        publish: { guards: { enabled: false } },
      },
    },
  );
  const product = { config, env: secrets, cwd: folder };
  const server = serve ? await startProduct('server', { ...product, ready: /API started/ }) : undefined;
  return {
    exports,
    product,
    mysql,
    ssh,
    temporalAddress: temporal.address,
    /** Of the API, whoever serves it. */
    api: `http://127.0.0.1:${apiPort}`,
    /** Puts archives on the SFTP server, as if uploaded half an hour ago on this day, and returns their paths there. */
    offer: async (archives: readonly DumpArchive[], day: number): Promise<OfferedArchive[]> => {
      const uploaded = new Date(Date.now() - HALF_AN_HOUR_MS);
      const offered: OfferedArchive[] = [];
      for (const { database, file } of archives) {
        const path = join(exports, `${database}_202603${String(day).padStart(2, '0')}.zip`);
        await copyFile(file, `${path}.part`);
        await utimes(`${path}.part`, uploaded, uploaded);
        await rename(`${path}.part`, path);
        offered.push({ database, path });
      }
      return offered;
    },
    stop: async () => {
      await server?.kill9();
      await Promise.all([mysql.stop(), redis.stop(), ssh.stop(), temporal.stop()]);
    },
  };
}

export interface DumpArchive {
  readonly database: string;
  readonly file: string;
}

export interface OfferedArchive {
  readonly database: string;
  readonly path: string;
}

const HALF_AN_HOUR_MS = 30 * 60_000;

/** In units of 10^6 bytes of dumps together. */
export interface ArchiveSize {
  readonly megabytes: number;
  readonly method: 'ZipCrypto' | 'AES256';
  /** @default one database of six tables */
  readonly shape?: readonly ShapeDatabase[];
}

/** Creates generated dumps in password-protected ZIPs; only `offer` puts them where runs look. */
export async function makeArchives(
  folder: string,
  { megabytes, method, shape = SIX_TABLES }: ArchiveSize,
): Promise<DumpArchive[]> {
  const archives: DumpArchive[] = [];
  for (const { name: database, share, tables } of shape) {
    const dump = await generateDump({
      file: join(folder, `${database}.sql`),
      megabytes: megabytes * share,
      tables,
      database,
    });
    const file = join(folder, `${database}-${megabytes}.zip`);
    await packDump({
      dump: dump.file,
      archive: file,
      entry: `${database}.sql`,
      password: secrets.BENCH_ZIP_PASSWORD,
      method,
      modified: new Date('2026-03-01T01:30:00Z'),
    });
    rmSync(dump.file);
    const size = `${(dump.bytes / 1e6).toFixed(1)} MB dump of ${dump.tables} tables`;
    console.log(`${database}: ${size}, ${dump.rows.toLocaleString('en')} rows, packed with ${method}`);
    archives.push({ database, file });
  }
  return archives;
}
