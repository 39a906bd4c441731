import type { RowSums } from '../../connectors/postgres/row-sums.js';
import type { CopyUnit } from './copy-unit.js';
import type { TargetSessions } from './target-sessions.js';
import { sameSums } from '../../connectors/postgres/row-sums.js';
import { StevedoreError } from '../../contracts/errors.js';

/**
 * Reads the rows of a unit back from staging and compares their sums with those of the rows on their way. The order of
 * rows does not matter; every byte of their text does, as COPY writes it. Throws PROOF_FAILED, which names the table.
 */
export const proveRows = async (sessions: TargetSessions, unit: CopyUnit, expected: RowSums): Promise<void> => {
  const { schema, name, place, list, spread } = unit;
  // A COPY of a partitioned table itself is none of the server's.
  const from = spread ? `(select ${list === '' ? '' : list.slice(2, -1)} from ${place})` : `${place}${list}`;
  const action = `Cannot read "${schema}.${name}" back`;
  const found = await sessions.use({ action }, (connection) => connection.relay(`copy ${from} to stdout`));
  if (sameSums(found, expected)) return;
  const difference =
    found.rows === expected.rows
      ? `their content differs (${found.bytes} bytes, sum ${found.sum}; at the source ${expected.bytes}, ${expected.sum})`
      : `there are ${found.rows}, at the source ${expected.rows}`;
  throw new StevedoreError(
    'PROOF_FAILED',
    `Cannot prove the rows of "${schema}.${name}": ${difference}; nothing was published, start the sync again`,
    { details: { table: `${schema}.${name}`, rows: found.rows, expected: expected.rows } },
  );
};
