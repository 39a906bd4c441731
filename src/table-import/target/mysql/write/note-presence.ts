import type { NotedPresence } from '../../table-target.js';
import { GOES_IN } from '../staging/staging.js';
import type { StagedRecords } from '../staging/staging.js';
import { goneStatement, seenStatement } from './write-statements.js';

/**
 * Tells the rows of the staged records that they were seen, and those of their source that none is for that they are
 * gone, in the transaction that wrote the records; `rejected` is how many were rejected before. Undefined where
 * rows say nothing of their source.
 */
export const notePresence = async (
  { connection, shape, staging, plan }: StagedRecords,
  rejected: number,
): Promise<NotedPresence | undefined> => {
  const { presence, name } = plan;
  if (presence === undefined) return undefined;
  const action = `Cannot tell rows of "${name.table}" whether their source has them`;
  await connection.execute(seenStatement({ shape, staging, where: GOES_IN }, presence), action);
  // What the sets rejected is in the staging, with its key; what the reading rejected is not.
  const fates = plan.duplicates === 'reject' ? "'x', 'r'" : "'x'";
  const counted = `SELECT COUNT(*) AS known FROM ${staging.table} WHERE fate IN (${fates})`;
  const [row] = await connection.query(counted, [], action);
  const unknown = rejected - Number(row?.['known']);
  if (presence.isPartial === true || unknown > 0) return { gone: 0, unknown };
  const { affectedRows } = await connection.execute(goneStatement({ shape, staging }, presence), action);
  return { gone: affectedRows, unknown };
};
