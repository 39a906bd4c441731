import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { controlTable } from '../control/control-schema.js';
import { readServerStart } from '../control/server-start.js';

/**
 * Refuses staging that was proved before the server last started: what a server makes of its tables after a crash is
 * not what was proved. Throws STAGING_LOST, and the run then loads again. Two starts within one second are not
 * distinguished.
 */
export const assertStagingKept = async (
  publisher: MysqlConnection,
  { pipeline, runId }: { readonly pipeline: string; readonly runId: string },
): Promise<void> => {
  const proved = await publisher.query(
    `SELECT server_start FROM ${controlTable('staged')} WHERE pipeline = ? AND run_id = ?`,
    [pipeline, runId],
  );
  const start = await readServerStart(publisher);
  if (proved.every((row) => Number(row['server_start']) === start)) return;
  throw new StevedoreError(
    'STAGING_LOST',
    'Cannot publish: the database server was restarted after the proof; the run loads again',
  );
};
