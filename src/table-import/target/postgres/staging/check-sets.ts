import type { Row } from '../../../../connectors/postgres/open-connection.js';
import type { Reason } from '../../../../contracts/table-import/reason.js';
import { setReason } from '../../set-reasons.js';
import type { SetFinding } from '../../set-reasons.js';
import type { SetsChecked } from '../../sets-checked.js';
import { removeRefusedValues } from './refused-values.js';
import { relate } from './relate.js';
import { isOfSelf, SetFinder } from './set-finder.js';
import type { StagedRecords } from './staged-records.js';

/**
 * Finds the records that do not go in, by comparing them with each other and with the table, and writes them into the
 * side table of the staging. Done again it begins anew. Reasons are given for the first `most` records.
 *
 * 1. What speaks against a record by itself is found first: such a record supersedes no other.
 * 2. Of records with the same key one counts. A record that is refused beside it, by a second unique key, gives its
 *    place back to the one before, so these checks go round until they find nothing new.
 */
export const checkSets = async (staged: StagedRecords, most?: number): Promise<SetsChecked> => {
  const { connection, staging, shape, plan } = staged;
  await connection.execute(`delete from ${staging.out} where fate <> 'refused'`, [], 'Cannot empty the side table');
  await removeRefusedValues(connection, staging, shape);
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
  return readFindings(staged, most);
};

const readFindings = async (
  { connection, staging, plan }: StagedRecords,
  most: number | undefined,
): Promise<SetsChecked> => {
  const asRejects = plan.duplicates === 'reject';
  const isReject = asRejects ? 'true' : "fate <> 'repeated'";
  const [counted] = await connection.query(
    `select count(*) as all, count(*) filter (where fate = 'repeated') as repeated,
      count(distinct line) filter (where ${isReject}) as rejected from ${staging.out}`,
  );
  if (Number(counted?.['all']) === 0) return { rejected: [], rejectedCount: 0, superseded: 0 };
  await connection.execute(`analyze ${staging.out}`);
  const rejectedCount = Number(counted?.['rejected']);
  const last = `select max(line) from (select distinct line from ${staging.out} where ${isReject} order by line limit ${most}) first`;
  const isFirst = most === undefined || rejectedCount <= most ? '' : ` and line <= (${last})`;
  const rows = await connection.query(
    `select line, code, columns, value, other, lacks, told from ${staging.out} where ${isReject}${isFirst} order by line`,
  );
  const rejected = new Map<number, Reason[]>();
  for (const row of rows) {
    const line = Number(row['line']);
    const reasons = rejected.get(line);
    if (reasons === undefined) rejected.set(line, [reasonOf(row)]);
    else reasons.push(reasonOf(row));
  }
  return {
    rejected: [...rejected].map(([line, reasons]) => ({ line, reasons })),
    rejectedCount,
    superseded: asRejects ? 0 : Number(counted?.['repeated']),
  };
};

const reasonOf = (row: Row): Reason => {
  const { code, columns, value, other, lacks, told } = row as unknown as OutRow;
  if (told !== null)
    return { code: 'refused_by_database', column: columns.join(', '), value: value ?? '', message: told };
  return setReason({
    code,
    columns,
    value,
    ...(other !== null && { otherLine: Number(other) }),
    ...(lacks !== null && { table: lacks }),
  });
};

interface OutRow {
  readonly code: SetFinding['code'];
  readonly columns: readonly string[];
  readonly value: string | null;
  readonly other: number | null;
  readonly lacks: string | null;
  readonly told: string | null;
}
