import { mysqlErrorNumber } from '../../../connectors/mysql/errors.js';
import type { MysqlConnection } from '../../../connectors/mysql/open-connection.js';
import type { PublishPlan } from '../prepare-publish.js';
import { renameTables } from '../rename/rename-tables.js';
import type { LockTries } from './with-lock-tries.js';

/**
 * Acquires the locks of every live table before anything is changed, and releases them: a publish that cannot get them
 * then leaves live's triggers and the previous generation alone. Throws PUBLISH_LOCKED like the publish.
 *
 * Renames a table to its own name: the server refuses that because the name is taken, but only once it holds all locks.
 */
export const probeLocks = async (publisher: MysqlConnection, plan: PublishPlan, options: LockTries): Promise<void> => {
  const tables = plan.tables.flatMap(({ database, live, staged, kept }) =>
    live
      .filter((table) => staged.includes(table) || !kept.includes(table))
      .map((table) => ({ schema: database, table })),
  );
  try {
    await renameTables(
      publisher,
      tables.map((name) => ({ from: name, to: name })),
      options,
    );
  } catch (error) {
    if (mysqlErrorNumber(error) !== TABLE_EXISTS) throw error;
    options.watch?.granted();
  }
};

const TABLE_EXISTS = 1050;
