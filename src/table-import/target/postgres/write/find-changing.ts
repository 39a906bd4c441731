import { attempt } from './attempt.js';
import type { StagedRecords } from '../staging/staged-records.js';
import { changingStatement, sampleStatement } from './write-statements.js';
import type { WriteParts } from './write-statements.js';
import type { Going } from './write-rows.js';

/** For fewer records the look is not worth its own time. */
const LEAST_RECORDS = 5_000;
const SAMPLE = 1_000;
/** Of a sample: with fewer, most records would be compared twice. */
const LEAST_EQUAL = 0.4;

/**
 * A condition of the staged records whose rows they would change, or that have none, where a sample says that many are
 * equal to theirs; undefined where it does not. An INSERT … ON CONFLICT copies every record and locks every row before
 * it compares them, which costs more than to compare them all first, and the server may do that in parallel.
 *
 * 1. What it leaves out was equal to its row at one moment of the transaction: it is unchanged, whatever another
 *    session does with that row afterwards.
 * 2. What it does not leave out is compared once more, when its row is locked.
 * 3. Rows are found by their index, as an INSERT … ON CONFLICT finds them: a plan that hashes or sorts two wide tables
 *    would write both to the disk.
 */
export const findChanging = async (staged: StagedRecords, { count, where }: Going): Promise<string | undefined> => {
  const { connection, shape, staging, plan } = staged;
  const { onConflict = 'source' } = plan;
  // A batch's own place is temporary, and it is written at once.
  if (
    staging.changing.startsWith('pg_temp.') ||
    count < LEAST_RECORDS ||
    shape.others.length === 0 ||
    onConflict === 'target'
  )
    return undefined;
  const parts: WriteParts = { shape, staging, where, onConflict };
  const action = `Cannot compare with "${plan.name.table}"`;
  // A record that cannot be compared is found when the records are written.
  const looked = await attempt(connection, async () => {
    await connection.execute(BY_INDEX.map((name) => `set local ${name} = off`).join('; '));
    const [sample] = await connection.query(sampleStatement(parts, (100 * SAMPLE) / count), [], action);
    const [seen, equal] = [Number(sample?.['seen']), Number(sample?.['equal'])];
    const isWorth = seen > 0 && equal / seen >= LEAST_EQUAL;
    if (isWorth) {
      await connection.execute(`create unlogged table ${staging.changing} as ${changingStatement(parts)}`, [], action);
      await connection.execute(`analyze ${staging.changing}`);
    }
    await connection.execute(BY_INDEX.map((name) => `set local ${name} = default`).join('; '));
    return isWorth;
  });
  return 'done' in looked && looked.done ? `s.line in (select line from ${staging.changing})` : undefined;
};

const BY_INDEX = ['enable_hashjoin', 'enable_mergejoin', 'jit'];
