import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { withConnection } from '../../connectors/mysql/open-connection.js';
import type { Provenance, StandingGeneration, StandingGenerations } from '../../contracts/dump-import/generation.js';
import { originalSchema, previousSchema } from '../../contracts/dump-import/target-names.js';
import type { DumpImportSettings } from '../../contracts/dump-import/settings.js';
import type { MysqlSettings } from '../../contracts/connections/mysql.js';
import { readCurrentToken, readPreviousTokens } from '../control/tokens.js';
import { listTables } from '../list-tables.js';

/** Reads what is live and what a rollback can bring back; only reads. Throws `MYSQL_…` codes. */
export const readGenerations = (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  signal?: AbortSignal,
): Promise<StandingGenerations> =>
  withConnection(mysql, 'publisher', signal === undefined ? {} : { signal }, (publisher) =>
    readStandingGenerations(publisher, settings),
  );

/** The same over an open connection. */
export const readStandingGenerations = async (
  publisher: MysqlConnection,
  settings: DumpImportSettings,
): Promise<StandingGenerations> => {
  const current = await readCurrentToken(publisher, settings.name);
  const kept: StandingGeneration[] = [];
  const broken: NonNullable<StandingGenerations['broken']>[number][] = [];
  for (const { age, reading } of await readPreviousTokens(publisher, settings.name)) {
    if (reading.kind !== 'read') continue;
    const reason = await whyNotWhole(publisher, settings, reading.provenance, age);
    if (reason === undefined) kept.push(standing(reading.provenance, age));
    else broken.push({ generation: reading.provenance.generation, age, reason });
  }
  const pinned: string[] = [];
  for (const { name } of settings.databases) {
    if ((await listTables(publisher, originalSchema(name))).length > 0) pinned.push(name);
  }
  return {
    ...(current.kind === 'read' ? { live: standing(current.provenance, 0) } : {}),
    kept,
    ...(broken.length === 0 ? {} : { broken }),
    pinned,
  };
};

/** Somebody may have dropped what a token names, or removed a database from the configuration. */
const whyNotWhole = async (
  publisher: MysqlConnection,
  settings: DumpImportSettings,
  { databases }: Provenance,
  age: number,
): Promise<string | undefined> => {
  for (const { database, tables } of databases) {
    if (!settings.databases.some(({ name }) => name === database))
      return `its database "${database}" is no longer configured`;
    const schema = previousSchema(database, age);
    const there = new Set((await listTables(publisher, schema)).map((table) => table.toLowerCase()));
    const missing = tables.find(({ table }) => !there.has(table.toLowerCase()));
    if (missing !== undefined) return `"${schema}" has no table "${missing.table}"`;
  }
  return undefined;
};

const standing = (provenance: Provenance, age: number): StandingGeneration => {
  const { generation, runId, preparedAt, databases, rolledBack } = provenance;
  const tables = databases.flatMap((database) => database.tables);
  return {
    generation,
    age,
    runId,
    preparedAt,
    databases: databases.map(({ database }) => database),
    archives: databases.map(({ archive }) => archive),
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    ...(rolledBack === undefined ? {} : { rolledBack }),
  };
};
