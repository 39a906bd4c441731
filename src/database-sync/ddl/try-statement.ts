import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import type { StevedoreError } from '../../contracts/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { runStatements } from './run-statements.js';

/**
 * Runs a statement in a savepoint of its own, in the transaction that is open, and leaves no savepoint. Returns what
 * the server refused: the transaction goes on as if the statement had not been run; with `undo` also where it was
 * taken. Throws where the connection is lost.
 */
export const tryStatement = async (
  connection: PostgresConnection,
  statement: string,
  { undo = false }: { readonly undo?: boolean } = {},
): Promise<StevedoreError | undefined> => {
  await connection.execute('savepoint tried');
  const error = await runStatements(connection, [statement]).then(
    () => undefined,
    (thrown: unknown) => {
      if (!isStevedoreError(thrown) || thrown.code === 'POSTGRES_CONNECTION_LOST') throw thrown;
      return thrown;
    },
  );
  await connection.execute(
    error === undefined && !undo ? 'release tried' : 'rollback to savepoint tried; release tried',
  );
  return error;
};
