import type { NotedPresence } from '../../table-target.js';
import type { StagedRecords } from '../staging/staged-records.js';
import { goesIn } from '../staging/staging.js';
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
  await connection.execute(seenStatement({ shape, staging, where: goesIn(staging, true) }, presence), [], action);
  // What the sets rejected is in the staging, with its key; what was refused before is not.
  const fates = plan.duplicates === 'reject' ? `'rejected', 'repeated'` : `'rejected'`;
  const [row] = await connection.query(
    `select count(distinct line) as known from ${staging.out} where fate in (${fates})`,
    [],
    action,
  );
  const unknown = rejected - Number(row?.['known']);
  if (presence.isPartial === true || unknown > 0) return { gone: 0, unknown };
  const { affectedRows } = await connection.execute(goneStatement({ shape, staging }, presence), [], action);
  return { gone: affectedRows, unknown };
};
