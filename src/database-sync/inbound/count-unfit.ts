import type { PostgresConnection, Row } from '../../connectors/postgres/open-connection.js';
import { isStevedoreError } from '../../contracts/errors.js';
import { quoteName } from '../../connectors/postgres/quote-name.js';
import { prepareCreating } from '../ddl/run-statements.js';
import type { TrueNames } from '../stage/staging.js';
import { underTrueNames } from '../stage/true-names.js';
import { HELD_TO } from './inbound-queries.js';

/**
 * Counts the rows of tables outside that will not fit a generation whose rows are in staging: they have no partner
 * there for a foreign key, or do not pass a check that calls one of its functions. Rows are looked at without a lock
 * that anybody would wait for. Returns a sentence for each constraint, with a query that finds the rows, and no value.
 *
 * It only tells beforehand what the check after the commit says (`completePublish`): what it may not read, does not
 * get a lock for, or cannot count in half a minute, it passes over.
 */
export const countUnfit = async (connection: PostgresConnection, names: TrueNames): Promise<string[]> => {
  await prepareCreating(connection);
  await connection.execute(`set lock_timeout = '10s'; set statement_timeout = '${LONGEST}'`);
  const stagingOf = new Map(names.schemas.map(({ name, staging }) => [name, staging]));
  const warnings: string[] = [];
  const constraints = await connection
    .query(HELD_TO, [[...names.live]], 'Cannot look for references to the live schemas')
    .catch(passOver([]));
  for (const row of constraints) {
    const other = text(row, 'otherSchema');
    const isKey = row['isKey'] === true;
    const unfit = (schema: string): string =>
      isKey ? withoutPartner(row, schema) : `${text(row, 'table')} x where (${text(row, 'expression')}) is false`;
    const count = (schema: string) => countRows(connection, unfit(schema));
    // A check calls functions by the names that they have in the schema; a key knows its table.
    const found = isKey ? count(stagingOf.get(other) ?? other) : underTrueNames(connection, names, () => count(other));
    const rows = await found.catch(passOver(0));
    if (rows === 0) continue;
    warnings.push(
      `${rows === 1 ? '1 row' : `${rows} rows`} of ${describe(row, rows === 1)}${findThem(row, unfit(other))}`,
    );
  }
  await connection.execute('set statement_timeout = 0');
  return warnings;
};

/** A check is counted under true names, and what is live cannot be changed meanwhile. */
const LONGEST = '30s';

const passOver =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (!isStevedoreError(error) || error.code === 'POSTGRES_CONNECTION_LOST') throw error;
    return instead;
  };

const text = (row: Row, key: string): string => String(row[key]);

const list = (row: Row, key: string): readonly string[] => (row[key] as readonly string[] | null) ?? [];

const describe = (row: Row, isOne: boolean): string => {
  const name = quoteName(text(row, 'name'));
  const why =
    row['isKey'] === true
      ? `${isOne ? 'has' : 'have'} no partner for the foreign key ${name} (${list(row, 'columns').join(', ')}) in ${text(row, 'otherSchema')}.${text(row, 'otherTable')} of the copy`
      : `${isOne ? 'does' : 'do'} not pass the check ${name} with the functions of the copy`;
  return `${text(row, 'table')} ${why}; it can go live, and the constraint then holds for new rows only, until ${isOne ? 'this one fits' : 'these fit'}`;
};

/** By their primary key; a check with texts in it is not told. */
const findThem = (row: Row, from: string): string => {
  if (text(row, 'expression').includes("'")) return '';
  const key = row['key'] === null ? ['ctid'] : list(row, 'key');
  return `. Once it is live, this finds them: select ${key.map((column) => `x.${column}`).join(', ')} from ${from}`;
};

/** As the server looks for them: a null needs no partner, or with MATCH FULL all nulls. */
const withoutPartner = (row: Row, schema: string): string => {
  const columns = list(row, 'columns').map((column) => `x.${column}`);
  const [others, operators] = [list(row, 'otherColumns'), list(row, 'operators')];
  const pairs = columns.map((column, nth) => `y.${others[nth] ?? ''} ${operators[nth] ?? '='} ${column}`);
  const other = `${row['otherOnly'] === true ? 'only ' : ''}${quoteName(schema)}.${text(row, 'otherTable')}`;
  const lacks = `not exists (select from ${other} y where ${pairs.join(' and ')})`;
  const whole = columns.map((column) => `${column} is not null`).join(' and ');
  const some = columns.map((column) => `${column} is not null`).join(' or ');
  const isUnfit = row['isFull'] === true ? `(${some}) and not (${whole} and not ${lacks})` : `${whole} and ${lacks}`;
  return `${text(row, 'table')} x where ${isUnfit}`;
};

const countRows = async (connection: PostgresConnection, from: string): Promise<number> => {
  const [row] = await connection.query(`select count(*)::text as rows from ${from}`, [], 'Cannot count rows outside');
  return Number(row?.['rows']);
};
