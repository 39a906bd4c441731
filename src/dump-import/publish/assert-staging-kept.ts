import type { MysqlConnection } from '../../connectors/mysql/open-connection.js';
import { StevedoreError } from '../../contracts/errors.js';
import { controlTable } from '../control/control-schema.js';

/**
 * Refuses staging that was proved before the server was last started: what a server makes of its tables after a crash is not what was
 * proved. Throws STAGING_LOST, upon which the run loads anew. A start within two seconds of the proof can go unseen.
 */
export const assertStagingKept = async (
  publisher: MysqlConnection,
  { pipeline, runId }: { readonly pipeline: string; readonly runId: string },
): Promise<void> => {
  // The age first, so that the passing of a second between the two is no sign of a start.
  const [proof] = await publisher.query(
    `SELECT TIMESTAMPDIFF(SECOND, MIN(taken_at), UTC_TIMESTAMP(3)) AS age FROM ${controlTable('epochs')}
      WHERE epoch IN (SELECT epoch FROM ${controlTable('staged')} WHERE pipeline = ? AND run_id = ?)`,
    [pipeline, runId],
  );
  const [status] = await publisher.query("SHOW GLOBAL STATUS LIKE 'Uptime'");
  if (!(Number(proof?.['age']) > Number(status?.['Value']))) return;
  throw new StevedoreError('STAGING_LOST', 'Cannot publish: the database server was started anew after the proof; loading once more');
};
