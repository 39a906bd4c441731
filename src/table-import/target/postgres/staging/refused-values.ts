import type { PostgresConnection } from '../../../../connectors/postgres/open-connection.js';
import { quoteText } from '../../../../connectors/postgres/quote-name.js';
import type { Staging } from './staging.js';
import type { ShapeColumn, TableShape } from '../catalog/table-shape.js';

/**
 * Takes the records out of the staging whose values their column's type refuses, each value told with the server's own
 * words: behind it every staged value can be cast. Only types of which we do not know what they take are looked at.
 */
export const removeRefusedValues = async (
  connection: PostgresConnection,
  staging: Staging,
  { columns }: TableShape,
): Promise<void> => {
  let found = 0;
  for (const column of columns) {
    if (column.cast === undefined) continue;
    await connection.execute(tryFunction(column, column.cast), [], 'Cannot create the check of a type');
    const { affectedRows } = await connection.execute(
      `insert into ${staging.out} (line, fate, code, columns, value, told)
        select line, 'refused', 'refused_by_database', array[${quoteText(column.name)}], left(value, 200), told
        from (select line, ${column.staged} as value, ${nameOf(column)}(${column.staged}) as told
          from ${staging.table} where ${column.staged} is not null) s where told is not null`,
      [],
      `Cannot check the values of column "${column.name}"`,
    );
    found += affectedRows;
  }
  if (found === 0) return;
  await connection.execute(
    `delete from ${staging.table} s using ${staging.out} o where o.line = s.line and o.fate = 'refused'`,
    [],
    'Cannot take refused records out of the staging',
  );
};

const nameOf = ({ staged }: ShapeColumn): string => `pg_temp.stevedore_try_${staged}`;

/**
 * Assigns as an INSERT does, which a cast does not: it would cut what is too long. Errors that are not the value's go
 * on. `pg_input_error_info` of newer servers does not catch the errors of all types.
 */
const tryFunction = (column: ShapeColumn, type: string): string =>
  `create or replace function ${nameOf(column)}(value text) returns text language plpgsql as $try$
    declare taken ${type};
    begin
      taken := ${column.read('value')};
      return null;
    exception when others then
      if left(sqlstate, 2) in ('40', '53', '55', '57', '58', 'XX') then raise; end if;
      return sqlerrm;
    end $try$`;
