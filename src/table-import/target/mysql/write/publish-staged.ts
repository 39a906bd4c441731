import { mysqlErrorNumber } from '../../../../connectors/mysql/errors.js';
import { StevedoreError } from '../../../../contracts/errors.js';
import type { RowChange } from '../../table-target.js';
import { GOES_IN } from '../staging/staging.js';
import type { StagedRecords } from '../staging/staging.js';
import { deleteOthersStatement, examplesStatement } from './write-statements.js';
import { writeRows } from './write-rows.js';
import type { Written } from './write-rows.js';

/**
 * How many staged records go in. Throws STAGING_LOST where the staging does not have what was staged: it was dropped,
 * or is a backup's.
 */
export const countStaged = async (
  { connection, staging, plan }: StagedRecords,
  stagedRows: number,
): Promise<number> => {
  const sql = `SELECT COUNT(*) AS staged, SUM(${GOES_IN}) AS going FROM ${staging.table} s`;
  const [row] = await connection.query(sql, [], 'Cannot count what is staged').catch((error: unknown) => {
    if (mysqlErrorNumber(error) !== NO_SUCH_TABLE) throw error;
    return [];
  });
  const staged = Number(row?.['staged'] ?? 0);
  if (row !== undefined && staged === stagedRows) return Number(row['going'] ?? 0);
  throw new StevedoreError(
    'STAGING_LOST',
    `Cannot publish into "${plan.name.table}": ${staged} of ${stagedRows} staged records are left; the next attempt stages them again`,
  );
};

const NO_SUCH_TABLE = 1146;

/** Writes all staged records that go in, `count` of them, in the transaction that runs. */
export const publishStaged = async (staged: StagedRecords, count: number): Promise<Written> => {
  if (staged.plan.rebuild) await removeOthers(staged, count);
  return writeRows(staged, count);
};

/**
 * Deletes the rows that no record is for. All go where a second unique key could be on its way from one row to another,
 * but not where rows of other tables would go with them. A TRUNCATE would commit.
 */
const removeOthers = async (staged: StagedRecords, count: number): Promise<void> => {
  const { connection, shape, staging, plan } = staged;
  const [row] = await connection.query(`SELECT COUNT(*) AS rows_before FROM ${shape.table}`);
  assertShrinkAllowed(staged, Number(row?.['rows_before']), count);
  const all = shape.key.length === 0 || (shape.uniques.length > 0 && !shape.isReferenced);
  await connection.execute(
    all ? `DELETE FROM ${shape.table}` : deleteOthersStatement({ shape, staging, where: GOES_IN }),
    `Cannot delete rows of "${plan.name.table}"`,
  );
};

const assertShrinkAllowed = ({ plan }: StagedRecords, before: number, after: number): void => {
  const { maxShrinkPercent } = plan;
  if (maxShrinkPercent === undefined || after >= before * (1 - maxShrinkPercent / 100)) return;
  throw new StevedoreError(
    'GUARD_FAILED',
    `Cannot rebuild "${plan.name.table}": it would shrink from ${before} to ${after} rows, and max_shrink_percent is ${maxShrinkPercent}; nothing was written; if that is intended, change it and run again`,
  );
};

/** Rows that would change, each with the columns that would. */
export const readExamples = async ({ connection, shape, staging, plan }: StagedRecords): Promise<RowChange[]> => {
  const isKept = plan.onExisting === 'reject' || plan.onConflict === 'target';
  if (isKept || shape.key.length === 0 || shape.others.length === 0) return [];
  const rows = await connection.query(
    examplesStatement({ shape, staging, where: GOES_IN }, plan.onConflict),
    [],
    'Cannot read what would change',
  );
  return rows.map((row) => {
    const text = (name: string) => (typeof row[name] === 'string' ? row[name] : null);
    const differing = shape.others
      .map(({ name }, at) => ({ name, before: text(`before_${at}`), after: text(`after_${at}`) }))
      .filter(({ before, after }) => before !== after);
    return {
      key: Object.fromEntries(shape.key.map(({ name }, at) => [name, text(`key_${at}`)])),
      before: Object.fromEntries(differing.map(({ name, before }) => [name, before])),
      after: Object.fromEntries(differing.map(({ name, after }) => [name, after])),
    };
  });
};
