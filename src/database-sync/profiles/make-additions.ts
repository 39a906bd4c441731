import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { tryStatement } from '../ddl/try-statement.js';
import { isDatabaseWide } from '../stage/database-wide.js';
import { isThere, staysAsItIs } from '../stage/run-adding.js';
import type { PublishAddition } from './publish-additions.js';

/** Not refused: a lock that others hold, which is waited for, a deadlock, and a statement that was ended. */
const PASSES: ReadonlySet<unknown> = new Set(['55P03', '40P01', '57014']);

/**
 * Makes, in the transaction of a publish, what is said beside the generation. What the server refuses now, although it
 * was taken in the trial, or could not be tried, is left out, with what else is said of it: a copy that is
 * proved does not fail for what stands beside it. Returns what was left out, each a sentence with the statement to run
 * by hand. Throws where others hold a lock.
 */
export const makeAdditions = async (
  connection: PostgresConnection,
  additions: readonly PublishAddition[],
): Promise<string[]> => {
  const warnings: string[] = [];
  const left = new Set<string>();
  for (const { name, statement, byHand = statement } of additions) {
    // Its owner or comment, where it was not made itself. Privileges have one name, and stand each for itself.
    if (left.has(name) && isDatabaseWide(statement)) continue;
    const error = await tryStatement(connection, statement);
    if (error === undefined) continue;
    if (PASSES.has(error.details['sqlState'])) throw error;
    left.add(name);
    warnings.push(
      isThere(error)
        ? staysAsItIs(name)
        : `The ${name} is not made at the target: ${error.message}; run it by hand once that is mended: ${byHand}`,
    );
  }
  return warnings;
};
