import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { Provenance } from '../../contracts/dump-import/generation.js';
import { ORIGINAL_GENERATION, originalSchema } from '../../contracts/dump-import/target-names.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { charsetIn } from '../../formats/mysql-dump/session/charset-names.js';
import type { DumpServer } from '../../formats/mysql-dump/server-version.js';
import type { BadMapping } from '../collations/judge-charset-uses.js';
import { judgeMapping } from '../collations/judge-charset-uses.js';
import { askCollations } from '../collations/known-collations.js';
import { readCurrentToken, readPreviousTokens } from '../control/tokens.js';
import type { HiddenObject } from '../objects/read-objects.js';
import { readObjects } from '../objects/read-objects.js';
import type { ForeignKey } from './foreign-keys/foreign-keys-rules.js';
import { findForeignKeysFromOutside } from './foreign-keys/foreign-keys-rules.js';
import { keptTables } from './kept-tables.js';
import { listPartitionedTables, listTables } from '../list-tables.js';
import { readForeignKeys } from './foreign-keys/read-foreign-keys.js';

/** The storage engine whose tables may be half renamed after the server is killed during their rename. */
export const FRAGILE_ENGINE = { mariadb: 'Aria', mysql: 'MyISAM' } as const satisfies Record<
  TargetSurvey['server']['flavor'],
  string
>;

export interface DatabaseSurvey {
  readonly database: string;
  /** Whether the live tables are a generation of ours. */
  readonly ours: boolean;
  /** All live tables. */
  readonly tables: readonly string[];
  /** Bytes of the live tables, as counted by the server. */
  readonly bytes: number;
  /** Live tables that are neither in the live generation nor in `keep_tables`. */
  readonly strangers: readonly string[];
  readonly partitioned: readonly string[];
  /** Live tables of the engine in `FRAGILE_ENGINE`. */
  readonly fragile: readonly string[];
  /** Number of tables in `orig_<db>`. */
  readonly pinned: number;
  /** Objects whose definition the owner account may not read, and which therefore cannot be replaced. */
  readonly hidden: readonly HiddenObject[];
}

/** What an import of the pipeline would find on the target. */
export interface TargetSurvey {
  readonly databases: readonly DatabaseSurvey[];
  /** Kept generations, whatever `publish.keep_previous` says. */
  readonly generationsKept: number;
  /** Foreign keys from tables that stay to tables that a publish moves or drops. */
  readonly foreignKeys: readonly ForeignKey[];
  /** False if foreign keys of other databases are not visible. */
  readonly allForeignKeysSeen: boolean;
  readonly server: DumpServer;
  /** `load.collations` entries that cannot be used. */
  readonly badMappings: readonly BadMapping[];
}

/**
 * Inspects everything that decides what the next import of a pipeline would do to the target; only reads. Throws
 * `MYSQL_…` codes.
 */
export const surveyTarget = async (mysql: MysqlSettings, settings: DumpImportSettings): Promise<TargetSurvey> =>
  withConnection(mysql, 'publisher', {}, (publisher) =>
    withConnection(mysql, 'owner', {}, async (owner) => {
      const current = await readCurrentToken(publisher, settings.name);
      const live = current.kind === 'read' ? current.provenance : undefined;
      const mappings = await surveyMappings(publisher, settings);
      const databases = [];
      for (const { name } of settings.databases)
        databases.push(await surveyDatabase(publisher, owner, settings, name, live, mappings.server.flavor));
      const { keys, complete } = await readForeignKeys(publisher);
      const leaving = databases.map(({ database, tables }) => {
        const kept = keptTables(settings, database, tables);
        return { database, leaving: tables.filter((table) => !kept.includes(table)) };
      });
      return {
        databases,
        generationsKept: (await readPreviousTokens(publisher, settings.name)).length,
        foreignKeys: findForeignKeysFromOutside(keys, leaving, true),
        allForeignKeysSeen: complete,
        ...mappings,
      };
    }),
  );

const surveyMappings = async (publisher: MysqlConnection, { loadCollations }: DumpImportSettings) => {
  const known = await askCollations(publisher);
  const found = [];
  for (const [from, to] of Object.entries(loadCollations))
    found.push(await judgeMapping(from, to, charsetIn(from) ?? charsetIn(to), known));
  return { server: known.server, badMappings: found.filter((one) => one !== undefined) };
};

const surveyDatabase = async (
  publisher: MysqlConnection,
  owner: MysqlConnection,
  settings: DumpImportSettings,
  database: string,
  live: Provenance | undefined,
  flavor: TargetSurvey['server']['flavor'],
): Promise<DatabaseSurvey> => {
  const tables = await listTables(publisher, database);
  const record = live?.databases.find((one) => one.database === database);
  const known = new Set(record?.tables.map(({ table }) => table.toLowerCase()));
  const kept = new Set(keptTables(settings, database, tables));
  const [size] = await publisher.query(
    `SELECT COALESCE(SUM(DATA_LENGTH + INDEX_LENGTH), 0) AS bytes FROM information_schema.TABLES WHERE TABLE_SCHEMA = ?`,
    [database],
  );
  const fragile = await publisher.query(
    `SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND ENGINE = ? ORDER BY TABLE_NAME`,
    [database, FRAGILE_ENGINE[flavor]],
  );
  return {
    database,
    ours: record !== undefined && live?.generation !== ORIGINAL_GENERATION,
    tables,
    bytes: Number(size?.['bytes'] ?? 0),
    strangers: tables.filter((table) => !known.has(table.toLowerCase()) && !kept.has(table)),
    partitioned: await listPartitionedTables(publisher, database),
    fragile: fragile.map((row) => String(row['name'])),
    pinned: (await listTables(publisher, originalSchema(database))).length,
    hidden: (await readObjects(owner, database)).hidden,
  };
};
