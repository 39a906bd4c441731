import type { MysqlConnection } from '../connectors/mysql/open-connection.js';
import { withConnection } from '../connectors/mysql/open-connection.js';
import type { Provenance, StandingGeneration, StandingGenerations } from '../contracts/generation.js';
import { originalSchema } from '../contracts/names.js';
import type { DumpImportSettings, MysqlSettings } from '../contracts/settings.js';
import { readCurrentToken, readPreviousTokens } from './control/tokens.js';
import { listTables } from './publish/list-tables.js';

/** What is live and what a rollback can bring back; reads only. Throws `MYSQL_…` codes. */
export const readGenerations = (
  mysql: MysqlSettings,
  settings: DumpImportSettings,
  signal?: AbortSignal,
): Promise<StandingGenerations> =>
  withConnection(mysql, 'publisher', signal === undefined ? {} : { signal }, (publisher) =>
    readStandingGenerations(publisher, settings),
  );

/** The same over a connection that is open. */
export const readStandingGenerations = async (
  publisher: MysqlConnection,
  settings: DumpImportSettings,
): Promise<StandingGenerations> => {
  const current = await readCurrentToken(publisher, settings.name);
  const kept = (await readPreviousTokens(publisher, settings.name)).flatMap(({ age, reading }) =>
    reading.kind === 'read' ? [standing(reading.provenance, age)] : [],
  );
  const pinned: string[] = [];
  for (const { name } of settings.databases) {
    if ((await listTables(publisher, originalSchema(name))).length > 0) pinned.push(name);
  }
  return { ...(current.kind === 'read' ? { live: standing(current.provenance, 0) } : {}), kept, pinned };
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
