import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import { isDatabaseWide, nameOfWide } from './database-wide.js';

/**
 * Runs statements in a transaction; one about something that stands in no schema may fail, which is told in `warnings`
 * once for each such thing: the target has it already, or the account may not make it. Returns their names.
 */
export const runAdding = async (
  connection: PostgresConnection,
  statements: readonly string[],
  warnings: string[],
): Promise<ReadonlySet<string>> => {
  const left = new Set<string>();
  for (const statement of statements) {
    if (!isDatabaseWide(statement)) {
      await runStatements(connection, [statement]);
      continue;
    }
    const name = nameOfWide(statement);
    if (left.has(name)) continue;
    await connection.execute('savepoint adding');
    try {
      await runStatements(connection, [statement]);
      await connection.execute('release adding');
    } catch (error) {
      if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
      await connection.execute('rollback to adding');
      left.add(name);
      const exists = error.details['sqlState'] === '42710';
      warnings.push(
        exists
          ? `The ${name} is at the target already and stays as it is`
          : `The ${name} is not added at the target: ${error.message}`,
      );
    }
  }
  return left;
};
