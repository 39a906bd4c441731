import type { PostgresSettings } from '../../contracts/connections/postgres.js';
import { withConnection } from '../../connectors/postgres/open-connection.js';
import type { Fence } from '../fence/epoch.js';
import { dropSchemas } from './drop-schemas.js';
import { dropStagingDatabase } from './staging-database.js';

export interface StagingPlace {
  readonly applicationName: string;
  /** Whether staging is a database of its own. */
  readonly ownDatabase: boolean;
  /** Of the epoch that the sessions bear the name of: the staging of a later one is left alone. */
  readonly fence?: Fence;
}

/**
 * Runs `body`; if it throws, removes the staging of these names, as far as that is possible now, and throws its error
 * unchanged.
 */
export const withoutStaging = async <T>(
  target: PostgresSettings,
  staging: readonly string[],
  place: StagingPlace,
  body: () => Promise<T>,
): Promise<T> => {
  try {
    return await body();
  } catch (error) {
    // What is left is removed by the next try; the first error is the one to tell.
    await removeStaging(target, staging, place).catch(() => undefined);
    throw error;
  }
};

/**
 * Removes these schemas of staging, or the database that staging is in, if it is there. It is not cut short by a
 * cancellation. Throws FENCED.
 */
export const removeStaging = async (
  target: PostgresSettings,
  staging: readonly string[],
  { applicationName, ownDatabase, fence }: StagingPlace,
): Promise<void> => {
  const session = { applicationName, ...(fence === undefined ? {} : { onOpen: fence.onOpen }) };
  if (ownDatabase) return dropStagingDatabase(target, session);
  // A session that was cut off may hold its locks for a moment.
  await withConnection(target, { ...session, lockTimeoutMs: 10_000 }, (connection) =>
    dropSchemas(connection, staging, fence?.epoch),
  );
};
