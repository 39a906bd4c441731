import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { showStatement } from './show-statement.js';

/**
 * What a session must have set that runs statements of `writeDdl`; until the end of its transaction with `set local`.
 */
const SETTINGS = [
  `search_path = ''`,
  'check_function_bodies = off',
  'xmloption = content',
  'row_security = off',
  `lc_monetary = 'C'`,
];

/** Prepares a session for `runStatements`; what it set holds until the session ends. */
export const prepareCreating = async (connection: PostgresConnection): Promise<void> => {
  await connection.execute(SETTINGS.map((each) => `set ${each}`).join('; '));
};

/** Runs the statements one after the other. Its error has what may be told of the statement (see `showStatement`). */
export const runStatements = async (connection: PostgresConnection, statements: readonly string[]): Promise<void> => {
  for (const statement of statements)
    await connection.execute(statement, [], `Cannot run "${showStatement(statement)}"`);
};
