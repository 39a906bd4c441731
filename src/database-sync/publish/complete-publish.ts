import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { postgresErrorState } from '../../connectors/postgres/errors.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { listGenerations, noteValidated } from './generation-record.js';

/**
 * Checks the constraints outside of the live generation that its publish, or rollback, has made again without looking
 * at rows: those that were checked before. What is left of it stands in the mark, so it is done by whoever comes next
 * where a program ended before. May be called again. Returns those that the rows do not fit, each a sentence.
 */
export const completePublish = async (connection: PostgresConnection): Promise<string[]> => {
  const live = (await listGenerations(connection)).find(({ state }) => state === 'live');
  const warnings: string[] = [];
  for (const statement of live?.unchecked ?? []) {
    try {
      await connection.execute(statement, [], 'Cannot check a constraint');
    } catch (error) {
      if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
      if (!GONE.has(postgresErrorState(error) ?? '')) {
        warnings.push(
          `${error.message}; the next run tries again, or run it by hand once its rows fit: ${withoutComment(statement)}`,
        );
        continue;
      }
    }
    await noteValidated(connection, statement);
  }
  return warnings;
};

/** The words of a comment are told nowhere. */
const withoutComment = (statement: string): string => statement.replace(/; comment on constraint .* is .*$/s, '');

/** Somebody has dropped the constraint, its table or its schema since, or has made it whole. */
const GONE: ReadonlySet<string> = new Set(['42704', '42P01', '3F000', '42710']);
