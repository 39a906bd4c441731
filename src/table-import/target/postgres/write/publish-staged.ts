import { StevedoreError } from '../../../../contracts/errors.js';
import type { RowChange } from '../../table-target.js';
import type { StagedRecords } from '../staging/staged-records.js';
import { goesIn } from '../staging/staging.js';
import { findChanging } from './find-changing.js';
import { deleteOthersStatement, examplesStatement, upsertWay } from './write-statements.js';
import { writeRows } from './write-rows.js';
import type { Going, Written } from './write-rows.js';

/** Waits until no other writer of ours writes into the table; held until the transaction ends. */
export const lockTarget = async ({ connection, shape, plan }: StagedRecords): Promise<void> => {
  const sql = `select pg_advisory_xact_lock(hashtextextended('stevedore target ' || $1, 0))`;
  await connection.query(sql, [`${shape.id}`], `Cannot lock "${plan.name.table}" against other imports`);
  // What a transaction checks at its end could no longer be told to a record.
  await connection.execute('set constraints all immediate');
};

/**
 * The staged records that go in. Throws STAGING_LOST where the staging has fewer than were staged: a server that
 * crashed empties it.
 */
export const countStaged = async ({ connection, staging, plan }: StagedRecords, stagedRows: number): Promise<Going> => {
  const [row] = await connection.query(
    `select (select count(*) from ${staging.table}) as staged,
      (select count(distinct line) from ${staging.out} where fate = 'refused') as refused,
      (select count(distinct line) from ${staging.out} where fate <> 'refused') as out`,
    [],
    'Cannot count what is staged',
  );
  const [staged, refused, out] = ['staged', 'refused', 'out'].map((name) => Number(row?.[name])) as [
    number,
    number,
    number,
  ];
  if (staged + refused === stagedRows) return { count: staged - out, where: goesIn(staging, out > 0) };
  throw new StevedoreError(
    'STAGING_LOST',
    `Cannot publish into "${plan.name.table}": ${staged + refused} of ${stagedRows} staged records are left, probably as the server crashed; the next attempt stages them again`,
  );
};

/** Writes all staged records that go in, in the transaction that runs. */
export const publishStaged = async (staged: StagedRecords, going: Going): Promise<Written> => {
  const { shape, plan, connection } = staged;
  const upsert =
    plan.key.length === 0 || plan.onExisting === 'reject' ? 'plain' : upsertWay(connection.serverVersion, shape);
  const isEmptied = plan.rebuild && (await removeOthers(staged, going));
  if (upsert === 'compared' || plan.rebuild) await lockRows(staged);
  if (isEmptied || (upsert !== 'plain' && (await isEmpty(staged)))) return writeRows(staged, going, ['plain', upsert]);
  const changing = upsert === 'old' || upsert === 'xmax' ? await findChanging(staged, going) : undefined;
  return writeRows(staged, { ...going, ...(changing !== undefined && { changing }) }, [upsert]);
};

/** Against every other writer, until the transaction ends; readers go on. */
const lockRows = ({ connection, shape, plan }: StagedRecords) =>
  connection.execute(
    `lock table ${shape.table} in share row exclusive mode`,
    [],
    `Cannot lock "${plan.name.table}" against other writers`,
  );

const isEmpty = async ({ connection, shape }: StagedRecords): Promise<boolean> => {
  const [row] = await connection.query(`select not exists (select from ${shape.table}) as empty`);
  return row?.['empty'] === true;
};

/**
 * Deletes the rows that no record is for; true where no row is left. All go where a second unique key could be on its
 * way from one row to another. A TRUNCATE would be seen by readers that began before.
 */
const removeOthers = async (staged: StagedRecords, { count, where }: Going): Promise<boolean> => {
  const { connection, shape, staging, plan } = staged;
  await lockRows(staged);
  const [row] = await connection.query(`select count(*) as rows from ${shape.table}`);
  assertShrinkAllowed(staged, Number(row?.['rows']), count);
  const all = shape.key.length === 0 || shape.uniques.length > 0;
  await connection.execute(
    all ? `delete from ${shape.table}` : deleteOthersStatement({ shape, staging, where }),
    [],
    `Cannot delete rows of "${plan.name.table}"`,
  );
  return all;
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
export const readExamples = async (
  { connection, shape, staging, plan }: StagedRecords,
  { where }: Going,
): Promise<RowChange[]> => {
  const { onConflict = 'source' } = plan;
  const isKept = plan.onExisting === 'reject' || onConflict === 'target';
  if (isKept || shape.key.length === 0 || shape.others.length === 0) return [];
  const rows = await connection.query(examplesStatement({ shape, staging, where, onConflict }));
  const texts = (value: unknown) => value as readonly (string | null)[];
  return rows.map((row) => {
    const [key, before, after] = [texts(row['key']), texts(row['before']), texts(row['after'])];
    const differing = shape.others.flatMap(({ name }, at) => (before[at] === after[at] ? [] : [{ name, at }]));
    const picked = (values: readonly (string | null)[]) =>
      Object.fromEntries(differing.map(({ name, at }) => [name, values[at] ?? null]));
    return {
      key: Object.fromEntries(shape.key.map(({ name }, at) => [name, key[at] ?? null])),
      before: picked(before),
      after: picked(after),
    };
  });
};
