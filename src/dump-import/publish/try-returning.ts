import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { mysqlErrorNumber } from '../../connectors/mysql/errors.js';
import { quoteQualified } from '../../connectors/mysql/quote-name.js';
import { isStevedoreError } from '../../contracts/errors.js';
import type { StoredObject } from '../../contracts/dump-import/stored-object.js';
import { stagingSchema } from '../../contracts/dump-import/target-names.js';
import { forgetStagedDatabase } from '../control/staged-databases.js';
import type { Epoch } from '../control/take-epoch.js';
import { checkObjects } from '../objects/check-objects.js';
import type { QualifiedName } from './rename/rename-plan.js';
import { createSchema, dropSchema } from '../drop-schema.js';

/** A database as a rollback will leave it. */
export interface ReturningDatabase {
  readonly database: string;
  /** Where its tables are now. */
  readonly tables: readonly QualifiedName[];
  /** Live views and routines that stay. */
  readonly beside: readonly StoredObject[];
  readonly objects: readonly StoredObject[];
}

/**
 * Creates in staging every definition that a rollback will create, beside empty copies of the tables that will be live
 * then. Empties staging before and drops it afterwards. Throws OBJECT_INVALID if the server refuses a definition for
 * good. A definition that only misses something it names does not stop the rollback, because it may have missed it when
 * it was live; it is reported after the commit.
 */
export const tryReturning = async (
  epoch: Epoch,
  pipeline: string,
  databases: readonly ReturningDatabase[],
): Promise<void> => {
  if (databases.every(({ objects }) => objects.length === 0)) return;
  const loader = await epoch.open('loader');
  try {
    for (const { database, tables } of databases) {
      await emptyStaging(epoch, loader, pipeline, database);
      await createSchema(loader, stagingSchema(database), {});
      for (const name of tables) await copy(epoch.publisher, name, stagingSchema(database));
    }
    await checkObjects(epoch, databases, { isPassed: (error) => LACKING.has(mysqlErrorNumber(error) ?? 0) });
  } finally {
    for (const { database } of databases) await emptyStaging(epoch, loader, pipeline, database);
  }
};

/** No such database, column, table, routine; an invalid view; no such sequence. */
const LACKING: ReadonlySet<number> = new Set([1049, 1054, 1146, 1305, 1356, 4091]);

/** What was staged there is no longer needed. */
export const emptyStaging = async (
  epoch: Epoch,
  loader: MysqlConnection,
  pipeline: string,
  database: string,
): Promise<void> => {
  await forgetStagedDatabase(epoch.publisher, pipeline, database);
  await dropSchema(loader, stagingSchema(database));
};

/** A table that cannot be copied is skipped; definitions that need it then miss it. */
const copy = async (publisher: MysqlConnection, from: QualifiedName, schema: string): Promise<void> => {
  try {
    await publisher.execute(
      `CREATE TABLE ${quoteQualified(schema, from.table)} LIKE ${quoteQualified(from.schema, from.table)}`,
    );
  } catch (error) {
    if (!isStevedoreError(error) || error.retryable) throw error;
  }
};
