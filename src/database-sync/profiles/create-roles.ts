import type { PostgresConnection } from '../../connectors/postgres/open-connection.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { runStatements } from '../ddl/run-statements.js';
import type { SourceRoles } from '../source/sync-source.js';
import type { TargetFacts } from './target-facts.js';

/**
 * Makes the roles that a source names and the target's server lacks, without a login and without rights of their own,
 * with the account as a member so that it may give objects to them. They stay, whatever becomes of the copy.
 */
export const createRoles = async (
  connection: PostgresConnection,
  { owners, others }: SourceRoles,
  { roles }: Pick<TargetFacts, 'roles'>,
): Promise<string[]> => {
  const missing = [...new Set([...owners, ...others])].filter((name) => !roles.has(name)).sort();
  await runStatements(
    connection,
    missing.flatMap((name) => [`create role ${quoteName(name)} nologin`, `grant ${quoteName(name)} to current_user`]),
  );
  return missing.length === 0 ? [] : [`Made at the target: the roles ${missing.map((name) => `"${name}"`).join(', ')}`];
};
