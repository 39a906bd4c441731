import type { ExportFilter, FilterOperator } from '../contracts/table-export/export-request.js';
import type { ExportColumn } from './export-source.js';

/** How an engine writes the value of a filter, for its column: a literal, never text of the request as it came. */
export type WriteValue<Column extends ExportColumn> = (value: string, column: Column) => string;

const OPERATORS: Readonly<Record<Exclude<FilterOperator, 'in'>, string>> = {
  eq: '=',
  ne: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
};

/** The order of the rows, with its `order by`; nothing where none is asked for. `quote` writes a name. */
export const orderOf = (order: readonly string[] | undefined, quote: (name: string) => string): string =>
  order === undefined ? '' : ` order by ${order.map((name) => `t.${quote(name)}`).join(', ')}`;

/** The condition of the rows that all filters let through, with its `where`; nothing where there is none. */
export const whereOf = <Column extends ExportColumn>(
  filters: readonly ExportFilter[],
  columns: readonly Column[],
  write: WriteValue<Column>,
): string => {
  const conditions = filters.map(({ column: name, operator, value }) => {
    const of = columns.find((one) => one.name === name);
    if (of?.column === undefined) throw new TypeError(`The filter of ${name} was not checked`);
    const column = `t.${of.column}`;
    if (value === null) return `${column} is ${operator === 'ne' ? 'not null' : 'null'}`;
    if (typeof value !== 'string') {
      return value.length === 0 ? '1 = 0' : `${column} in (${value.map((one) => write(one, of)).join(', ')})`;
    }
    return `${column} ${OPERATORS[operator as keyof typeof OPERATORS]} ${write(value, of)}`;
  });
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
};
