import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { quoteQualified } from '../../connectors/mysql/quote-name.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { DatabaseProof } from '../../contracts/dump-import/proof.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import { inRounds } from './in-rounds.js';
import { listTables } from '../list-tables.js';

/** A staged database, and the live tables that will stay beside its own. */
export interface StandInsFor {
  readonly proof: DatabaseProof;
  readonly staying: readonly string[];
}

/**
 * Runs `body` while staging holds an empty copy of each table that stays in live, so that a view over it can be tried
 * there. Removes the copies afterwards, and those of an interrupted try before. A table that cannot be copied is
 * skipped.
 */
export const withStandIns = async (
  publisher: MysqlConnection,
  databases: readonly StandInsFor[],
  body: () => Promise<void>,
): Promise<void> => {
  const isNeeded = databases.some(({ proof }) => proof.objects.length > 0);
  const made: { readonly schema: string; readonly table: string }[] = [];
  try {
    for (const { proof, staying } of databases) {
      if (staying.length === 0) continue;
      const schema = stagingSchema(proof.database);
      for (const table of await leftIn(publisher, schema, proof, staying)) await drop(publisher, schema, table);
      if (!isNeeded) continue;
      for (const table of staying) {
        const copy = `CREATE TABLE ${quoteQualified(schema, table)} LIKE ${quoteQualified(proof.database, table)}`;
        try {
          await publisher.execute(copy);
          made.push({ schema, table });
        } catch (error) {
          if (!isStevedoreError(error) || error.retryable) throw error;
        }
      }
    }
    await body();
  } finally {
    await inRounds(made, ({ schema, table }) => drop(publisher, schema, table));
  }
};

const leftIn = async (
  publisher: MysqlConnection,
  schema: string,
  { tables }: DatabaseProof,
  staying: readonly string[],
) => {
  const proved = new Set(tables.map(({ table }) => table.toLowerCase()));
  return (await listTables(publisher, schema)).filter(
    (table) => staying.includes(table) && !proved.has(table.toLowerCase()),
  );
};

const drop = async (publisher: MysqlConnection, schema: string, table: string): Promise<void> => {
  await publisher.execute(`DROP TABLE IF EXISTS ${quoteQualified(schema, table)}`);
};
