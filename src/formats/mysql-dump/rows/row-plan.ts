import type { SumForm, SummedColumn } from '../dump-index.js';
import type { QuickForm } from '../values/quick-form.js';
import { quickForm } from '../values/quick-form.js';
import type { TableDefinition } from '../tables/parse-create-table.js';
import type { DumpServer } from '../server-version.js';
import type { TableColumn } from '../tables/table-columns.js';
import { isKnownType, isNumeric, valueShape } from '../values/value-shape.js';
import type { ValueShape } from '../values/value-shape.js';

/** How one value of a row enters the row's sum. */
export interface PlannedValue {
  readonly column: string;
  /** The value is skipped. */
  readonly leftOut: boolean;
  /** The server computes it and ignores the dump's value. */
  readonly generated: boolean;
  readonly form: SumForm;
  /** Bytes of a BIT column. */
  readonly width: number;
  /** The column stores exactly the bytes that `0x…` and `_binary '…'` stand for. */
  readonly binary: boolean;
  /** An unquoted number is stored as a number, not as its text. */
  readonly numeric: boolean;
  readonly autoIncrement: boolean;
  /** The usual form of its values. */
  readonly quick: QuickForm;
  /** Whether the server would write this text. Absent: any text will do. */
  readonly shape?: ValueShape;
}

export interface RowPlan {
  /** By position in a row of the INSERT. */
  readonly values: readonly PlannedValue[];
  readonly summed: readonly SummedColumn[];
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  /** Why the rows can only be counted. */
  readonly reason?: string;
}

/**
 * Plans the sum over a table's rows for one column list; without a list the rows hold the visible columns. Names are
 * decoded.
 */
export const planRows = (
  definition: TableDefinition,
  list: readonly string[] | undefined,
  server: DumpServer,
): RowPlan => {
  const byName = new Map(definition.columns.map((column) => [column.name.toLowerCase(), column]));
  const columns = list
    ? list.map((name) => byName.get(name.toLowerCase()))
    : definition.columns.filter(({ invisible }) => !invisible);
  const known = columns.filter((column) => column !== undefined);
  const summed = known.filter((column) => reasonToLeaveOut(column, server) === undefined);
  const missing = definition.columns.filter((column) => !known.includes(column));
  return {
    values: columns.map((column) => planValue(column, server)),
    summed: summed.map((column) => ({ name: column.name, form: formOf(column) })),
    leftOut: [
      ...known.flatMap((column) => {
        const reason = reasonToLeaveOut(column, server);
        return reason === undefined ? [] : [{ column: column.name, reason }];
      }),
      ...missing.map((column) => ({
        column: column.name,
        reason: column.generated ? 'generated' : 'the INSERT statements have no value for it',
      })),
    ],
    ...(known.length < columns.length && { reason: 'an INSERT names a column that the CREATE TABLE does not' }),
    ...(new Set(known).size < known.length && { reason: 'an INSERT names a column twice' }),
  };
};

const planValue = (column: TableColumn | undefined, server: DumpServer): PlannedValue => {
  const shape = column && valueShape(column, server);
  return {
    column: column?.name ?? '',
    leftOut: column === undefined || reasonToLeaveOut(column, server) !== undefined,
    generated: column?.generated === true,
    form: column ? formOf(column) : 'value',
    width: Math.ceil((column?.bitWidth ?? 0) / 8),
    binary: column?.binary === true,
    numeric: column !== undefined && isNumeric(column),
    autoIncrement: column?.autoIncrement === true,
    quick: quickForm(column),
    ...(shape && { shape }),
  };
};

const reasonToLeaveOut = (column: TableColumn, server: DumpServer): string | undefined => {
  if (column.generated) return 'generated';
  if (column.json && server.flavor === 'mysql') return 'MySQL rewrites JSON, so it differs from the dump';
  if (!isKnownType(column)) return 'its type is not known';
  return undefined;
};

const formOf = (column: TableColumn): SumForm => {
  if (column.bitWidth !== undefined) return 'bit';
  return column.long ? 'crc' : 'value';
};
