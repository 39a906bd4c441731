import { readFile, rename, writeFile } from 'node:fs/promises';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import { readServerFacts } from '../../connectors/mysql/server-facts.js';
import { isStevedoreError, StevedoreError } from '../../contracts/errors.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { buildDumpIndex } from '../../formats/mysql-dump/index/build-dump-index.js';
import type { CompleteTable, DumpIndex } from '../../formats/mysql-dump/dump-index.js';
import { settleCollations } from '../collations/settle-collations.js';
import { MAX_STATEMENT_BYTES } from '../max-statement-bytes.js';
import { matchesTable } from '../table-patterns.js';
import { settleTriggers } from '../load/settle-triggers.js';
import { indexFile, partOf } from '../dump-files.js';

export interface ScanRequest {
  readonly database: string;
  readonly chunks: AsyncIterable<Buffer>;
  readonly signal?: AbortSignal;
  /** See `BuildDumpIndexOptions`. */
  readonly onTable?: (complete: CompleteTable) => void;
  readonly onProgress?: (bytesDone: number) => void;
}

/** Reads a whole dump; `acceptDump` judges the result. Throws `DUMP_…` codes with the line. */
export const scanDump = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  request: ScanRequest,
): Promise<DumpIndex> => {
  const { database, chunks, signal, onTable, onProgress } = request;
  const { flavor, version } = await withConnection(mysql, 'loader', {}, readServerFacts);
  return buildDumpIndex(chunks, {
    database,
    ...sourceNameOf(settings, database),
    neighbours: settings.databases.map(({ name }) => name),
    server: { flavor, version },
    maxStatementBytes: MAX_STATEMENT_BYTES,
    requireTrailer: settings.requireTrailer,
    include: tableFilter(settings, database),
    ...(onTable === undefined ? {} : { onTable }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  }).catch((error: unknown) => {
    throw namingDump(error, database);
  });
};

export interface AcceptRequest {
  readonly database: string;
  readonly directory: string;
  readonly dumpFile: string;
  readonly signal?: AbortSignal;
  /** What `scanDump` resolved to. */
  readonly read: DumpIndex;
}

/**
 * Applies the configuration's decisions to a dump and writes its index. No dump is proved or published before this has
 * accepted all of it. Throws DUMP_STATEMENT_REFUSED and COLLATION_UNKNOWN.
 */
export const acceptDump = async (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  request: AcceptRequest,
): Promise<DumpIndex> => {
  const { database, read } = request;
  const others = settings.databases.map(({ name }) => name).filter((name) => name !== database);
  const settled = namedIn(database, () => settleTriggers(read, settings.triggersBeforeRows, others));
  const index = await settleCollations(mysql, { ...request, index: settled, mapping: settings.loadCollations });
  const file = indexFile(request.directory);
  await writeFile(partOf(file), JSON.stringify(index), { mode: 0o600 });
  await rename(partOf(file), file);
  return index;
};

const namedIn = <T>(database: string, body: () => T): T => {
  try {
    return body();
  } catch (error) {
    throw namingDump(error, database);
  }
};

/** The scanner knows what is wrong with a dump; only this place knows which dump it is. */
const namingDump = (error: unknown, database: string): unknown =>
  isStevedoreError(error) && error.code.startsWith('DUMP_')
    ? new StevedoreError(
        error.code,
        error.message.replace(/^Cannot read the dump/, `Cannot take the dump of "${database}"`),
        {
          details: { database, ...error.details },
          cause: error,
        },
      )
    : error;

/** Reads the index that `acceptDump` wrote. Throws WORK_FILE_MISSING if it is gone. */
export const readDumpIndex = async (directory: string): Promise<DumpIndex> => {
  try {
    return JSON.parse(await readFile(indexFile(directory), 'utf8')) as DumpIndex;
  } catch (cause) {
    throw new StevedoreError('WORK_FILE_MISSING', 'Cannot read the index of the dump: the file is gone', { cause });
  }
};

/** Returns the name that the dump gives its database, for the scan. */
export const sourceNameOf = (
  { databases }: Pick<DumpImportSettings, 'databases'>,
  database: string,
): { readonly sourceName?: string } => {
  const sourceName = databases.find(({ name }) => name === database)?.sourceName;
  return sourceName === undefined ? {} : { sourceName };
};

/** Whether a table is to be loaded, by `include_tables` and `exclude_tables`. */
export const tableFilter = (
  { includeTables, excludeTables }: Pick<DumpImportSettings, 'includeTables' | 'excludeTables'>,
  database: string,
) => {
  const isIncluded = includeTables.length === 0 ? () => true : matchesTable(includeTables);
  const isExcluded = matchesTable(excludeTables);
  return (table: string): boolean => isIncluded(database, table) && !isExcluded(database, table);
};
