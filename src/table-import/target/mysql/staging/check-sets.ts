import type { Row } from '../../../../connectors/mysql/open-connection.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import { setReason } from '../../set-reasons.js';
import type { SetFinding } from '../../set-reasons.js';
import type { SetsChecked } from '../../sets-checked.js';
import { relate } from './relate.js';
import { isOfSelf, SetFinder } from './set-finder.js';
import type { StagedRecords } from './staging.js';

/**
 * Finds the records that do not go in, by comparing them with each other and with the table, and marks them in the
 * staging. Done again it begins anew, in a staging where nothing is marked if it `isFresh`. Reasons are given for the
 * first `most` records.
 *
 * 1. What speaks against a record by itself is found first: such a record supersedes no other.
 * 2. Of records with the same key one counts. A record that is refused beside it, by a second unique key, gives its
 *    place back to the one before, so these checks go round until they find nothing new.
 * 3. Values are compared by the collations of the table's columns, which those of the staging have.
 */
export const checkSets = async (
  staged: StagedRecords,
  { isFresh = false, most }: { readonly isFresh?: boolean; readonly most?: number } = {},
): Promise<SetsChecked> => {
  const { connection, staging, shape, plan } = staged;
  if (!isFresh) {
    const action = 'Cannot begin anew to compare the records';
    await connection.execute(`UPDATE ${staging.table} SET fate = NULL WHERE fate IS NOT NULL`, action);
    await connection.execute(`DELETE FROM ${staging.out}`, action);
  }
  const finder = new SetFinder(staged);
  await relate(staged);
  await finder.unfilled();
  await finder.nullsInKey();
  for (const reference of plan.references) {
    if (!isOfSelf(plan, reference)) await finder.missingReferences(reference);
  }
  if (!plan.rebuild) {
    for (const unique of shape.uniques) await finder.rowsWithSame(unique);
    if (plan.onExisting === 'reject') await finder.rowsThatExist();
  }
  for (let fresh = 1; fresh > 0; ) {
    await finder.repeatedKeys();
    fresh = 0;
    for (const unique of shape.uniques) fresh += await finder.recordsWithSame(unique);
    for (const reference of plan.references) {
      if (isOfSelf(plan, reference)) fresh += await finder.missingReferences(reference);
    }
  }
  return finder.found === 0 ? { rejected: [], rejectedCount: 0, superseded: 0 } : readFindings(staged, most);
};

const readFindings = async (
  { connection, staging, plan }: StagedRecords,
  most: number | undefined,
): Promise<SetsChecked> => {
  const asRejects = plan.duplicates === 'reject';
  const isReject = asRejects ? 'TRUE' : "fate <> 'r'";
  const [counted] = await connection.query(
    `SELECT SUM(fate = 'r') AS repeated, COUNT(DISTINCT CASE WHEN ${isReject} THEN line END) AS rejected FROM ${staging.out}`,
  );
  const rejectedCount = Number(counted?.['rejected']);
  const last = `SELECT DISTINCT line FROM ${staging.out} WHERE ${isReject} ORDER BY line LIMIT 1 OFFSET ${(most ?? 1) - 1}`;
  const [end] = most === undefined || rejectedCount <= most ? [] : await connection.query(last);
  const isFirst = end === undefined ? '' : ` AND line <= ${Number(end['line'])}`;
  const rows = await connection.query(
    `SELECT line, code, names, value, other, lacks FROM ${staging.out} WHERE ${isReject}${isFirst} ORDER BY line, id`,
  );
  const rejected = new Map<number, Reason[]>();
  for (const row of rows) {
    const line = Number(row['line']);
    const reasons = rejected.get(line) ?? [];
    const reason = reasonOf(row);
    // Where no index keeps a set of columns unique, several rows may have the same values.
    if (!reasons.some(({ message }) => message === reason.message)) reasons.push(reason);
    rejected.set(line, reasons);
  }
  return {
    rejected: [...rejected].map(([line, reasons]) => ({ line, reasons })),
    rejectedCount,
    superseded: asRejects ? 0 : Number(counted?.['repeated']),
  };
};

const reasonOf = (row: Row): Reason => {
  const { other, lacks, value } = row;
  return setReason({
    code: row['code'] as SetFinding['code'],
    columns: JSON.parse(String(row['names'])) as string[],
    ...(typeof value === 'string' && { value }),
    ...(other !== null && { otherLine: Number(other) }),
    ...(typeof lacks === 'string' && { table: lacks }),
  });
};
