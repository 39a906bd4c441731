import type { RowSums } from '../../connectors/postgres/copy/row-sums.js';
import type { CopyUnit } from './copy-unit.js';
import type { TargetSessions } from './target-sessions.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { sameSums } from '../../connectors/postgres/copy/row-sums.js';
import { StevedoreError } from '../../contracts/errors.js';
import { totalOf } from './copy-rows.js';

/**
 * Reads the rows of a unit back from staging and compares their sums with those of the rows on their way. The order of
 * rows does not matter; every byte of their text does, as COPY writes it. Generated columns are not copied: where a
 * table has some, its rows are read once more at the source, with them, and compared as they stand on both sides.
 * Throws PROOF_FAILED, which names the table.
 */
export const proveRows = async (
  sessions: TargetSessions,
  unit: CopyUnit,
  onTheWay: RowSums,
  signal?: AbortSignal,
): Promise<void> => {
  const { schema, name, place, list, spread, sources } = unit;
  const whole = sources[0]?.whole;
  // The server copies neither a partitioned table nor a generated column as such.
  const columns = whole === undefined ? list.slice(2, -1) : whole.columns.map(quoteName).join(', ');
  const rows =
    whole === undefined && !spread ? `${place}${list}` : `(select ${columns} from ${spread ? '' : 'only '}${place})`;
  const readBack = sessions.use({ action: `Cannot read "${schema}.${name}" back` }, (connection) =>
    connection.relay(`copy ${rows} to stdout`),
  );
  const sums = sources.flatMap((table) => table.whole?.sums(signal) ?? []);
  const [found, ...parts] = await Promise.all([readBack, ...sums]);
  const expected = whole === undefined ? onTheWay : totalOf(parts);
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
