import type { ConnectOptions } from '../connectors/postgres/open-connection.js';
import type { PostgresSettings } from '../contracts/connections/postgres.js';
import { withConnection } from '../connectors/postgres/open-connection.js';
import { assertNotReserved } from './check-store.js';
import { checkInbound } from './publish/exchange-schemas.js';
import { assertOwnPreviousSchemas } from './publish/own-schemas.js';
import type { SyncSource } from './source/sync-source.js';
import { checkUnwritten, largeObjectsLeftOut } from './stage/check-definitions.js';
import { checkTarget } from './stage/check-target.js';
import { planExtensions } from './stage/plan-extensions.js';
import { stagedSchemas } from './stage/staged-schemas.js';

export interface CopyCheck extends ConnectOptions {
  /** Whether the generation gets a database of its own. */
  readonly ownDatabase: boolean;
  /** Globs of objects that the copy may lack, as `type name`. */
  readonly allowMissing: readonly string[];
  /** Schemas of the target that no generation may replace. @default none */
  readonly reserved?: readonly string[];
}

/**
 * Finds what would stop a generation of the source at this target, before hours of copying; nothing is changed. Returns
 * sentences about what the copy will lack. Throws SOURCE_UNSUITABLE, TARGET_UNSUITABLE, DESTINATION_REFUSED.
 */
export const checkCopy = async (
  source: SyncSource,
  target: PostgresSettings,
  { ownDatabase, allowMissing, reserved = [], ...session }: CopyCheck,
): Promise<string[]> => {
  assertNotReserved(source.schemas, reserved);
  const warnings = checkUnwritten([...source.ddl.unwritten, ...largeObjectsLeftOut(source, ownDatabase)], allowMissing);
  await withConnection(target, session, async (connection) => {
    await checkTarget(connection, source, { ownDatabase });
    if (ownDatabase) return;
    await planExtensions(connection, source.ddl.pre, stagedSchemas(source, ownDatabase));
    await assertOwnPreviousSchemas(connection, source.schemas);
    // What could not follow the publish; somebody may make such a thing meanwhile.
    await checkInbound(connection, source.schemas);
  });
  return warnings;
};
