import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { runStatements } from '../ddl/run-statements.js';
import type { PublishAddition } from '../profiles/publish-additions.js';
import { isDatabaseWide, nameOfWide } from './database-wide.js';

/**
 * Runs statements in a transaction; one about something that stands in no schema may fail, which is told in `warnings`
 * once for each such thing: the target has it already, or the account may not make it. Returns their names.
 */
export const runAdding = async (
  connection: PostgresConnection,
  statements: readonly string[],
  { warnings, before = new Set() }: { readonly warnings: string[]; readonly before?: ReadonlySet<string> },
): Promise<ReadonlySet<string>> => {
  const left = new Set<string>();
  for (const statement of statements) {
    if (!isDatabaseWide(statement)) {
      await runStatements(connection, [statement]);
      continue;
    }
    const name = nameOfWide(statement);
    // An extension stays as it is; the statement that makes it passes over it.
    if (left.has(name) || (name.startsWith('extension ') && before.has(name))) continue;
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

/** Runs each, and returns the statements of those that the server takes; of the others `warnings` tells why not. */
export const tryAdditions = async (
  connection: PostgresConnection,
  additions: readonly PublishAddition[],
  warnings: string[],
): Promise<string[]> => {
  const possible: string[] = [];
  for (const { name, statement } of additions) {
    await connection.execute('savepoint trying');
    try {
      await runStatements(connection, [statement]);
      await connection.execute('release trying');
      possible.push(statement);
    } catch (error) {
      if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
      await connection.execute('rollback to trying');
      warnings.push(`The ${name} is not made at the target: ${error.message}`);
    }
  }
  return possible;
};
