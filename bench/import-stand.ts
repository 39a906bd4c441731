/** All that an import touches, private and real, for the benches that measure a whole run. */
import { mkdirSync, rmSync } from 'node:fs';
import { copyFile, rename } from 'node:fs/promises';
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

/** All servers that an import touches, private and real, and the product's API. */
export async function startImportStand(folder: string) {
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
    mysql,
    ssh,
    /** Puts an archive on the SFTP server, as one of this day, and returns its path there. */
    offer: async (archive: string, day: number): Promise<string> => {
      const offered = join(exports, `${DATABASE}_202603${String(day).padStart(2, '0')}.zip`);
      await copyFile(archive, `${offered}.part`);
      await rename(`${offered}.part`, offered);
      return offered;
    },
    stop: async () => {
      await server.kill9();
      await Promise.all([mysql.stop(), redis.stop(), ssh.stop(), temporal.stop()]);
    },
  };
}

/** A generated dump in a password-protected ZIP, which only `offer` puts where runs look. */
export async function makeArchive(folder: string, megabytes: number, method: 'ZipCrypto' | 'AES256'): Promise<string> {
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

