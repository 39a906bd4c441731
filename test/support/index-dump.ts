import { readChunks } from '../../src/connectors/disk/read-chunks.js';
import type { MysqlSettings } from '../../src/contracts/connections/mysql.js';
import type { DumpImportSettings } from '../../src/contracts/dump-import/settings.js';
import { acceptDump, scanDump } from '../../src/dump-import/fetch/index-dump.js';
import type { DumpIndex } from '../../src/formats/mysql-dump/dump-index.js';

/** Reads a dump on disk and accepts it, as a run does while it unpacks one; writes `index.json` to the directory. */
export const indexDump = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  request: { readonly database: string; readonly directory: string; readonly dumpFile: string },
): Promise<DumpIndex> => {
  const { database, dumpFile } = request;
  const read = await scanDump(mysql, settings, { database, chunks: readChunks(dumpFile) });
  return acceptDump(mysql, settings, { ...request, read });
};
