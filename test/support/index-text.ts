import { buildDumpIndex } from '../../src/formats/mysql-dump/index/build-dump-index.js';
import type { BuildDumpIndexOptions } from '../../src/formats/mysql-dump/index/dump-index-options.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';
import type { DumpServer } from '../../src/formats/mysql-dump/server-version.js';

export const MARIADB: DumpServer = { flavor: 'mariadb', version: 101119 };
export const MYSQL: DumpServer = { flavor: 'mysql', version: 80406 };

/** The index of a dump that is given as text or bytes, for a database `shop`; the last line may be missing. */
export function indexText(dump: string | Buffer, options: Partial<BuildDumpIndexOptions> = {}): Promise<DumpIndex> {
  const bytes = Buffer.from(dump);
  const chunks = (async function* () {
    for (let at = 0; at < bytes.length; at += 1000) yield await Promise.resolve(bytes.subarray(at, at + 1000));
  })();
  return buildDumpIndex(chunks, {
    database: 'shop',
    server: MARIADB,
    maxStatementBytes: 1 << 20,
    requireTrailer: false,
    ...options,
  });
}
